/* Degrees of the rows or columns of a mask, sorted and summed, from its runs. */
#include <stdlib.h>

#include "base/fail.h"
#include "plan/bounds.h"

void stm__degrees_free(stm__degrees *d)
{
    free(d->sum);
    free(d->at_least);
}

static int descending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x > y ? -1 : x < y;
}

stm_status stm__degrees_read(stm__degrees *d, const stm_mask *mask, bool columns, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t first = columns ? b.first_key : b.first_query;
    int64_t num = columns ? b.num_keys : b.num_queries;
    stm_reader *reader = NULL;
    int64_t *all = malloc((size_t)num * sizeof *all);
    stm_status status =
        all == NULL ? stm__fail_memory(error, "bounds") : stm_reader_new(mask, &reader, error);
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        const stm_run *runs;
        int64_t num_runs;
        status = columns ? stm_reader_column(reader, first + k, &runs, &num_runs)
                         : stm_reader_row(reader, first + k, &runs, &num_runs);
        if (status != STM_OK) {
            stm__fail(error, status, "bounds: %s", stm_status_text(status));
            break;
        }
        all[k] = 0;
        for (int64_t r = 0; r < num_runs; r++)
            all[k] += runs[r].count;
    }
    if (status == STM_OK) {
        qsort(all, (size_t)num, sizeof *all, descending);
        while (d->num < num && all[d->num] > 0)
            d->num++;
        d->max = d->num == 0 ? 0 : all[0];
        d->sum = malloc((size_t)(d->num + 1) * sizeof *d->sum);
        d->at_least = malloc((size_t)(d->max + 1) * sizeof *d->at_least);
        if (d->sum == NULL || d->at_least == NULL)
            status = stm__fail_memory(error, "bounds");
    }
    if (status == STM_OK) {
        d->sum[0] = 0;
        for (int64_t k = 0; k < d->num; k++)
            d->sum[k + 1] = d->sum[k] + all[k];
        for (int64_t c = d->max, k = 0; c >= 0; c--) {
            while (k < d->num && all[k] >= c)
                k++;
            d->at_least[c] = k;
        }
    }
    stm_reader_free(reader);
    free(all);
    return status;
}
