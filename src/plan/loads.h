/* The inside of loads. */
#ifndef STM__PLAN_LOADS_H
#define STM__PLAN_LOADS_H

#include <stmask/loads.h>

#include "plan/opt.h"
#include "plan/recurrence.h"
#include "plan/tally.h"

struct stm_loads {
    int64_t points, steps, num_queries, num_keys;
    stm__tally tallies[STM_NUM_MEASURES];
    stm_load_counts cold_start, compulsory;
    bool has_lru, has_opt;
    /* Hits by stack distance, rows and columns apart; distance 0 counts first touches. */
    int64_t *row_hits, *column_hits;
    stm__history history;
    int64_t buffer; /* the only one that may be asked of; 0: any may */
    bool of_buffer; /* what follows stands for the arrays */
    stm_load_counts lru, opt;
};

/* The sums of loads without lru and opt; the context of each is the loads. */
extern const stm__sums stm__loads_sums;

/* The loads of a plan, step by step or, by lines, in cycles of steps. */
stm_status stm__loads_walk(const stm_plan *plan, stm_loads **loads, stm_error *error,
                           const stm_loads_options *options);

/* Those of small plans made those of a large one (plan/grow.h); `*found` says whether that could be
 * done. lru and opt, where asked for, need a buffer in the options. */
stm_status stm__loads_grow(const stm_plan *plan, stm_loads **loads, bool *found, stm_error *error,
                           const stm_loads_options *options);

#endif
