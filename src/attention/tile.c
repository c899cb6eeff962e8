#include <math.h>
#include <string.h>

#include "attention/plan.h"

/* What stands for a total where no key was seen. */
#define UNSEEN (-1.0F)

static float *row_of(const stm__rows *rows, const stm__worker *worker, int64_t query)
{
    return rows->data + (query - worker->plan->bounds.first_query) * rows->stride;
}

void stm__tile_shape(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    worker->tile.shaping = head->shaping;
    worker->first_query = queries->first;
    for (int t = 0; head->shaping != NULL && t < STM__LANES; t++)
        worker->tile.positions[t] = (float)(t * queries->step);
}

void stm__tile_start(stm__worker *worker, const stm__head *head, const stm__queries *queries,
                     const stm__input_rows *rows, bool go_on)
{
    const stm_attention *plan = worker->plan;
    stm__tile *tile = &worker->tile;
    tile->count = queries->count;
    stm__tile_shape(worker, head, queries);
    int64_t stride, row = queries->first - plan->bounds.first_query;
    stm__input_rows here = stm__rows_from(&head->q, row, queries->step);
    const float *q = stm__rows_floats(rows == NULL ? &here : rows, 0, 1, queries->count, plan->dim,
                                      worker->row_room, &stride);
    plan->kernels->load(tile->query, q, stride, plan->dim, queries->count, plan->scale);
    if (plan->kernels->prepare != NULL)
        plan->kernels->prepare(tile);
    worker->seen = 0;
    for (int t = 0; t < STM__LANES; t++) {
        tile->maximum[t] = -INFINITY;
        tile->total[t] = 0;
    }
    tile->empty = !go_on;
    if (!go_on)
        return;
    plan->kernels->load(tile->sum, row_of(&head->out, worker, queries->first),
                        queries->step * head->out.stride, plan->dim, queries->count, 1);
    for (int t = 0; t < queries->count; t++) {
        tile->maximum[t] = head->maximum[row + t * queries->step];
        tile->total[t] = head->total[row + t * queries->step];
        if (tile->total[t] == UNSEEN)
            tile->total[t] = 0;
        else
            worker->seen |= UINT64_C(1) << t;
    }
}

void stm__tile_settle(stm__tile *tile)
{
    if (tile->empty)
        memset(tile->sum, 0, (size_t)tile->dim * STM__LANES * sizeof *tile->sum);
    tile->empty = false;
}

void stm__tile_block(stm__worker *worker, stm__block *block, int64_t end)
{
    stm__block_cut(block);
    if (worker->backward)
        stm__gradient_block(worker, block, end);
    else
        worker->plan->kernels->block_add(&worker->tile, block);
}

void stm__tile_leave(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    const stm_attention *plan = worker->plan;
    int64_t first = queries->first - plan->bounds.first_query;
    stm__tile_settle(&worker->tile);
    plan->kernels->store(worker->tile.sum, row_of(&head->out, worker, queries->first),
                         queries->step * head->out.stride, plan->dim, queries->count);
    for (int t = 0; t < queries->count; t++) {
        head->maximum[first + t * queries->step] = worker->tile.maximum[t];
        bool seen = (worker->seen >> t & 1) != 0;
        head->total[first + t * queries->step] = seen ? worker->tile.total[t] : UNSEEN;
    }
}

void stm__tile_finish(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    const stm_attention *plan = worker->plan;
    stm__tile *tile = &worker->tile;
    int64_t first = queries->first - plan->bounds.first_query;
    float lse[STM__LANES];
    for (int t = 0; t < STM__LANES; t++)
        if ((worker->seen >> t & 1) == 0)
            tile->total[t] = 1;
    stm__tile_settle(tile);
    uint64_t bad = plan->kernels->finish(tile, row_of(&head->out, worker, queries->first),
                                         queries->step * head->out.stride, lse);
    for (int t = 0; head->lse != NULL && t < queries->count; t++)
        head->lse[first + t * queries->step] = (worker->seen >> t & 1) != 0 ? lse[t] : -INFINITY;
    for (int t = 0; bad != 0; t++, bad >>= 1)
        if ((bad & 1) != 0)
            stm__row_compute(worker, head, queries->first + t * queries->step);
}
