/* The list of patterns, and the parameters of one, by the functions of all tables. */
#include "parameter/arguments.h"
#include "parameter/text.h"
#include "pattern/contract.h"

#define STM__PATTERN(name) &stm__pattern_##name,
static const stm_pattern *const patterns[] = {
#include "pattern/list.def"
};
#undef STM__PATTERN

const stm_pattern *const *stm_pattern_list(size_t *num)
{
    *num = sizeof patterns / sizeof *patterns;
    return patterns;
}

const stm_pattern *stm__pattern_named(stm_text name)
{
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++)
        if (stm__text_is(name, patterns[k]->name))
            return patterns[k];
    return NULL;
}

const stm_pattern *stm_pattern_find(const char *name)
{
    return stm__pattern_named(stm__text(name));
}

int stm_pattern_parameter(const stm_pattern *pattern, const char *name)
{
    return stm__parameter_find(&pattern->parameters, stm__text(name));
}

stm_arguments stm_pattern_defaults(const stm_pattern *pattern)
{
    return stm__arguments_defaults(&pattern->parameters);
}

stm_status stm_pattern_check(const stm_pattern *pattern, const stm_arguments *arguments,
                             stm_error *error)
{
    return stm__arguments_check(&pattern->parameters, arguments, error);
}
