/* Tiles of a forward pass: the online softmax of Milakov and Gimelshein (2018, arXiv:1805.02867),
 * whose state classes leave in the outputs, maxima and totals. */
#include <math.h>

#include "attention/single.h"
#include "attention/tile.h"
#include "base/arithmetic.h"

/* What stands for a total where no key was seen. */
#define UNSEEN (-1.0F)

static void lay_out(stm__worker *w, stm__layout *layout)
{
    const stm_attention *plan = w->plan;
    stm__packed *packed = &w->packed;
    stm__class_rooms_lay_out(&w->classes, plan->room_of_unit, 2, plan->dim, plan->value_dim,
                             layout);
    packed->dim = (int)stm__ceil_div(plan->dim, 32) * 32;
    packed->value_dim = (int)stm__ceil_div(plan->value_dim, 32) * 32;
    for (int k = 0; k < plan->kernels->halves; k++) {
        size_t size = sizeof(uint16_t);
        packed->queries[k] = stm__layout_take(layout, packed->dim * STM__LANES, size);
        packed->keys[k] = stm__layout_take(layout, packed->dim * STM__MAX_BLOCK, size);
        packed->values[k] = stm__layout_take(layout, packed->value_dim * STM__MAX_BLOCK, size);
        packed->weights[k] = stm__layout_take(layout, STM__LANES * STM__MAX_BLOCK, size);
    }
}

static float *first_output(const stm__task *task)
{
    return task->head->out.data + task->queries.first * task->head->out.stride;
}

static int64_t output_stride(const stm__task *task)
{
    return task->queries.step * task->head->out.stride;
}

static void resume(stm__worker *w)
{
    const stm__task *task = &w->task;
    stm__tile *tile = &w->tile;
    float maximum, total;
    stm__head_begin(task->head, &maximum, &total);
    w->plan->kernels->load(tile->sum, first_output(task), output_stride(task), tile->sum_dim,
                           tile->count, 1);
    for (int t = 0; t < tile->count; t++) {
        int64_t query = task->queries.first + t * task->queries.step;
        tile->maximum[t] = task->head->maximum[query];
        tile->total[t] = task->head->total[query];
        if (tile->total[t] == UNSEEN)
            tile->total[t] = total;
        else
            w->seen |= UINT64_C(1) << t;
    }
}

static void start(stm__worker *w, const stm__input_rows *rows)
{
    stm__tile *tile = &w->tile;
    float maximum, total;
    int64_t stride;
    stm__tile_load(w, rows, &stride);
    if (w->plan->kernels->prepare != NULL)
        w->plan->kernels->prepare(tile);
    w->seen = 0;
    stm__head_begin(w->task.head, &maximum, &total);
    for (int t = 0; t < STM__LANES; t++) {
        tile->maximum[t] = maximum;
        tile->total[t] = total;
    }
    tile->empty = !w->task.resumes;
    if (w->task.resumes)
        resume(w);
}

static void block(stm__worker *w, const stm__block *block, int64_t end)
{
    (void)end;
    w->plan->kernels->block_add(&w->tile, block);
}

/* Takes the keys that wait for a lane into its state. */
static void flush_lane(stm__worker *w, int t)
{
    stm__lone *lone = &w->lone;
    stm__row row = {.dim = lone->dim,
                    .value_dim = lone->sum_dim,
                    .query = lone->query + t * lone->dim,
                    .sum = lone->sum + t * lone->sum_dim,
                    .maximum = lone->maximum[t],
                    .total = lone->total[t]};
    if (lone->waiting[t] == 0)
        return;
    stm__single_add(w, w->task.head, w->task.queries.first + t * w->task.queries.step, &row,
                    lone->numbers[t], lone->waiting[t]);
    lone->maximum[t] = row.maximum;
    lone->total[t] = row.total;
    lone->waiting[t] = 0;
}

static void lone(stm__worker *w, int64_t key, uint64_t lanes)
{
    for (; lanes != 0; lanes &= lanes - 1) {
        int t = __builtin_ctzll(lanes);
        w->lone.numbers[t][w->lone.waiting[t]++] = key;
        if (w->lone.waiting[t] == STM__MAX_BLOCK)
            flush_lane(w, t);
    }
}

static void join_lane(stm__worker *w, int t)
{
    stm__tile *tile = &w->tile;
    const float *sum = w->lone.sum + t * tile->sum_dim;
    flush_lane(w, t);
    float other = w->lone.maximum[t], maximum = tile->maximum[t];
    maximum = other > maximum ? other : maximum;
    float base = maximum == -INFINITY ? 0 : maximum;
    float factor = exp2f(tile->maximum[t] - base), factor_other = exp2f(other - base);
    for (int x = 0; x < tile->sum_dim; x++)
        tile->sum[x * STM__LANES + t] =
            tile->sum[x * STM__LANES + t] * factor + sum[x] * factor_other;
    tile->maximum[t] = maximum;
    tile->total[t] = tile->total[t] * factor + w->lone.total[t] * factor_other;
    w->seen |= UINT64_C(1) << t;
}

static void join(stm__worker *w, uint64_t lanes)
{
    stm__tile_settle(&w->tile);
    for (; lanes != 0; lanes &= lanes - 1)
        join_lane(w, __builtin_ctzll(lanes));
}

/* The state, to what follows the classes. */
static void leave(stm__worker *w)
{
    const stm__task *task = &w->task;
    const stm__tile *tile = &w->tile;
    w->plan->kernels->store(tile->sum, first_output(task), output_stride(task), tile->sum_dim,
                            tile->count);
    for (int t = 0; t < tile->count; t++) {
        int64_t query = task->queries.first + t * task->queries.step;
        bool seen = (w->seen >> t & 1) != 0;
        task->head->maximum[query] = tile->maximum[t];
        task->head->total[query] = seen ? tile->total[t] : UNSEEN;
    }
}

/* Outputs and lse. What is not finite is computed again, query by query. */
static void write(stm__worker *w)
{
    const stm__head *head = w->task.head;
    const stm__queries *queries = &w->task.queries;
    stm__tile *tile = &w->tile;
    float lse[STM__LANES];
    for (int t = 0; t < STM__LANES; t++)
        if ((w->seen >> t & 1) == 0)
            tile->total[t] = 1;
    uint64_t bad =
        w->plan->kernels->finish(tile, first_output(&w->task), output_stride(&w->task), lse);
    for (int t = 0; head->lse != NULL && t < tile->count; t++)
        head->lse[queries->first + t * queries->step] =
            (w->seen >> t & 1) != 0 ? lse[t] : stm__head_unseen_lse(head);
    for (; bad != 0; bad &= bad - 1)
        stm__single_compute(w, head, queries->first + __builtin_ctzll(bad) * queries->step);
}

static void finish(stm__worker *w)
{
    stm__tile_settle(&w->tile);
    if (w->task.leaves)
        leave(w);
    else
        write(w);
}

const stm__pass stm__pass_forward = {
    .lay_out = lay_out,
    .start = start,
    .block = block,
    .lone = lone,
    .join = join,
    .finish = finish,
};
