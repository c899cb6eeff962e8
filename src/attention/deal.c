/* The keys that any query of a tile sees, each with a bit for every query, in rising order: those
 * that enough queries see are collected into blocks. */
#include "attention/deal.h"

#include "attention/tile.h"

/* A block that is being filled. */
typedef struct filling {
    int64_t keys[STM__MAX_BLOCK];
    int num;
    bool full; /* all lanes see all of them */
} filling;

static void flush(stm__worker *w, filling *f)
{
    if (f->num == 0)
        return;
    stm__block block = stm__block_of_keys(&w->room, w->task.head, f->keys, f->num, w->task.zero);
    block.seen = f->full ? NULL : w->room.bits;
    stm__block_ranges(&block, w->tile.count);
    stm__tile_block(w, &block, f->keys[f->num - 1] + 1);
    f->num = 0;
}

static void fill(stm__worker *w, filling *f, int64_t key, uint64_t lanes, bool full)
{
    if (f->num == w->plan->kernels->block)
        flush(w, f);
    f->full = full && (f->num == 0 || f->full);
    f->keys[f->num] = key;
    w->room.bits[f->num++] = lanes;
    w->seen |= lanes;
}

/* Gives every key that is marked to the tile or to its lanes. Returns the lanes that have keys of
 * their own. */
static uint64_t deal(stm__worker *w)
{
    enum { SOME = 64 };
    int64_t keys[SOME];
    uint64_t lanes[SOME], alone = 0;
    int count = w->task.queries.count, num;
    uint64_t all = count == STM__LANES ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    int most_alone = w->plan->kernels->lanes_of_key * count / STM__LANES;
    if (count <= STM__FEW_QUERIES)
        most_alone = count;
    filling f = {.num = 0};
    while ((num = stm__marks_take(&w->marks, keys, lanes, SOME)) > 0)
        for (int n = 0; n < num; n++)
            if (__builtin_popcountll(lanes[n]) <= most_alone) {
                w->pass->lone(w, keys[n], lanes[n]);
                alone |= lanes[n];
            } else {
                fill(w, &f, keys[n], lanes[n], lanes[n] == all);
            }
    flush(w, &f);
    return alone;
}

/* Whether the mask shows anything; false where it could not be read. */
static bool mark(stm__worker *w, const stm_mask *mask)
{
    const stm__queries *queries = &w->task.queries;
    bool any = false;
    if (!stm__marks_start(&w->marks, w->plan->bounds.num_keys)) {
        stm__worker_fail(w, STM_ENOMEM);
        return false;
    }
    for (int t = 0; t < queries->count; t++) {
        stm_status status = stm__runs_read(&w->runs, mask, queries->first + t * queries->step);
        if (status != STM_OK) {
            stm__worker_fail(w, status);
            return false;
        }
        for (int64_t k = 0; k < w->runs.num; k++) {
            stm_run run = stm__runs_at(&w->runs, k);
            stm__marks_add(&w->marks, &run, t);
        }
        any = any || w->runs.num > 0;
    }
    return any;
}

void stm__deal_rest(stm__worker *w, const stm_mask *mask, const stm__input_rows *rows)
{
    if (!mark(w, mask))
        return;
    stm__lone_start(&w->lone, rows, w->task.queries.count, w->plan->scale, w->queries);
    uint64_t alone = deal(w);
    if (alone != 0)
        w->pass->join(w, alone);
}
