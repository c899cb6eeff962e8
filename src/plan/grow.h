/* Plans of large masks from plans of small ones of the same bands. */
#ifndef STM__PLAN_GROW_H
#define STM__PLAN_GROW_H

#include <stmask/analysis.h>
#include <stmask/loads.h>

#include "mask/family.h"
#include "plan/plan.h"

/* The sizes of the small plans: first, and each `step` larger; 0 where there are none. */
typedef struct stm__growth {
    int64_t first, step, times; /* of `step`, from `first` to the plan's own size */
} stm__growth;

/* Finds them, for what steps read and what stays in a buffer of so many vectors, 0 for none. None
 * where the order is neither by lines nor by rows of tiles, a limit can close a step, the mask is
 * no square of a handful of bands, or the small plans would hold more than a fraction of the
 * points. */
stm_status stm__growth_find(const stm_plan *plan, int64_t buffer, stm__growth *growth,
                            stm_error *error);

/* The plan of sample n, from 0 on, with all settings of the large one. */
stm_status stm__growth_plan(const stm_plan *plan, const stm__growth *growth, int n,
                            stm_plan **smaller, stm_error *error);

/* The two analyses: step by step, and from small plans, where `*found` says whether that could be
 * done. */
stm_status stm__analysis_walk(const stm_plan *plan, stm_analysis **analysis, stm_error *error,
                              const stm_progress *progress);
stm_status stm__analysis_grow(const stm_plan *plan, stm_analysis **analysis, bool *found,
                              stm_error *error);

#endif
