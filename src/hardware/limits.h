/* The limits of a step as text: `1000`, of rows and columns together, or `16x8`, of either. */
#ifndef STM__HARDWARE_LIMITS_H
#define STM__HARDWARE_LIMITS_H

#include <stmask/plan.h>

/* As in stm_plan_options; 0: no limit. */
typedef struct stm__limits {
    int64_t read, rows, columns;
} stm__limits;

/* STM_EINVAL begins with `name`. */
STM_CHECKED stm_status stm__limits_read(const char *name, const char *text, stm__limits *limits,
                                        stm_error *error);

#endif
