/* The parameters of a pattern, by the functions of all tables. */
#include <stmask/pattern.h>

#include "parameter/arguments.h"
#include "parameter/text_slice.h"

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
