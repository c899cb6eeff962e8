/* The bounds of a part, worked out for each lane of a tile; they rise, so that the first and the
 * last lane tell what any and all of them see. */
#include "attention/extent.h"

#include "base/arithmetic.h"

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
            int64_t start = stm__part_block_start(part, i);
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

static int64_t clip(int64_t number, int64_t num)
{
    return stm__max(stm__min(number, num), 0);
}

void stm__extent_find(stm__extent *e, const stm__part *part, const stm__queries *queries,
                      const stm__view *view)
{
    int64_t *low = e->low, *high = e->high, num = view->num;
    int first = 0, last = queries->count - 1;
    e->count = queries->count;
    if (part->low.kind != STM__UNBOUND)
        fill_bounds(part, &part->low, queries, view, true, low);
    else
        fill_constant(queries, 0, low);
    if (part->high.kind != STM__UNBOUND)
        fill_bounds(part, &part->high, queries, view, false, high);
    else
        fill_constant(queries, num - 1, high);
    e->rises_by_one = part->low.kind == STM__OF_QUERY && part->high.kind == STM__OF_QUERY &&
                      queries->step == view->step;
    e->begin = clip(low[0], num);
    e->end = clip(high[last] + 1, num);
    e->full_begin = clip(low[last], num);
    e->full_end = clip(high[0] + 1, num);
    while (first <= last && high[first] < 0)
        first++;
    while (last >= first && low[last] >= num)
        last--;
    e->lanes = num > 0 && first <= last ? (UINT64_MAX >> (63 - (last - first))) << first : 0;
}

/* Lanes 0 to n - 1. */
static uint64_t first_lanes(int64_t n)
{
    uint64_t some = UINT64_MAX >> (n <= 0 || n >= STM__LANES ? 0 : STM__LANES - n);
    return n <= 0 ? 0 : some;
}

void stm__extent_bits(const stm__extent *e, int64_t begin, int num, uint64_t *bits)
{
    if (e->rises_by_one) {
        int64_t from = begin - e->high[0], to = begin - e->low[0] + 1;
        uint64_t all = first_lanes(e->count);
        for (int b = 0; b < num; b++)
            bits[b] = first_lanes(to + b) & ~first_lanes(from + b) & all;
        return;
    }
    int first = 0, end = 0;
    for (int b = 0; b < num; b++) {
        while (end < e->count && e->low[end] <= begin + b)
            end++;
        while (first < end && e->high[first] < begin + b)
            first++;
        bits[b] = first == end ? 0 : (UINT64_MAX >> (63 - (end - 1 - first))) << first;
    }
}

void stm__extent_ranges(const stm__extent *e, stm__block *block, int64_t begin)
{
    int last = e->count - 1;
    for (int g = 0; g < STM__GROUPS; g++) {
        int from = g * STM__GROUP, to = from + STM__GROUP - 1;
        block->first[g] = block->end[g] = block->full_first[g] = block->full_end[g] = 0;
        if (from > last)
            continue;
        to = to < last ? to : last;
        int64_t first = clip(e->low[from] - begin, block->num);
        int64_t end = clip(e->high[to] + 1 - begin, block->num);
        if (first >= end)
            continue;
        block->first[g] = (int)first;
        block->end[g] = (int)end;
        int64_t full_first = clip(e->low[to] - begin, block->num);
        int64_t full_end = clip(e->high[from] + 1 - begin, block->num);
        bool any = full_first < full_end && to - from + 1 == STM__GROUP;
        block->full_first[g] = any ? (int)full_first : (int)end;
        block->full_end[g] = any ? (int)full_end : (int)end;
    }
}
