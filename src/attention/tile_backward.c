/* Tiles of a backward pass (Dao et al. 2022, arXiv:2205.14135, appendix B.4). The gradients of the
 * queries of a tile are sums of its own; those of keys and values it adds to when it is its turn.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/tile.h"
#include "base/arithmetic.h"

static void lay_out(stm__worker *w, stm__layout *layout)
{
    const stm_attention *plan = w->plan;
    stm__gradient *gradient = &w->gradient;
    int64_t dim = plan->dim, value_dim = plan->value_dim;
    int64_t panels = stm__ceil_div(dim, STM__LANES);
    int64_t value_panels = stm__ceil_div(value_dim, STM__LANES);
    stm__class_rooms_lay_out(&w->classes, plan->room_of_class, 1, plan->dim, plan->value_dim,
                             layout);
    gradient->dim = plan->value_dim;
    gradient->output = stm__layout_floats(layout, stm__max(dim, value_dim) * STM__LANES);
    gradient->query_rows = stm__layout_floats(layout, panels * STM__LANES * STM__LANES);
    gradient->output_rows = stm__layout_floats(layout, value_panels * STM__LANES * STM__LANES);
    gradient->products = stm__layout_floats(layout, STM__MAX_BLOCK * STM__LANES);
    gradient->scratch = stm__layout_floats(layout, STM__MAX_BLOCK * STM__LANES);
    gradient->delta = stm__layout_floats(layout, STM__LANES);
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

static float *first_row(const stm__rows *rows, const stm__queries *queries)
{
    return rows->data + queries->first * rows->stride;
}

static void start(stm__worker *w, const stm__input_rows *rows)
{
    const stm_attention *plan = w->plan;
    const stm__head *head = w->task.head;
    const stm__queries *queries = &w->task.queries;
    stm__tile *tile = &w->tile;
    stm__gradient *gradient = &w->gradient;
    int value_dim = plan->value_dim, count = queries->count;
    int64_t q_stride, dout_stride = queries->step * head->dout.stride;
    const float *q = stm__tile_load(w, rows, &q_stride);
    const float *dout = first_row(&head->dout, queries);
    plan->kernels->load(gradient->output, dout, dout_stride, value_dim, count, 1);
    copy_rows(gradient->query_rows, q, q_stride, plan->dim, count, plan->scale * (float)M_LN2);
    copy_rows(gradient->output_rows, dout, dout_stride, value_dim, count, 1);
    gradient->out = first_row(&head->out, queries);
    gradient->out_stride = queries->step * head->out.stride;
    plan->kernels->load(tile->sum, gradient->out, gradient->out_stride, value_dim, count, 1);
    if (plan->kernels->delta != NULL)
        plan->kernels->delta(gradient, tile->sum);
    tile->empty = true;
    for (int t = 0; t < STM__LANES; t++) {
        float lse = t < count ? head->lse[queries->first + t * queries->step] : -INFINITY;
        tile->maximum[t] = lse == -INFINITY ? 0 : lse * (float)M_LOG2E;
    }
}

static void block(stm__worker *w, const stm__block *block, int64_t end)
{
    const stm__kernels *kernels = w->plan->kernels;
    kernels->gradient_add(&w->tile, &w->gradient, block);
    stm__turn_wait(&w->turn, end);
    kernels->gradient_spread(&w->tile, &w->gradient, block);
    stm__turn_done(&w->turn, end);
}

static void lone(stm__worker *w, int64_t key, uint64_t lanes)
{
    const stm__head *head = w->task.head;
    const stm__queries *queries = &w->task.queries;
    int dim = w->plan->dim, value_dim = w->plan->value_dim;
    int64_t stride;
    const float *k = stm__rows_floats(&head->k, key, 1, 1, dim, w->room.keys, &stride);
    const float *v = stm__rows_floats(&head->v, key, 1, 1, value_dim, w->room.values, &stride);
    stm__turn_wait(&w->turn, key + 1);
    for (; lanes != 0; lanes &= lanes - 1) {
        int t = __builtin_ctzll(lanes);
        int64_t ahead = t * queries->step; /* of the tile's first query */
        stm__row_gradient row = {.dim = dim,
                                 .value_dim = value_dim,
                                 .query = w->lone.query + t * dim,
                                 .output =
                                     first_row(&head->dout, queries) + ahead * head->dout.stride,
                                 .out = w->gradient.out + t * w->gradient.out_stride,
                                 .query_gradient = w->lone.sum + t * dim,
                                 .shaping = head->shaping,
                                 .distance = (float)llabs(w->task.zero + ahead - key),
                                 .lse = w->tile.maximum[t]};
        w->plan->kernels->gradient_row(&row, k, v, head->dk.data + key * head->dk.stride,
                                       head->dv.data + key * head->dv.stride);
    }
}

static void join(stm__worker *w, uint64_t lanes)
{
    int dim = w->plan->dim;
    stm__tile_settle(&w->tile);
    for (; lanes != 0; lanes &= lanes - 1) {
        int t = __builtin_ctzll(lanes);
        for (int x = 0; x < dim; x++)
            w->tile.sum[x * STM__LANES + t] += w->lone.sum[t * dim + x];
    }
}

/* The gradients of the queries, added to what the classes left. */
static void finish(stm__worker *w)
{
    const stm_attention *plan = w->plan;
    const stm__head *head = w->task.head;
    const stm__queries *queries = &w->task.queries;
    int dim = plan->dim;
    float *sum = w->tile.sum, *left = w->gradient.output;
    float *rows = first_row(&head->dq, queries), factor = plan->scale * (float)M_LN2;
    int64_t stride = queries->step * head->dq.stride;
    bool resumes = w->task.resumes;
    stm__tile_settle(&w->tile);
    if (resumes)
        plan->kernels->load(left, rows, stride, dim, queries->count, 1);
    for (int n = 0; n < dim * STM__LANES; n++)
        sum[n] = resumes ? sum[n] * factor + left[n] : sum[n] * factor;
    plan->kernels->store(sum, rows, stride, dim, queries->count);
}

const stm__pass stm__pass_backward = {
    .in_order = true,
    .sums_keys = true,
    .lay_out = lay_out,
    .start = start,
    .block = block,
    .lone = lone,
    .join = join,
    .finish = finish,
};
