/* Keys are kept in order; those that come twice have the lanes of both. */
#include "attention/filling.h"

#include "attention/tile.h"

void stm__filling_flush(stm__worker *w)
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
    stm__tile_block(w, &block, f->keys[f->num - 1] + 1);
    f->num = 0;
}

void stm__filling_add(stm__worker *w, int64_t key, uint64_t lanes)
{
    stm__filling *f = &w->filling;
    int at = f->num;
    while (at > 0 && f->keys[at - 1] > key)
        at--;
    if (at > 0 && f->keys[at - 1] == key) {
        f->lanes[at - 1] |= lanes;
        return;
    }
    if (f->num == w->plan->kernels->block) {
        stm__filling_flush(w);
        at = 0;
    }
    for (int b = f->num; b > at; b--) {
        f->keys[b] = f->keys[b - 1];
        f->lanes[b] = f->lanes[b - 1];
    }
    f->keys[at] = key;
    f->lanes[at] = lanes;
    f->num++;
}
