/* The keys of a part that the queries of a tile see: numbers in a view, from low[t] to high[t] for
 * lane t. Both rise with t, or stay. */
#include <string.h>

#include "attention/plan.h"
#include "base/arithmetic.h"

/* Bytes of keys and values that surely stay in the second cache from one tile to the next. */
enum { STAYS = 1 << 18 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* For each lane the number in the view of the last key up to its bound, or, where `up`, of the
 * first key from it on; not yet clipped to the view. */
static void fill_bounds(const stm__part *part, const stm__bound *bound, const stm__queries *queries,
                        const stm__view *view, bool up, int64_t *to)
{
    int64_t shift = bound->offset - view->first + (up ? view->step - 1 : 0);
    for (int t = 0; t < queries->count;) {
        int64_t i = queries->first + t * queries->step;
        if (bound->kind == STM__OF_BLOCK) {
            int64_t start = i / part->block * part->block;
            int64_t lanes = stm__ceil_div(start + part->block - i, queries->step);
            int64_t end = stm__min(t + lanes, queries->count);
            for (int64_t number = floor_div(start + shift, view->step); t < end; t++)
                to[t] = number;
        } else if (queries->step % view->step == 0) {
            int64_t number = floor_div(i + shift, view->step), rise = queries->step / view->step;
            for (; t < queries->count; t++)
                to[t] = number + t * rise;
        } else {
            to[t++] = floor_div(i + shift, view->step);
        }
    }
}

static void fill_constant(const stm__queries *queries, int64_t number, int64_t *to)
{
    for (int t = 0; t < queries->count; t++)
        to[t] = number;
}

typedef struct extent {
    int64_t begin, end;           /* keys that any lane sees */
    int64_t full_begin, full_end; /* that all see */
} extent;

static int64_t clip(int64_t number, int64_t num)
{
    return stm__max(stm__min(number, num), 0);
}

static extent find_extent(stm__worker *worker, const stm__part *part, const stm__queries *queries,
                          const stm__view *view)
{
    int64_t *low = worker->low, *high = worker->high, num = view->num;
    int first = 0, last = queries->count - 1;
    if (part->low.kind != STM__UNBOUND)
        fill_bounds(part, &part->low, queries, view, true, low);
    else
        fill_constant(queries, 0, low);
    if (part->high.kind != STM__UNBOUND)
        fill_bounds(part, &part->high, queries, view, false, high);
    else
        fill_constant(queries, num - 1, high);
    worker->rises_by_one = part->low.kind == STM__OF_QUERY && part->high.kind == STM__OF_QUERY &&
                           queries->step == view->step;
    extent e = {clip(low[0], num), clip(high[last] + 1, num), clip(low[last], num),
                clip(high[0] + 1, num)};
    while (first <= last && high[first] < 0)
        first++;
    while (last >= first && low[last] >= num)
        last--;
    if (num > 0 && first <= last)
        worker->seen |= (UINT64_MAX >> (63 - (last - first))) << first;
    return e;
}

/* Lanes 0 to n - 1. */
static uint64_t first_lanes(int64_t n)
{
    uint64_t some = UINT64_MAX >> (n <= 0 || n >= STM__LANES ? 0 : STM__LANES - n);
    return n <= 0 ? 0 : some;
}

/* Which lanes see each of the keys of a block. */
static void fill_bits(stm__worker *worker, int count, int64_t begin, int num)
{
    if (worker->rises_by_one) {
        int64_t from = begin - worker->high[0], to = begin - worker->low[0] + 1;
        uint64_t all = first_lanes(count);
        for (int b = 0; b < num; b++)
            worker->bits[b] = first_lanes(to + b) & ~first_lanes(from + b) & all;
        return;
    }
    int first = 0, end = 0;
    for (int b = 0; b < num; b++) {
        while (end < count && worker->low[end] <= begin + b)
            end++;
        while (first < end && worker->high[first] < begin + b)
            first++;
        worker->bits[b] = first == end ? 0 : (UINT64_MAX >> (63 - (end - 1 - first))) << first;
    }
}

static void find_ranges(const stm__worker *worker, stm__block *block, int64_t begin)
{
    int last = worker->tile.count - 1;
    for (int g = 0; g < STM__GROUPS; g++) {
        int from = g * STM__GROUP, to = from + STM__GROUP - 1;
        block->first[g] = block->end[g] = block->full_first[g] = block->full_end[g] = 0;
        if (from > last)
            continue;
        to = to < last ? to : last;
        int64_t first = clip(worker->low[from] - begin, block->num);
        int64_t end = clip(worker->high[to] + 1 - begin, block->num);
        if (first >= end)
            continue;
        block->first[g] = (int)first;
        block->end[g] = (int)end;
        int64_t full_first = clip(worker->low[to] - begin, block->num);
        int64_t full_end = clip(worker->high[from] + 1 - begin, block->num);
        bool any = full_first < full_end && to - from + 1 == STM__GROUP;
        block->full_first[g] = any ? (int)full_first : (int)end;
        block->full_end[g] = any ? (int)full_end : (int)end;
    }
}

static void add_block(stm__worker *worker, const stm__view *view, int64_t begin, int num,
                      const extent *e)
{
    int dim = worker->plan->dim;
    stm__block block = {.num = num};
    block.keys =
        stm__rows_floats(&view->keys, begin, 1, num, dim, worker->block_keys, &block.key_stride);
    block.values = stm__rows_floats(&view->values, begin, 1, num, dim, worker->block_values,
                                    &block.value_stride);
    for (int n = 0; worker->tile.shaping != NULL && n < num; n++)
        worker->positions[n] =
            (float)(view->first + (begin + n) * view->step - worker->first_query);
    block.positions = worker->positions;
    if (begin < e->full_begin || begin + num > e->full_end) {
        fill_bits(worker, worker->tile.count, begin, num);
        block.seen = worker->bits;
    }
    find_ranges(worker, &block, begin);
    if (worker->backward) {
        block.key_gradients = view->key_gradients + begin * view->key_gradient_stride;
        block.value_gradients = view->value_gradients + begin * view->value_gradient_stride;
        block.key_gradient_stride = view->key_gradient_stride;
        block.value_gradient_stride = view->value_gradient_stride;
    }
    stm__tile_block(worker, &block, view->first + (begin + num - 1) * view->step + 1);
}

/* The keys begin .. end - 1 of a view, in blocks of about the same size. */
static void add_keys(stm__worker *worker, const stm__view *view, int64_t begin, int64_t end,
                     const extent *e)
{
    if (begin >= end)
        return;
    int64_t num = end - begin, most = worker->plan->kernels->block;
    int64_t each = stm__ceil_div(num, stm__ceil_div(num, most));
    each = stm__ceil_div(each, worker->plan->kernels->granule) * worker->plan->kernels->granule;
    int mark = worker->ahead.num;
    bool stays = (e->end - e->begin) * worker->plan->dim * 8 < STAYS;
    for (int64_t b = begin; b < end; b += each) {
        if (!stays && b + each < e->end) {
            int64_t next = stm__min(each, e->end - b - each);
            worker->ahead.num = worker->ahead.num < mark ? worker->ahead.num : mark;
            stm__look_ahead_of(worker, &view->values, b + each, 1, next);
            stm__look_ahead_of(worker, &view->keys, b + each, 1, next);
        }
        add_block(worker, view, b, (int)stm__min(each, end - b), e);
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
