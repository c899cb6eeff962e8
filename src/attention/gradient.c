/* Tiles of a backward pass (Dao et al. 2022, arXiv:2205.14135, appendix B.4).
 *
 * The gradients of keys and values are sums over tiles. So that they come out the same for any
 * number of threads, tiles add to a key in their own order: each goes through its keys in rising
 * order, and waits before a block until the tile before it is done with that block. How far it is
 * done itself it tells the next one.
 */
#include <math.h>
#include <sched.h>
#include <string.h>

#include "attention/plan.h"
#include "base/arithmetic.h"

enum { SPINS = 1000 };

void stm__gradient_wait(stm__worker *worker, int64_t end)
{
    if (worker->before == NULL)
        return;
    for (int n = 0; atomic_load_explicit(worker->before, memory_order_acquire) < end; n++)
        if (n >= SPINS)
            sched_yield();
}

void stm__gradient_done(stm__worker *worker, int64_t end)
{
    if (worker->mine != NULL)
        atomic_store_explicit(worker->mine, stm__min(end, worker->returns_to),
                              memory_order_release);
}

void stm__gradient_finish_tile(stm__worker *worker)
{
    worker->returns_to = INT64_MAX;
    stm__gradient_wait(worker, INT64_MAX);
    stm__gradient_done(worker, INT64_MAX);
}

void stm__gradient_block(stm__worker *worker, const stm__block *block, int64_t end)
{
    const stm__kernels *kernels = worker->plan->kernels;
    kernels->gradient_add(&worker->tile, &worker->gradient, block);
    stm__gradient_wait(worker, end);
    kernels->gradient_spread(&worker->tile, &worker->gradient, block);
    stm__gradient_done(worker, end);
}

/* Rows in panels of 64 elements, times a factor; what is missing becomes 0. */
static void copy_rows(float *to, const float *rows, int64_t stride, int dim, int count,
                      float factor)
{
    for (int x = 0; x < dim; x += STM__LANES)
        for (int t = 0; t < STM__LANES; t++) {
            int width = t >= count ? 0 : dim - x < STM__LANES ? dim - x : STM__LANES;
            const float *from = rows + (t < count ? t * stride : 0) + x;
            float *row = to + (x + t) * STM__LANES;
            for (int y = 0; y < width; y++)
                row[y] = from[y] * factor;
            for (int y = width; y < STM__LANES; y++)
                row[y] = 0;
        }
}

void stm__gradient_start(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    const stm_attention *plan = worker->plan;
    stm__tile *tile = &worker->tile;
    stm__gradient *gradient = &worker->gradient;
    int64_t row = queries->first - plan->bounds.first_query;
    const float *dout = head->dout.data + row * head->dout.stride;
    const float *out = head->out.data + row * head->out.stride;
    int64_t q_stride;
    int64_t dout_stride = queries->step * head->dout.stride;
    int dim = plan->dim, count = queries->count;
    const float *q =
        stm__rows_floats(&head->q, row, queries->step, count, dim, worker->row_room, &q_stride);
    tile->count = count;
    stm__tile_shape(worker, head, queries);
    plan->kernels->load(tile->query, q, q_stride, dim, count, plan->scale);
    plan->kernels->load(gradient->output, dout, dout_stride, dim, count, 1);
    plan->kernels->load(tile->sum, out, queries->step * head->out.stride, dim, count, 1);
    copy_rows(gradient->query_rows, q, q_stride, dim, count, plan->scale * (float)M_LN2);
    copy_rows(gradient->output_rows, dout, dout_stride, dim, count, 1);
    memset(gradient->delta, 0, STM__LANES * sizeof *gradient->delta);
    for (int x = 0; x < dim; x++)
        for (int t = 0; t < STM__LANES; t++)
            gradient->delta[t] +=
                tile->sum[x * STM__LANES + t] * gradient->output[x * STM__LANES + t];
    tile->empty = true;
    for (int t = 0; t < STM__LANES; t++) {
        float lse = t < count ? head->lse[row + t * queries->step] : -INFINITY;
        tile->maximum[t] = lse == -INFINITY ? 0 : lse * (float)M_LOG2E;
    }
}

void stm__gradient_finish(stm__worker *worker, const stm__head *head, const stm__queries *queries,
                          bool go_on)
{
    const stm_attention *plan = worker->plan;
    int dim = plan->dim;
    float *sum = worker->tile.sum, *left = worker->gradient.output;
    float *rows = head->dq.data + (queries->first - plan->bounds.first_query) * head->dq.stride;
    int64_t stride = queries->step * head->dq.stride;
    float factor = plan->scale * (float)M_LN2;
    stm__tile_settle(&worker->tile);
    if (go_on)
        plan->kernels->load(left, rows, stride, dim, queries->count, 1);
    for (int n = 0; n < dim * STM__LANES; n++)
        sum[n] = go_on ? sum[n] * factor + left[n] : sum[n] * factor;
    plan->kernels->store(sum, rows, stride, dim, queries->count);
}
