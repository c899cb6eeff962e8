/* The pieces of a tile, one after the other, and then what goes by its runs. */
#include "attention/tile.h"

#include <string.h>

#include "attention/band.h"
#include "attention/deal.h"
#include "attention/feed.h"
#include "base/arithmetic.h"

const float *stm__tile_load(stm__worker *w, const stm__input_rows *rows, int64_t *stride)
{
    const stm_attention *plan = w->plan;
    const stm__task *task = &w->task;
    stm__tile *tile = &w->tile;
    int count = task->queries.count;
    const float *q = stm__rows_floats(rows, 0, 1, count, plan->dim, w->queries, stride);
    tile->count = count;
    tile->shaping = task->head->shaping;
    for (int t = 0; tile->shaping != NULL && t < STM__LANES; t++)
        tile->positions[t] = (float)(t * task->queries.step);
    plan->kernels->load(tile->query, q, *stride, plan->dim, count, plan->scale);
    return q;
}

void stm__tile_settle(stm__tile *tile)
{
    if (tile->empty)
        memset(tile->sum, 0, (size_t)tile->sum_dim * STM__LANES * sizeof *tile->sum);
    tile->empty = false;
}

/* Keys of pieces so small are collected into one block; where they are best taken in rising order,
 * only from so many keys in a row. Diagonals of so few keys a query are dealt with what goes by
 * runs; of some more where there are others. */
enum { SMALL = 16, NEAR = 256, THIN = 2, THIN_TOO = 4 };

static stm__view view_of(stm__worker *w, const stm__piece *piece)
{
    const stm__head *head = w->task.head;
    const stm__part *part = piece->part;
    stm__view view = stm__view_of(head, w->plan->bounds.num_keys, part->key_step, part->residue);
    if (part->room >= 0)
        stm__summary_gather(&w->summary, head, piece->number, &view);
    return view;
}

static int64_t key_of(const stm__view *view, int64_t number)
{
    return view->first + number * view->step;
}

static void collect(stm__worker *w, const stm__view *view)
{
    const stm__extent *e = &w->extent;
    stm__filling *f = &w->filling;
    int most = w->plan->kernels->block;
    uint64_t bits[SMALL];
    int num = (int)(e->end - e->begin);
    stm__extent_bits(e, e->begin, num, bits);
    for (int b = 0; b < num; b++)
        if (bits[b] != 0 && !stm__filling_add(f, most, key_of(view, e->begin + b), bits[b])) {
            stm__feed_filling(w);
            stm__filling_add(f, most, key_of(view, e->begin + b), bits[b]);
        }
}

/* The lowest key that is looked at after piece k; of what is collected, if it stays. */
static int64_t returns_to(const stm__worker *w, int k, bool stays)
{
    int64_t lowest = w->pieces.by_runs != NULL ? 0 : w->pieces.lowest_marked;
    if (k + 1 < w->pieces.num)
        lowest = stm__min(lowest, w->pieces.pieces[k + 1].low);
    if (stays && w->filling.num > 0)
        lowest = stm__min(lowest, w->filling.keys[0]);
    return lowest;
}

/* Gives what is collected to the pass, before piece k. */
static void flush(stm__worker *w, int k)
{
    w->turn.returns_to = returns_to(w, k - 1, false);
    stm__feed_filling(w);
}

/* Whether each query sees few keys of what the extent says, and others than its neighbours. */
static bool is_thin(const stm__worker *w)
{
    const stm__extent *e = &w->extent;
    int most = w->pieces.lowest_marked == INT64_MAX ? THIN : THIN_TOO;
    return e->lanes != 0 && e->rises_by_one && e->high[0] - e->low[0] < most;
}

static stm_status add_piece(stm__worker *w, int k)
{
    const stm__piece *piece = &w->pieces.pieces[k];
    const stm__filling *f = &w->filling;
    stm__view view = view_of(w, piece);
    stm__extent_find(&w->extent, piece->part, &w->task.queries, &view);
    bool small = w->extent.end - w->extent.begin <= SMALL, thin = !small && is_thin(w);
    if (thin) {
        w->pieces.lowest_marked = stm__min(w->pieces.lowest_marked, piece->low);
        return stm__deal_mark_view(w, &view);
    }
    if (w->pass->in_order && f->num > 0 && (!small || piece->high - f->keys[0] > NEAR))
        flush(w, k);
    w->turn.returns_to = returns_to(w, small ? k - 1 : k, true);
    if (small)
        collect(w, &view);
    else
        stm__band_add(w, &view);
    return STM_OK;
}

/* What goes by its runs, and what is marked already. */
static stm_status add_marked(stm__worker *w, const stm__input_rows *rows)
{
    stm_status status = STM_OK;
    if (w->pieces.by_runs != NULL)
        status = stm__deal_mark_runs(w, w->pieces.by_runs);
    else if (w->pieces.lowest_marked == INT64_MAX)
        return STM_OK;
    w->turn.returns_to = INT64_MAX;
    if (status == STM_OK)
        stm__deal(w, rows);
    return status;
}

void stm__tile_compute(stm__worker *w, const stm__head *head, const stm__queries *queries)
{
    stm__input_rows rows = stm__rows_from(&head->q, queries->first, queries->step);
    w->task = (stm__task){.head = head,
                          .queries = *queries,
                          .resumes = stm__recipe_leaves(head->recipe),
                          .zero = queries->first + stm__plan_lag(w->plan)};
    w->filling.num = 0;
    stm_status status =
        stm__pieces_find(&w->pieces, head->recipe, queries, w->plan->bounds.num_keys);
    if (status == STM_OK)
        w->pass->start(w, &rows);
    for (int k = 0; k < w->pieces.num && status == STM_OK; k++)
        status = add_piece(w, k);
    if (status == STM_OK) {
        flush(w, w->pieces.num);
        status = add_marked(w, &rows);
    }
    if (status == STM_OK)
        w->pass->finish(w);
    stm__worker_fail(w, status);
}
