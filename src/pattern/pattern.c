#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
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
    for (int k = 0; k < pattern->num_parameters; k++)
        if (is_named(pattern->parameters[k].name, name, length))
            return k;
    return -1;
}

stm_arguments stm_pattern_defaults(const stm_pattern *pattern)
{
    stm_arguments arguments = {{0}};
    for (int k = 0; k < pattern->num_parameters; k++)
        arguments.integer[k] = pattern->parameters[k].default_value;
    return arguments;
}

stm_status stm_pattern_check(const stm_pattern *pattern, const stm_arguments *arguments,
                             stm_error *error)
{
    for (int k = 0; k < pattern->num_parameters; k++) {
        const stm_parameter *p = &pattern->parameters[k];
        int64_t value = arguments->integer[k];
        if (value < p->minimum || value > p->maximum)
            return stm__fail(error, STM_EINVAL,
                             "%s %" PRId64 ": must be from %" PRId64 " to %" PRId64, p->name, value,
                             p->minimum, p->maximum);
    }
    return STM_OK;
}
