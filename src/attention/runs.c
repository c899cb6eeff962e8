/* Tiles of any mask: the keys that its queries see, each with a bit for every query. Keys that many
 * queries see go through the tile, the others to each query alone. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/plan.h"
#include "base/arithmetic.h"

static void toggle(stm__worker *worker, int64_t key, int t)
{
    worker->toggles[key] ^= UINT64_C(1) << t;
    worker->dirty[key / 64 / 64] |= UINT64_C(1) << (key / 64 % 64);
}

/* Marks where lane t begins and ends to see. */
static void mark_runs(stm__worker *worker, const stm_run *runs, int64_t num_runs, int t)
{
    int64_t zero = worker->plan->bounds.first_key;
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        int64_t first = run->first - zero;
        if (run->step == 1) {
            toggle(worker, first, t);
            toggle(worker, first + run->count, t);
            continue;
        }
        for (int64_t n = 0; n < run->count; n++) {
            toggle(worker, first + n * run->step, t);
            toggle(worker, first + n * run->step + 1, t);
        }
    }
}

/* A block that is being filled; its keys are copied where they do not stand side by side. */
typedef struct filling {
    stm__worker *worker;
    const stm__head *head;
    int64_t keys[STM__MAX_BLOCK];
    int num;
    bool full; /* all lanes see all of them */
} filling;

static void flush_block(filling *f)
{
    stm__worker *worker = f->worker;
    int dim = worker->plan->dim;
    const stm__input_rows *k = &f->head->k, *v = &f->head->v;
    if (f->num == 0)
        return;
    stm__block block = {.num = f->num, .seen = f->full ? NULL : worker->bits};
    for (int b = 0; worker->tile.shaping != NULL && b < f->num; b++)
        worker->positions[b] =
            (float)(f->keys[b] + worker->plan->bounds.first_key - worker->first_query);
    block.positions = worker->positions;
    if (f->keys[f->num - 1] - f->keys[0] == f->num - 1) {
        block.keys =
            stm__rows_floats(k, f->keys[0], 1, f->num, dim, worker->block_keys, &block.key_stride);
        block.values = stm__rows_floats(v, f->keys[0], 1, f->num, dim, worker->block_values,
                                        &block.value_stride);
    } else {
        for (int b = 0; b < f->num; b++) {
            stm__row_widen(k, f->keys[b], worker->block_keys + b * dim, dim);
            stm__row_widen(v, f->keys[b], worker->block_values + b * dim, dim);
        }
        block.keys = worker->block_keys;
        block.values = worker->block_values;
        block.key_stride = block.value_stride = dim;
    }
    if (worker->backward) {
        block.key_gradients = f->head->dk.data;
        block.value_gradients = f->head->dv.data;
        block.key_gradient_stride = f->head->dk.stride;
        block.value_gradient_stride = f->head->dv.stride;
        block.numbers = f->keys;
    }
    stm__block_ranges(&block, worker->tile.count);
    stm__tile_block(worker, &block, worker->plan->bounds.first_key + f->keys[f->num - 1] + 1);
    f->num = 0;
}

static void fill_block(filling *f, int64_t key, uint64_t lanes, bool full)
{
    if (f->num == f->worker->plan->kernels->block)
        flush_block(f);
    f->full = full && (f->num == 0 || f->full);
    f->keys[f->num] = key;
    f->worker->bits[f->num++] = lanes;
    f->worker->seen |= lanes;
}

static void flush_lane(stm__worker *worker, const stm__head *head, int t)
{
    int dim = worker->plan->dim;
    stm__row row = {.dim = dim,
                    .query = worker->row_query + t * dim,
                    .sum = worker->row_sum + t * dim,
                    .maximum = worker->row_maximum[t],
                    .total = worker->row_total[t]};
    if (worker->waiting[t] == 0)
        return;
    stm__row_add(worker, head, worker->first_query + t, &row, worker->numbers[t],
                 worker->waiting[t]);
    worker->row_maximum[t] = row.maximum;
    worker->row_total[t] = row.total;
    worker->waiting[t] = 0;
}

static void add_gradients(stm__worker *worker, const stm__head *head, int64_t key, uint64_t lanes,
                          const stm__queries *queries)
{
    int dim = worker->plan->dim;
    int64_t first = queries->first - worker->plan->bounds.first_query;
    int64_t stride;
    const float *k = stm__rows_floats(&head->k, key, 1, 1, dim, worker->block_keys, &stride);
    const float *v = stm__rows_floats(&head->v, key, 1, 1, dim, worker->block_values, &stride);
    stm__gradient_wait(worker, worker->plan->bounds.first_key + key + 1);
    for (; lanes != 0; lanes &= lanes - 1) {
        int t = __builtin_ctzll(lanes);
        stm__row_gradient row = {.dim = dim,
                                 .query = worker->row_query + t * dim,
                                 .output = head->dout.data + (first + t) * head->dout.stride,
                                 .query_gradient = worker->row_sum + t * dim,
                                 .shaping = head->shaping,
                                 .distance = (float)llabs(worker->first_query + t - key -
                                                          worker->plan->bounds.first_key),
                                 .lse = worker->tile.maximum[t],
                                 .delta = worker->gradient.delta[t]};
        worker->plan->kernels->gradient_row(&row, k, v, head->dk.data + key * head->dk.stride,
                                            head->dv.data + key * head->dv.stride);
    }
}

