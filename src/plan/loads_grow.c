/* The loads of a plan in an order by rows of tiles from five small ones: how many steps have each
 * measure is a polynomial of degree two. */
#include <stdlib.h>

#include "base/fail.h"
#include "mask/lines.h"
#include "plan/grow.h"
#include "plan/loads.h"

/* Whether samples have the same greatest measures, and the same first step. */
static bool alike(const stm_loads *a, const stm_loads *b)
{
    for (int m = 0; m < STM_NUM_MEASURES; m++)
        if (a->tallies[m].peak != b->tallies[m].peak)
            return false;
    return stm__loads_sums.num(a) == stm__loads_sums.num(b) &&
           a->cold_start.rows == b->cold_start.rows &&
           a->cold_start.columns == b->cold_start.columns;
}

/* Turns the sums of the first sample into those of the large plan. */
static stm_status combine(stm_loads *const samples[STM__SAMPLES], int64_t times, bool *found,
                          stm_error *error)
{
    int64_t num = stm__loads_sums.num(samples[0]);
    for (int n = 1; n < STM__SAMPLES; n++)
        if (!alike(samples[0], samples[n]))
            return STM_OK;
    int64_t *sums = calloc((size_t)num, (STM__SAMPLES + 1) * sizeof *sums);
    if (sums == NULL)
        return stm__fail_memory(error, "loads");
    for (int n = 0; n < STM__SAMPLES; n++)
        stm__loads_sums.get(samples[n], sums + n * num);
    *found = true;
    for (int64_t k = 0; k < num && *found; k++) {
        int64_t at[STM__SAMPLES];
        for (int n = 0; n < STM__SAMPLES; n++)
            at[n] = sums[n * num + k];
        *found = stm__family_value(at, times, &sums[STM__SAMPLES * num + k]);
    }
    if (*found)
        stm__loads_sums.set(samples[0], sums + STM__SAMPLES * num);
    free(sums);
    return STM_OK;
}

/* What does not come from steps. */
static stm_status complete(const stm_plan *plan, stm_loads *loads, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(plan->mask);
    stm__lines rows, columns;
    stm_status status = stm__lines_count(plan->mask, STM__ROWS, &rows, error, NULL);
    if (status == STM_OK)
        status = stm__lines_count(plan->mask, STM__COLUMNS, &columns, error, NULL);
    if (status != STM_OK)
        return status;
    loads->num_queries = b.num_queries;
    loads->num_keys = b.num_keys;
    loads->compulsory = (stm_load_counts){rows.num - rows.bins[0], columns.num - columns.bins[0]};
    return STM_OK;
}

stm_status stm__loads_grow(const stm_plan *plan, stm_loads **loads, bool *found, stm_error *error)
{
    stm__growth growth;
    stm_loads *samples[STM__SAMPLES] = {NULL};
    static const stm_loads_options plain;
    stm_status status = stm__growth_find(plan, &growth, error);
    *found = false;
    if (status != STM_OK || growth.step == 0)
        return status;
    for (int n = 0; n < STM__SAMPLES && status == STM_OK; n++) {
        stm_plan *smaller = NULL;
        status = stm__growth_plan(plan, &growth, n, &smaller, error);
        if (status == STM_OK)
            status = stm__loads_walk(smaller, &samples[n], error, &plain);
        stm_plan_free(smaller);
    }
    if (status == STM_OK)
        status = combine(samples, growth.times, found, error);
    if (status == STM_OK && *found)
        status = complete(plan, samples[0], error);
    if (status == STM_OK && *found) {
        *loads = samples[0];
        samples[0] = NULL;
    }
    for (int n = 0; n < STM__SAMPLES; n++)
        stm_loads_free(samples[n]);
    return status;
}
