/* Blocks are cut where groups of lanes begin or end to look at their keys. */
#include "attention/feed.h"

void stm__feed_block(stm__worker *w, stm__block *block, int64_t end)
{
    stm__block_cut(block);
    w->pass->block(w, block, end);
}

void stm__feed_filling(stm__worker *w)
{
    stm__filling *f = &w->filling;
    int count = w->task.queries.count;
    uint64_t all = count == STM__LANES ? UINT64_MAX : (UINT64_C(1) << count) - 1, common = all;
    if (f->num == 0)
        return;
    for (int b = 0; b < f->num; b++) {
        common &= f->lanes[b];
        w->seen |= f->lanes[b];
    }
    stm__block block = stm__block_of_keys(&w->room, w->task.head, f->keys, f->num, w->task.zero);
    block.seen = common == all ? NULL : f->lanes;
    stm__block_ranges(&block, count);
    stm__feed_block(w, &block, f->keys[f->num - 1] + 1);
    f->num = 0;
}