static void add_to_lanes(stm__worker *worker, const stm__head *head, int64_t key, uint64_t lanes,
                         const stm__queries *queries)
{
    if (worker->backward) {
        add_gradients(worker, head, key, lanes, queries);
        return;
    }
    for (; lanes != 0; lanes &= lanes - 1) {
        int t = __builtin_ctzll(lanes);
        worker->numbers[t][worker->waiting[t]++] = key;
        if (worker->waiting[t] == STM__MAX_BLOCK)
            flush_lane(worker, head, t);
    }
}

/* Gives every key that is seen to the tile or to its lanes, and leaves all marks clear. Returns the
 * lanes that have keys of their own. */
static uint64_t deal_keys(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    int count = queries->count;
    int64_t num_keys = worker->plan->bounds.num_keys;
    uint64_t all = count == STM__LANES ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    uint64_t lanes = 0, alone = 0;
    int most_alone = worker->plan->kernels->lanes_of_key * count / STM__LANES;
    if (count <= STM__FEW_QUERIES)
        most_alone = count;
    filling f = {.worker = worker, .head = head};
    for (int64_t part = 0; part <= num_keys / 64; part++) {
        uint64_t *word = &worker->dirty[part / 64], bit = UINT64_C(1) << (part % 64);
        if (lanes == 0 && *word == 0) {
            part |= 63;
            continue;
        }
        bool dirty = (*word & bit) != 0;
        if (lanes == 0 && !dirty)
            continue;
        *word &= ~bit;
        int64_t end = stm__min(part * 64 + 64, num_keys + 1);
        for (int64_t key = part * 64; key < end; key++) {
            lanes ^= worker->toggles[key];
            worker->toggles[key] = 0;
            if (lanes == 0)
                continue;
            if (__builtin_popcountll(lanes) <= most_alone) {
                add_to_lanes(worker, head, key, lanes, queries);
                alone |= lanes;
            } else {
                fill_block(&f, key, lanes, lanes == all);
            }
        }
    }
    flush_block(&f);
    return alone;
}

/* Joins what a lane has seen alone into the tile's state. */
static void join_lane(stm__worker *worker, const stm__head *head, int t)
{
    stm__tile *tile = &worker->tile;
    int dim = worker->plan->dim;
    flush_lane(worker, head, t);
    float other = worker->row_maximum[t], maximum = tile->maximum[t];
    maximum = other > maximum ? other : maximum;
    float base = maximum == -INFINITY ? 0 : maximum;
    float factor = exp2f(tile->maximum[t] - base), factor_other = exp2f(other - base);
    for (int x = 0; x < dim; x++)
        tile->sum[x * STM__LANES + t] =
            tile->sum[x * STM__LANES + t] * factor + worker->row_sum[t * dim + x] * factor_other;
    tile->maximum[t] = maximum;
    tile->total[t] = tile->total[t] * factor + worker->row_total[t] * factor_other;
    worker->seen |= UINT64_C(1) << t;
}

static void start_lanes(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    const stm_attention *plan = worker->plan;
    int64_t stride, first = queries->first - plan->bounds.first_query;
    const float *q = stm__rows_floats(&head->q, first, queries->step, queries->count, plan->dim,
                                      worker->row_room, &stride);
    for (int t = 0; t < queries->count; t++) {
        for (int x = 0; x < plan->dim; x++)
            worker->row_query[t * plan->dim + x] = q[t * stride + x] * plan->scale;
        worker->row_maximum[t] = -INFINITY;
        worker->row_total[t] = 0;
        worker->waiting[t] = 0;
    }
    memset(worker->row_sum, 0,
           (size_t)queries->count * (size_t)plan->dim * sizeof *worker->row_sum);
}

/* False where a row could not be read, which the worker's status tells then. */
static bool mark_tile(stm__worker *worker, const stm_mask *mask, const stm__queries *queries,
                      bool *any)
{
    *any = false;
    for (int t = 0; t < queries->count; t++) {
        const stm_run *runs;
        int64_t num_runs;
        if (stm__worker_read(worker, mask, queries->first + t * queries->step, &runs, &num_runs) !=
            STM_OK)
            return false;
        mark_runs(worker, runs, num_runs, t);
        *any = *any || num_runs > 0;
    }
    return true;
}

static void add_marked(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    start_lanes(worker, head, queries);
    uint64_t alone = deal_keys(worker, head, queries);
    stm__tile_settle(&worker->tile);
    for (int t = 0; t < queries->count && !worker->backward; t++)
        if ((alone >> t & 1) != 0)
            join_lane(worker, head, t);
    for (int t = 0; t < queries->count && worker->backward; t++)
        for (int x = 0; x < worker->plan->dim; x++)
            worker->tile.sum[x * STM__LANES + t] += worker->row_sum[t * worker->plan->dim + x];
}

void stm__runs_add(stm__worker *worker, const stm__head *head, const stm_mask *mask,
                   const stm__queries *queries)
{
    bool any;
    if (mark_tile(worker, mask, queries, &any) && any)
        add_marked(worker, head, queries);
}

void stm__runs_compute(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    bool any;
    if (queries->count <= STM__FEW_QUERIES && !worker->backward) {
        for (int t = 0; t < queries->count; t++)
            stm__row_compute(worker, head, queries->first + t * queries->step);
        return;
    }
    if (!mark_tile(worker, head->recipe->mask, queries, &any))
        return;
    if (worker->backward)
        stm__gradient_start(worker, head, queries);
    else
        stm__tile_start(worker, head, queries, NULL, false);
    add_marked(worker, head, queries);
    if (worker->backward)
        stm__gradient_finish(worker, head, queries, false);
    else
        stm__tile_finish(worker, head, queries);
}
