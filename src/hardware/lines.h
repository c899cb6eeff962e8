/* Partitions by lines: each PE has neighbouring rows, or neighbouring columns. */
#ifndef STM__HARDWARE_LINES_H
#define STM__HARDWARE_LINES_H

#include "hardware/partition.h"

/* Runs the job, by rows or by columns. */
stm_status stm__lines_run(stm__job *job, bool by_columns, stm_error *error);

/* The cells of a line, which its runs are. */
static inline int64_t stm__runs_count(const stm_run *runs, int64_t num_runs)
{
    int64_t count = 0;
    for (int64_t k = 0; k < num_runs; k++)
        count += runs[k].count;
    return count;
}

#endif
