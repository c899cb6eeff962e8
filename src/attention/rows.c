#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/plan.h"
#include "base/arithmetic.h"

stm_status stm__worker_read(stm__worker *worker, const stm_mask *mask, int64_t query,
                            const stm_run **runs, int64_t *num_runs)
{
    stm_status status = STM_OK;
    if (worker->reader_of != mask) {
        stm_reader_free(worker->reader);
        worker->reader = NULL;
        worker->reader_of = NULL;
        status = stm_reader_new(mask, &worker->reader, NULL);
        if (status == STM_OK)
            worker->reader_of = mask;
    }
    if (status == STM_OK)
        status = stm_reader_row(worker->reader, query, runs, num_runs);
    if (status != STM_OK)
        worker->status = status;
    return status;
}

void stm__row_add(stm__worker *worker, const stm__head *head, int64_t query, stm__row *row,
                  const int64_t *numbers, int num)
{
    const stm__kernels *kernels = worker->plan->kernels;
    int dim = row->dim;
    int64_t widened[STM__MAX_BLOCK], zero = worker->plan->bounds.first_key;
    float distances[STM__MAX_BLOCK];
    row->shaping = head->shaping;
    row->distances = distances;
    for (int b = 0; head->shaping != NULL && b < num; b++)
        distances[b] = (float)llabs(query - zero - numbers[b]);
    if (worker->plan->element == STM_ELEMENT_F32) {
        kernels->row_add(row, head->k.data, head->k.stride, head->v.data, head->v.stride, numbers,
                         num);
        return;
    }
    for (int b = 0; b < num; b++) {
        stm__row_widen(&head->k, numbers[b], worker->block_keys + b * dim, dim);
        stm__row_widen(&head->v, numbers[b], worker->block_values + b * dim, dim);
        widened[b] = b;
    }
    kernels->row_add(row, worker->block_keys, dim, worker->block_values, dim, widened, num);
}

/* The keys of a run, the rows of which are counted from the mask's first key. */
static void add_run(stm__worker *worker, const stm__head *head, int64_t query, const stm_run *run,
                    stm__row *row)
{
    int64_t numbers[STM__MAX_BLOCK];
    int64_t first = run->first - worker->plan->bounds.first_key;
    for (int64_t b = 0; b < run->count; b += STM__MAX_BLOCK) {
        int num = (int)stm__min(run->count - b, STM__MAX_BLOCK);
        for (int k = 0; k < num; k++)
            numbers[k] = first + (b + k) * run->step;
        stm__row_add(worker, head, query, row, numbers, num);
    }
}

void stm__row_compute(stm__worker *worker, const stm__head *head, int64_t query)
{
    const stm_attention *plan = worker->plan;
    int64_t i = query - plan->bounds.first_query, num_runs;
    const stm_run *runs;
    float *out = head->out.data + i * head->out.stride;
    if (stm__worker_read(worker, head->recipe->mask, query, &runs, &num_runs) != STM_OK)
        return;
    stm__row row = {
        .dim = plan->dim, .query = worker->row_query, .sum = worker->row_sum, .maximum = -INFINITY};
    stm__row_widen(&head->q, i, worker->row_query, plan->dim);
    for (int x = 0; x < plan->dim; x++) {
        worker->row_query[x] *= plan->scale;
        row.sum[x] = 0;
    }
    for (int64_t k = 0; k < num_runs; k++)
        add_run(worker, head, query, &runs[k], &row);
    for (int x = 0; x < plan->dim; x++)
        out[x] = num_runs == 0 ? 0 : row.sum[x] / row.total;
    float lse = row.maximum * (float)M_LN2 + logf(row.total);
    if (row.nan)
        lse = NAN;
    else if (isinf(row.maximum)) /* infinity, or -infinity where nothing or only that is seen */
        lse = row.maximum;
    if (head->lse != NULL)
        head->lse[i] = lse;
}
