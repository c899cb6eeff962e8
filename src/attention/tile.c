#include <math.h>
#include <string.h>

#include "attention/plan.h"
#include "base/arithmetic.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

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
                     bool go_on)
{
    const stm_attention *plan = worker->plan;
    stm__tile *tile = &worker->tile;
    tile->count = queries->count;
    stm__tile_shape(worker, head, queries);
    int64_t stride, row = queries->first - plan->bounds.first_query;
    const float *rows = stm__rows_floats(&head->q, row, queries->step, queries->count, plan->dim,
                                         worker->row_room, &stride);
    plan->kernels->load(tile->query, rows, stride, plan->dim, queries->count, plan->scale);
    worker->seen = 0;
    for (int t = 0; t < STM__LANES; t++) {
        tile->maximum[t] = -INFINITY;
        tile->total[t] = 0;
    }
    if (!go_on) {
        memset(tile->sum, 0, (size_t)plan->dim * STM__LANES * sizeof *tile->sum);
        return;
    }
    plan->kernels->load(tile->sum, row_of(&head->out, worker, queries->first),
                        queries->step * head->out.stride, plan->dim, queries->count, 1);
    for (int t = 0; t < queries->count; t++) {
        tile->maximum[t] = head->maximum[row + t * queries->step];
        tile->total[t] = head->total[row + t * queries->step];
    }
}

/* For each lane the number in the view of the last key up to its bound, or, where `up`, of the
 * first key from it on; not yet clipped to the view. */
static void fill_bounds(const stm__part *part, const stm__bound *bound, const stm__queries *queries,
                        const stm__view *view, bool up, int64_t *to)
{
    int64_t last_key = 0, number = 0, start = 0;
    for (int t = 0; t < queries->count; t++) {
        int64_t i = queries->first + t * queries->step, key = i;
        if (bound->kind == STM__OF_BLOCK) {
            if (t == 0 || i - start >= part->block)
                start = i / part->block * part->block;
            key = start;
        }
        key += bound->offset - view->first + (up ? view->step - 1 : 0);
        if (t == 0 || key - last_key >= view->step) {
            number = floor_div(key, view->step);
            last_key = number * view->step;
        }
        to[t] = number;
    }
}

typedef struct extent {
    int64_t begin, end;           /* keys that any lane sees */
    int64_t full_begin, full_end; /* that all see */
} extent;

static extent find_extent(stm__worker *worker, const stm__part *part, const stm__queries *queries,
                          const stm__view *view)
{
    int64_t *low = worker->low, *high = worker->high;
    extent e = {view->num, 0, 0, view->num};
    if (part->low.kind != STM__UNBOUND)
        fill_bounds(part, &part->low, queries, view, true, low);
    if (part->high.kind != STM__UNBOUND)
        fill_bounds(part, &part->high, queries, view, false, high);
    for (int t = 0; t < queries->count; t++) {
        low[t] = part->low.kind == STM__UNBOUND ? 0 : stm__max(low[t], 0);
        high[t] =
            part->high.kind == STM__UNBOUND ? view->num - 1 : stm__min(high[t], view->num - 1);
        e.full_begin = stm__max(e.full_begin, low[t]);
        e.full_end = stm__min(e.full_end, high[t] + 1);
        if (low[t] <= high[t]) {
            e.begin = stm__min(e.begin, low[t]);
            e.end = stm__max(e.end, high[t] + 1);
        }
    }
    return e;
}

