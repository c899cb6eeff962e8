/* A query's runs, a block of keys at a time. */
#include "attention/single.h"

#include <math.h>
#include <stdlib.h>

#include "attention/worker.h"
#include "base/arithmetic.h"

void stm__single_add(stm__worker *w, const stm__head *head, int64_t query, stm__row *row,
                     const int64_t *numbers, int num)
{
    const stm__kernels *kernels = w->plan->kernels;
    int dim = row->dim, value_dim = row->value_dim;
    int64_t widened[STM__MAX_BLOCK], zero = query + stm__plan_lag(w->plan);
    float distances[STM__MAX_BLOCK];
    row->shaping = head->shaping;
    row->distances = distances;
    for (int b = 0; head->shaping != NULL && b < num; b++)
        distances[b] = (float)llabs(zero - numbers[b]);
    if (w->plan->element == STM_ELEMENT_F32) {
        kernels->row_add(row, head->k.data, head->k.stride, head->v.data, head->v.stride, numbers,
                         num);
        return;
    }
    for (int b = 0; b < num; b++) {
        stm__row_widen(&head->k, numbers[b], w->room.keys + b * dim, dim);
        stm__row_widen(&head->v, numbers[b], w->room.values + b * value_dim, value_dim);
        widened[b] = b;
    }
    kernels->row_add(row, w->room.keys, dim, w->room.values, value_dim, widened, num);
}

static void add_run(stm__worker *w, const stm__head *head, int64_t query, const stm_run *run,
                    stm__row *row)
{
    int64_t numbers[STM__MAX_BLOCK];
    for (int64_t b = 0; b < run->count; b += STM__MAX_BLOCK) {
        int num = (int)stm__min(run->count - b, STM__MAX_BLOCK);
        for (int k = 0; k < num; k++)
            numbers[k] = run->first + (b + k) * run->step;
        stm__single_add(w, head, query, row, numbers, num);
    }
}

void stm__single_compute(stm__worker *w, const stm__head *head, int64_t query)
{
    const stm_attention *plan = w->plan;
    float *out = head->out.data + query * head->out.stride;
    stm__row row = {
        .dim = plan->dim, .value_dim = plan->value_dim, .query = w->lone.query, .sum = w->lone.sum};
    stm__head_begin(head, &row.maximum, &row.total);
    stm_status status = stm__runs_read(&w->runs, head->recipe->mask, query);
    if (status != STM_OK) {
        stm__worker_fail(w, status);
        return;
    }
    stm__row_widen(&head->q, query, w->lone.query, plan->dim);
    for (int x = 0; x < plan->dim; x++)
        w->lone.query[x] *= plan->scale;
    for (int x = 0; x < plan->value_dim; x++)
        row.sum[x] = 0;
    for (int64_t k = 0; k < w->runs.num; k++) {
        stm_run run = stm__runs_at(&w->runs, k);
        add_run(w, head, query, &run, &row);
    }
    for (int x = 0; x < plan->value_dim; x++)
        out[x] = w->runs.num == 0 ? 0 : row.sum[x] / row.total;
    float lse = row.maximum * (float)M_LN2 + logf(row.total);
    if (row.nan)
        lse = NAN;
    else if (w->runs.num == 0)
        lse = stm__head_unseen_lse(head);
    else if (isinf(row.maximum)) /* infinity, or -infinity where only that is seen */
        lse = row.maximum;
    if (head->lse != NULL)
        head->lse[query] = lse;
}
