/* The run: how every row and column of a mask is given. */
#ifndef STMASK_RUN_H
#define STMASK_RUN_H

#include <stdint.h>

/* The cells first, first + step, ..., first + (count - 1) * step, all of the same value.
 * count >= 1 and step >= 1; a run of one cell has step 1. In a row the cells are keys, in a column
 * queries. */
typedef struct stm_run {
    int64_t first, count, step;
    int32_t value;
} stm_run;

/* The last cell of a run. */
static inline int64_t stm_run_last(const stm_run *run)
{
    return run->first + (run->count - 1) * run->step;
}

#endif