static uint64_t all_lanes(int count)
{
    return count == STM__LANES ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* Which lanes see each of the keys of a block. */
static void fill_bits(stm__worker *worker, int count, int64_t begin, int num)
{
    uint64_t *bits = worker->bits, lanes = 0;
    memset(bits, 0, (size_t)num * sizeof *bits);
    for (int t = 0; t < count; t++) {
        int64_t first = stm__max(worker->low[t] - begin, 0);
        int64_t end = stm__min(worker->high[t] + 1 - begin, num);
        if (first >= end)
            continue;
        bits[first] ^= UINT64_C(1) << t;
        if (end < num)
            bits[end] ^= UINT64_C(1) << t;
    }
    for (int b = 0; b < num; b++)
        bits[b] = lanes ^= bits[b];
}

void stm__tile_block(stm__worker *worker, stm__block *block, int64_t end)
{
    uint64_t all = all_lanes(worker->tile.count);
    if (block->seen == NULL)
        worker->seen = all;
    for (int b = 0; block->seen != NULL && b < block->num && worker->seen != all; b++)
        worker->seen |= block->seen[b];
    stm__block_cut(block, worker->tile.count);
    if (worker->backward)
        stm__gradient_block(worker, block, end);
    else
        worker->plan->kernels->block_add(&worker->tile, block);
}

/* The keys begin .. end - 1 of a view, in blocks of about the same size. */
static void add_keys(stm__worker *worker, const stm__view *view, int64_t begin, int64_t end,
                     const extent *e)
{
    if (begin >= end)
        return;
    int64_t num = end - begin, most = worker->plan->kernels->block;
    int dim = worker->plan->dim;
    int64_t each = stm__ceil_div(num, stm__ceil_div(num, most));
    for (int64_t b = begin; b < end; b += each) {
        stm__block block = {.num = (int)stm__min(each, end - b)};
        block.keys = stm__rows_floats(&view->keys, b, 1, block.num, dim, worker->block_keys,
                                      &block.key_stride);
        block.values = stm__rows_floats(&view->values, b, 1, block.num, dim, worker->block_values,
                                        &block.value_stride);
        for (int n = 0; worker->tile.shaping != NULL && n < block.num; n++)
            worker->positions[n] =
                (float)(view->first + (b + n) * view->step - worker->first_query);
        block.positions = worker->positions;
        if (b < e->full_begin || b + block.num > e->full_end) {
            fill_bits(worker, worker->tile.count, b, block.num);
            block.seen = worker->bits;
        }
        if (worker->backward) {
            block.key_gradients = view->key_gradients + b * view->key_gradient_stride;
            block.value_gradients = view->value_gradients + b * view->value_gradient_stride;
            block.key_gradient_stride = view->key_gradient_stride;
            block.value_gradient_stride = view->value_gradient_stride;
        }
        stm__tile_block(worker, &block, view->first + (b + block.num) * view->step);
    }
}

void stm__tile_add(stm__worker *worker, const stm__part *part, const stm__queries *queries,
                   const stm__view *view)
{
    extent e = find_extent(worker, part, queries, view);
    if (e.full_end - e.full_begin < worker->plan->kernels->block) {
        add_keys(worker, view, e.begin, e.end, &e);
        return;
    }
    add_keys(worker, view, e.begin, e.full_begin, &e);
    add_keys(worker, view, e.full_begin, e.full_end, &e);
    add_keys(worker, view, e.full_end, e.end, &e);
}

void stm__tile_leave(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    const stm_attention *plan = worker->plan;
    int64_t first = queries->first - plan->bounds.first_query;
    plan->kernels->store(worker->tile.sum, row_of(&head->out, worker, queries->first),
                         queries->step * head->out.stride, plan->dim, queries->count);
    for (int t = 0; t < queries->count; t++) {
        head->maximum[first + t * queries->step] = worker->tile.maximum[t];
        head->total[first + t * queries->step] = worker->tile.total[t];
    }
}

void stm__tile_finish(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    const stm_attention *plan = worker->plan;
    stm__tile *tile = &worker->tile;
    int64_t first = queries->first - plan->bounds.first_query;
    for (int t = 0; t < STM__LANES; t++) {
        bool seen = (worker->seen >> t & 1) != 0;
        if (head->lse != NULL && t < queries->count)
            head->lse[first + t * queries->step] =
                seen ? tile->maximum[t] * (float)M_LN2 + logf(tile->total[t]) : -INFINITY;
        if (!seen)
            tile->total[t] = 1;
    }
    uint64_t bad = plan->kernels->finish(tile);
    plan->kernels->store(tile->sum, row_of(&head->out, worker, queries->first),
                         queries->step * head->out.stride, plan->dim, queries->count);
    for (int t = 0; bad != 0; t++, bad >>= 1)
        if ((bad & 1) != 0)
            stm__row_compute(worker, head, queries->first + t * queries->step);
}
