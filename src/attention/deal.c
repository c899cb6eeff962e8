/* The keys that any query of a tile sees, each with a bit for every query, in rising order: those
 * that enough queries see are collected into blocks. */
#include "attention/deal.h"

#include "attention/feed.h"
#include "base/arithmetic.h"

/* Gives every key that is marked to the tile or to its lanes. Returns the lanes that have keys of
 * their own. */
static uint64_t deal(stm__worker *w)
{
    enum { SOME = 64 };
    int64_t keys[SOME];
    uint64_t lanes[SOME], alone = 0;
    int count = w->task.queries.count, block = w->plan->kernels->block, num;
    int most_alone = w->plan->kernels->lanes_of_key * count / STM__LANES;
    if (count <= STM__FEW_QUERIES)
        most_alone = count;
    while ((num = stm__marks_take(&w->marks, keys, lanes, SOME)) > 0)
        for (int n = 0; n < num; n++)
            if (__builtin_popcountll(lanes[n]) <= most_alone) {
                w->pass->lone(w, keys[n], lanes[n]);
                alone |= lanes[n];
            } else if (!stm__filling_append(&w->filling, block, keys[n], lanes[n])) {
                stm__feed_filling(w);
                stm__filling_append(&w->filling, block, keys[n], lanes[n]);
            }
    stm__feed_filling(w);
    return alone;
}

stm_status stm__deal_mark_runs(stm__worker *w, const stm_mask *mask)
{
    const stm__queries *queries = &w->task.queries;
    if (!stm__marks_start(&w->marks, w->plan->bounds.num_keys))
        return STM_ENOMEM;
    for (int t = 0; t < queries->count; t++) {
        stm_status status = stm__runs_read(&w->runs, mask, queries->first + t * queries->step);
        if (status != STM_OK)
            return status;
        for (int64_t k = 0; k < w->runs.num; k++) {
            stm_run run = stm__runs_at(&w->runs, k);
            stm__marks_add(&w->marks, &run, t);
        }
    }
    return STM_OK;
}

stm_status stm__deal_mark_view(stm__worker *w, const stm__view *view)
{
    const stm__extent *e = &w->extent;
    if (!stm__marks_start(&w->marks, w->plan->bounds.num_keys))
        return STM_ENOMEM;
    for (uint64_t lanes = e->lanes; lanes != 0; lanes &= lanes - 1) {
        int t = __builtin_ctzll(lanes);
        int64_t low = stm__max(e->low[t], 0), high = stm__min(e->high[t], view->num - 1);
        stm_run run = {view->first + low * view->step, high - low + 1, view->step, 0};
        stm__marks_add(&w->marks, &run, t);
    }
    return STM_OK;
}

void stm__deal(stm__worker *w, const stm__input_rows *rows)
{
    stm__lone_start(&w->lone, rows, w->task.queries.count, w->plan->scale, w->queries);
    uint64_t alone = deal(w);
    if (alone != 0)
        w->pass->join(w, alone);
}
