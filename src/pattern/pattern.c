#include <string.h>

#include "pattern/arguments.h"
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

static bool is_named(const char *known, const char *name, size_t length)
{
    return strlen(known) == length && memcmp(known, name, length) == 0;
}

const stm_pattern *stm_pattern_find(const char *name, size_t length)
{
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++)
        if (is_named(patterns[k]->name, name, length))
            return patterns[k];
    return NULL;
}

int stm_pattern_parameter(const stm_pattern *pattern, const char *name, size_t length)
{
    return stm__parameter_find(pattern->parameters, pattern->num_parameters, name, length);
}

stm_arguments stm_pattern_defaults(const stm_pattern *pattern)
{
    return stm__arguments_defaults(pattern->parameters, pattern->num_parameters);
}

stm_status stm_pattern_check(const stm_pattern *pattern, const stm_arguments *arguments,
                             stm_error *error)
{
    return stm__arguments_check(pattern->parameters, pattern->num_parameters, arguments, error);
}
