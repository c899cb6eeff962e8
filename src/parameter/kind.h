/* What the types of parameters have in common. */
#ifndef STM__PARAMETER_KIND_H
#define STM__PARAMETER_KIND_H

#include <stdbool.h>

#include <stmask/parameter.h>

/* Whether values are texts; else they are integers. */
static inline bool stm__parameter_is_text(const stm_parameter *p)
{
    return p->type == STM_PARAMETER_LIST || p->type == STM_PARAMETER_TEXT ||
           p->type == STM_PARAMETER_SPEC;
}

static inline bool stm__is_quote(char c)
{
    return c == '"' || c == '\'';
}

#endif
