/* Analyses a plan in an order by rows of tiles with five small ones: sums are polynomials of degree
 * two, and the first maxima stand in all of them at the same place. */
#include <string.h>

#include "plan/analysis.h"
#include "plan/grow.h"

enum { NUM_SUMS = 6 };

static void sums_of(const stm_plan_summary *s, int64_t sums[NUM_SUMS])
{
    const int64_t all[NUM_SUMS] = {s->points,          s->steps,
                                   s->sum_unique_rows, s->sum_unique_columns,
                                   s->sum_new_rows,    s->sum_new_columns};
    memcpy(sums, all, sizeof all);
}

static void set_sums(stm_plan_summary *s, const int64_t sums[NUM_SUMS])
{
    s->points = sums[0];
    s->steps = sums[1];
    s->sum_unique_rows = sums[2];
    s->sum_unique_columns = sums[3];
    s->sum_new_rows = sums[4];
    s->sum_new_columns = sums[5];
}

static bool same_lists(const stm_analysis *a, const stm_analysis *b)
{
    for (int k = 0; k < STM__NUM_LISTS; k++) {
        const stm__run_set *x = &a->lists[k], *y = &b->lists[k];
        if (x->num != y->num)
            return false;
        for (int64_t r = 0; r < x->num; r++)
            if (x->runs[r].first != y->runs[r].first || x->runs[r].count != y->runs[r].count ||
                x->runs[r].step != y->runs[r].step)
                return false;
    }
    return true;
}

/* Whether two analyses have the same maxima. */
static bool same_maxima(const stm_analysis *a, const stm_analysis *b)
{
    static const int64_t none[NUM_SUMS];
    stm_plan_summary x = a->summary, y = b->summary;
    set_sums(&x, none);
    set_sums(&y, none);
    return memcmp(&x, &y, sizeof x) == 0 && same_lists(a, b);
}

/* Turns the first analysis into that of the large plan. */
static bool combine(stm_analysis *const samples[STM__SAMPLES], int64_t times)
{
    int64_t all[STM__SAMPLES][NUM_SUMS], sums[NUM_SUMS];
    for (int n = 0; n < STM__SAMPLES; n++) {
        if (!same_maxima(samples[0], samples[n]))
            return false;
        sums_of(&samples[n]->summary, all[n]);
    }
    for (int k = 0; k < NUM_SUMS; k++) {
        int64_t at[STM__SAMPLES];
        for (int n = 0; n < STM__SAMPLES; n++)
            at[n] = all[n][k];
        if (!stm__family_value(at, times, &sums[k]))
            return false;
    }
    set_sums(&samples[0]->summary, sums);
    return true;
}

stm_status stm__analysis_grow(const stm_plan *plan, stm_analysis **analysis, bool *found,
                              stm_error *error)
{
    stm__growth growth;
    stm_analysis *samples[STM__SAMPLES] = {NULL};
    stm_status status = stm__growth_find(plan, 0, &growth, error);
    *found = false;
    if (status != STM_OK || growth.step == 0)
        return status;
    for (int n = 0; n < STM__SAMPLES && status == STM_OK; n++) {
        stm_plan *smaller = NULL;
        status = stm__growth_plan(plan, &growth, n, &smaller, error);
        if (status == STM_OK)
            status = stm__analysis_walk(smaller, &samples[n], error, NULL);
        stm_plan_free(smaller);
    }
    *found = status == STM_OK && combine(samples, growth.times);
    if (*found) {
        *analysis = samples[0];
        samples[0] = NULL;
    }
    for (int n = 0; n < STM__SAMPLES; n++)
        stm_analysis_free(samples[n]);
    return status;
}
