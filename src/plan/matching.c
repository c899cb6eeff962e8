/* A matching of a mask's rows and columns, greedily: each row takes its place on the diagonal where
 * that is free, else the first free column of its runs. */
#include <stdlib.h>

#include "base/fail.h"
#include "plan/bounds.h"

#define MOST_LOOKED_AT ((int64_t)1 << 26) /* taken columns, over all rows */

/* The first column of the runs that is free; -1 where all are taken, or too many were looked at. */
static int64_t choose(const stm_run *runs, int64_t num_runs, const bool *taken, int64_t first_key,
                      int64_t *looked_at)
{
    for (int64_t r = 0; r < num_runs; r++)
        for (int64_t k = 0; k < runs[r].count; k++) {
            int64_t j = runs[r].first + k * runs[r].step;
            if (!taken[j - first_key])
                return j;
            if (++*looked_at > MOST_LOOKED_AT)
                return -1;
        }
    return -1;
}

/* Whether the runs have a column, without walking them. */
static bool has(const stm_run *runs, int64_t num_runs, int64_t column)
{
    for (int64_t r = 0; r < num_runs; r++) {
        int64_t apart = column - runs[r].first;
        if (apart >= 0 && column <= stm_run_last(&runs[r]) && apart % runs[r].step == 0)
            return true;
    }
    return false;
}

stm_status stm__matching_find(const stm_mask *mask, int64_t *matched, int64_t *column_of,
                              stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_reader *reader = NULL;
    bool *taken = calloc((size_t)b.num_keys, sizeof *taken);
    stm_status status =
        taken == NULL ? stm__fail_memory(error, "bounds") : stm_reader_new(mask, &reader, error);
    int64_t num = 0, looked_at = 0;
    for (int64_t i = b.first_query; i < b.first_query + b.num_queries && status == STM_OK; i++) {
        const stm_run *runs;
        int64_t num_runs, j;
        status = stm_reader_row(reader, i, &runs, &num_runs);
        if (status != STM_OK) {
            stm__fail(error, status, "bounds: %s", stm_status_text(status));
            break;
        }
        if (has(runs, num_runs, i) && !taken[i - b.first_key])
            j = i;
        else
            j = choose(runs, num_runs, taken, b.first_key, &looked_at);
        if (column_of != NULL)
            column_of[i - b.first_query] = j;
        if (j >= 0) {
            taken[j - b.first_key] = true;
            num++;
        }
    }
    if (status == STM_OK)
        *matched = num;
    stm_reader_free(reader);
    free(taken);
    return status;
}
