/* Blocks of a band: those that all lanes see apart from those along its edges, where each block has
 * a bit for each lane. */
#include "attention/band.h"

#include "attention/ahead.h"
#include "attention/feed.h"
#include "base/arithmetic.h"

/* Bytes of keys and values that surely stay in the second cache from one tile to the next. */
enum { STAYS = 1 << 18 };

static void add_block(stm__worker *w, const stm__view *view, int64_t begin, int num)
{
    const stm__extent *e = &w->extent;
    stm__block block = stm__block_of_view(&w->room, w->task.head, view, begin, num, w->task.zero);
    if (begin < e->full_begin || begin + num > e->full_end) {
        stm__extent_bits(e, begin, num, w->room.bits);
        block.seen = w->room.bits;
    }
    stm__extent_ranges(e, &block, begin);
    stm__feed_block(w, &block, view->first + (begin + num - 1) * view->step + 1);
}

/* The keys begin .. end - 1 of a view, in blocks of about the same size. */
static void add_keys(stm__worker *w, const stm__view *view, int64_t begin, int64_t end)
{
    const stm__kernels *kernels = w->plan->kernels;
    const stm__extent *e = &w->extent;
    if (begin >= end)
        return;
    int64_t num = end - begin, each = stm__ceil_div(num, stm__ceil_div(num, kernels->block));
    each = stm__ceil_div(each, kernels->granule) * kernels->granule;
    int mark = w->ahead.num;
    bool stays = (e->end - e->begin) * (w->plan->dim + w->plan->value_dim) * 4 < STAYS;
    for (int64_t b = begin; b < end; b += each) {
        if (!stays && b + each < e->end) {
            int64_t next = stm__min(each, e->end - b - each);
            w->ahead.num = w->ahead.num < mark ? w->ahead.num : mark;
            stm__ahead_fetch(&w->ahead, &view->values, b + each, 1, next, w->plan->value_dim);
            stm__ahead_fetch(&w->ahead, &view->keys, b + each, 1, next, w->plan->dim);
        }
        add_block(w, view, b, (int)stm__min(each, end - b));
    }
}

void stm__band_add(stm__worker *w, const stm__view *view)
{
    const stm__extent *e = &w->extent;
    w->seen |= e->lanes;
    if (e->full_end - e->full_begin < w->plan->kernels->block) {
        add_keys(w, view, e->begin, e->end);
        return;
    }
    add_keys(w, view, e->begin, e->full_begin);
    add_keys(w, view, e->full_begin, e->full_end);
    add_keys(w, view, e->full_end, e->end);
}
