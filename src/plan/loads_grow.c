/* The loads of a plan from five small ones: how many steps have each measure, and what a buffer of
 * one size misses, is a polynomial of degree two. */
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

/* What is counted of a buffer. */
enum { OF_BUFFER = 4 };

static stm_status count_buffer(stm_loads *l, int64_t buffer, int64_t counts[OF_BUFFER],
                               stm_error *error)
{
    stm_load_counts lru = {0, 0}, opt = {0, 0};
    stm_status status = STM_OK;
    if (l->tallies[STM_UNIQUE_TOTAL].peak > buffer)
        return STM_OK; /* whoever asks is told */
    if (l->has_lru)
        status = stm_loads_lru(l, buffer, &lru, error);
    if (status == STM_OK && l->has_opt)
        status = stm_loads_opt(l, buffer, &opt, error);
    const int64_t all[OF_BUFFER] = {lru.rows, lru.columns, opt.rows, opt.columns};
    for (int k = 0; k < OF_BUFFER && status == STM_OK; k++)
        counts[k] = all[k];
    return status;
}

static void set_buffer(stm_loads *l, const int64_t counts[OF_BUFFER])
{
    l->of_buffer = true;
    l->lru = (stm_load_counts){counts[0], counts[1]};
    l->opt = (stm_load_counts){counts[2], counts[3]};
}

/* Turns the sums of the first sample into those of the large plan. */
static stm_status combine(stm_loads *const samples[STM__SAMPLES],
                          int64_t of_buffer[STM__SAMPLES][OF_BUFFER], int64_t times, bool *found,
                          stm_error *error)
{
    int64_t num = stm__loads_sums.num(samples[0]), counts[OF_BUFFER];
    for (int n = 1; n < STM__SAMPLES; n++)
        if (!alike(samples[0], samples[n]))
            return STM_OK;
    int64_t *sums = calloc((size_t)num, (STM__SAMPLES + 1) * sizeof *sums);
    if (sums == NULL)
        return stm__fail_memory(error, "loads");
    for (int n = 0; n < STM__SAMPLES; n++)
        stm__loads_sums.get(samples[n], sums + n * num);
    *found = true;
    for (int64_t k = 0; k < num + OF_BUFFER && *found; k++) {
        int64_t at[STM__SAMPLES];
        for (int n = 0; n < STM__SAMPLES; n++)
            at[n] = k < num ? sums[n * num + k] : of_buffer[n][k - num];
        *found = stm__family_value(at, times,
                                   k < num ? &sums[STM__SAMPLES * num + k] : &counts[k - num]);
    }
    if (*found) {
        stm__loads_sums.set(samples[0], sums + STM__SAMPLES * num);
        set_buffer(samples[0], counts);
    }
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

/* One small plan. What its arrays would hold is not needed beyond its counts. */
static stm_status sample(const stm_plan *plan, const stm__growth *growth, int n,
                         const stm_loads_options *options, stm_loads **loads,
                         int64_t of_buffer[OF_BUFFER], stm_error *error)
{
    stm_plan *smaller = NULL;
    stm_loads_options quiet = *options;
    quiet.progress = NULL;
    stm_status status = stm__growth_plan(plan, growth, n, &smaller, error);
    if (status == STM_OK)
        status = stm__loads_walk(smaller, loads, error, &quiet);
    if (status == STM_OK && options->buffer > 0)
        status = count_buffer(*loads, options->buffer, of_buffer, error);
    if (status == STM_OK) {
        stm__history_free(&(*loads)->history);
        (*loads)->history = (stm__history){0};
    }
    stm_plan_free(smaller);
    return status;
}

stm_status stm__loads_grow(const stm_plan *plan, stm_loads **loads, bool *found, stm_error *error,
                           const stm_loads_options *options)
{
    int64_t of_buffer[STM__SAMPLES][OF_BUFFER] = {{0}};
    stm__growth growth;
    stm_loads *samples[STM__SAMPLES] = {NULL};
    stm_status status = stm__growth_find(plan, options->buffer, &growth, error);
    *found = false;
    if (status != STM_OK || growth.step == 0)
        return status;
    for (int n = 0; n < STM__SAMPLES && status == STM_OK; n++)
        status = sample(plan, &growth, n, options, &samples[n], of_buffer[n], error);
    if (status == STM_OK)
        status = combine(samples, of_buffer, growth.times, found, error);
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
