/* The bounds of a part, worked out for each lane of a tile; they rise, so that the first and the
 * last lane tell what any and all of them see. */
#include "attention/extent.h"

#include "base/arithmetic.h"

/* For each lane the number in the view of the last key up to its bound, or, where `up`, of the
 * first key from it on; not yet clipped to the view. */
static void fill_bounds(const stm__part_bound *bound, const stm__queries *queries,
                        const stm__view *view, bool up, int64_t *to)
{
    int64_t shift = bound->offset - view->first + (up ? view->step - 1 : 0);
    for (int t = 0; t < queries->count;) {
        int64_t i = queries->first + t * queries->step;
        if (bound->kind == STM_BOUND_BLOCK) {
            int64_t start = stm__part_block_start(bound, i);
            int64_t lanes = stm__ceil_div(start + bound->block - i, queries->step);
            int64_t end = stm__min(t + lanes, queries->count);
            for (int64_t number = stm__floor_div(start + shift, view->step); t < end; t++)
                to[t] = number;
        } else if (queries->step % view->step == 0) {
            int64_t number = stm__floor_div(i + shift, view->step),
                    rise = queries->step / view->step;
            for (; t < queries->count; t++)
                to[t] = number + t * rise;
        } else {
            to[t++] = stm__floor_div(i + shift, view->step);
        }
    }
}

/* Lanes 0 to n - 1. */
static uint64_t first_lanes(int64_t n)
{
    uint64_t some = UINT64_MAX >> (n <= 0 || n >= STM__LANES ? 0 : STM__LANES - n);
    return n <= 0 ? 0 : some;
}

/* The same of a bound that may be the same for all lanes, or `edge` where there is none. */
static void fill(const stm__part_bound *bound, const stm__queries *queries, const stm__view *view,
                 bool up, int64_t edge, int64_t *to)
{
    int64_t number = edge;
    if (bound->kind == STM_BOUND_QUERY || bound->kind == STM_BOUND_BLOCK) {
        fill_bounds(bound, queries, view, up, to);
        return;
    }
    if (bound->kind == STM_BOUND_KEY)
        number =
            stm__floor_div(bound->offset - view->first + (up ? view->step - 1 : 0), view->step);
    for (int t = 0; t < queries->count; t++)
        to[t] = number;
}

static int64_t clip(int64_t number, int64_t num)
{
    return stm__max(stm__min(number, num), 0);
}

/* Those of some lanes that see any key. */
static uint64_t seeing(const stm__extent *e, uint64_t lanes, int64_t num)
{
    if (e->rises_by_one && e->low[0] <= e->high[0])
        return lanes & first_lanes(num - e->low[0]) & ~first_lanes(-e->high[0]);
    for (int t = 0; t < e->count; t++) {
        bool any = stm__max(e->low[t], 0) <= stm__min(e->high[t], num - 1);
        lanes &= ~((uint64_t)!any << t);
    }
    return lanes;
}

void stm__extent_find(stm__extent *e, const stm__part *part, const stm__queries *queries,
                      const stm__view *view)
{
    int64_t num = view->num;
    e->count = queries->count;
    e->begin = e->end = e->full_begin = e->full_end = 0;
    e->lanes = stm__part_lanes(part, queries->first, queries->step, queries->count);
    if (e->lanes == 0)
        return;
    fill(&part->low, queries, view, true, 0, e->low);
    fill(&part->high, queries, view, false, num - 1, e->high);
    e->rises_by_one = part->low.kind == STM_BOUND_QUERY && part->high.kind == STM_BOUND_QUERY &&
                      queries->step == view->step;
    e->lanes = seeing(e, e->lanes, num);
    if (e->lanes == 0)
        return;
    int first = __builtin_ctzll(e->lanes), last = 63 - __builtin_clzll(e->lanes);
    e->begin = e->full_begin = e->full_end = clip(e->low[first], num);
    e->end = clip(e->high[last] + 1, num);
    if (e->lanes != first_lanes(e->count))
        return;
    e->full_begin = clip(e->low[last], num);
    e->full_end = clip(e->high[first] + 1, num);
}

void stm__extent_bits(const stm__extent *e, int64_t begin, int num, uint64_t *bits)
{
    if (e->rises_by_one) {
        int64_t from = begin - e->high[0], to = begin - e->low[0] + 1;
        for (int b = 0; b < num; b++)
            bits[b] = first_lanes(to + b) & ~first_lanes(from + b) & e->lanes;
        return;
    }
    int first = 0, end = 0;
    for (int b = 0; b < num; b++) {
        while (end < e->count && e->low[end] <= begin + b)
            end++;
        while (first < e->count && e->high[first] < begin + b)
            first++;
        uint64_t lanes = first >= end ? 0 : (UINT64_MAX >> (63 - (end - 1 - first))) << first;
        bits[b] = lanes & e->lanes;
    }
}

void stm__extent_ranges(const stm__extent *e, stm__block *block, int64_t begin)
{
    const uint64_t whole = (UINT64_C(1) << STM__GROUP) - 1;
    for (int g = 0; g < STM__GROUPS; g++) {
        uint64_t lanes = e->lanes >> (g * STM__GROUP) & whole;
        block->first[g] = block->end[g] = block->full_first[g] = block->full_end[g] = 0;
        if (lanes == 0)
            continue;
        int from = g * STM__GROUP + __builtin_ctzll(lanes);
        int to = g * STM__GROUP + 63 - __builtin_clzll(lanes);
        int64_t first = clip(e->low[from] - begin, block->num);
        int64_t end = clip(e->high[to] + 1 - begin, block->num);
        if (first >= end)
            continue;
        block->first[g] = (int)first;
        block->end[g] = (int)end;
        int64_t full_first = clip(e->low[to] - begin, block->num);
        int64_t full_end = clip(e->high[from] + 1 - begin, block->num);
        bool any = full_first < full_end && lanes == whole;
        block->full_first[g] = any ? (int)full_first : (int)end;
        block->full_end[g] = any ? (int)full_end : (int)end;
    }
}
