/* The parts of a mask, one after the other, and then what goes by its runs. */
#include "attention/tile.h"

#include <string.h>

#include "attention/band.h"
#include "attention/deal.h"
#include "base/arithmetic.h"

void stm__tile_lay_out(stm__worker *w, stm__layout *layout)
{
    stm__tile *tile = &w->tile;
    int dim = w->plan->dim;
    tile->dim = dim;
    tile->ahead = &w->ahead;
    tile->packed = &w->packed;
    tile->query = stm__layout_floats(layout, dim * STM__LANES);
    tile->sum = stm__layout_floats(layout, stm__ceil_div(dim, 32) * 32 * STM__LANES);
    tile->scores = stm__layout_floats(layout, STM__MAX_BLOCK * STM__LANES);
    tile->maximum = stm__layout_floats(layout, STM__LANES);
    tile->total = stm__layout_floats(layout, STM__LANES);
    tile->positions = stm__layout_floats(layout, STM__LANES);
    w->queries = stm__layout_floats(layout, STM__LANES * dim);
}

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
        memset(tile->sum, 0, (size_t)tile->dim * STM__LANES * sizeof *tile->sum);
    tile->empty = false;
}

void stm__tile_block(stm__worker *worker, stm__block *block, int64_t end)
{
    stm__block_cut(block);
    worker->pass->block(worker, block, end);
}

static void add_part(stm__worker *w, const stm__part *part)
{
    const stm__head *head = w->task.head;
    stm__view view = stm__view_of(head, w->plan->bounds.num_keys, part, 0);
    if (part->key_step > 1)
        stm__summary_gather(&w->summary, head, &view);
    stm__band_add(w, part, &view);
}

/* The lowest key that is looked at after part k. */
static int64_t returns_to(const stm__recipe *recipe, int k, int64_t first)
{
    if (recipe->rest != NULL)
        return 0;
    return k + 1 < recipe->num_parts ? stm__part_lowest_key(&recipe->parts[k + 1], first)
                                     : INT64_MAX;
}

void stm__tile_compute(stm__worker *w, const stm__head *head, const stm__queries *queries)
{
    const stm__recipe *recipe = head->recipe;
    stm__input_rows rows = stm__rows_from(&head->q, queries->first, queries->step);
    w->task = (stm__task){.head = head,
                          .queries = *queries,
                          .resumes = stm__recipe_leaves(recipe),
                          .zero = queries->first + stm__plan_lag(w->plan)};
    w->turn.returns_to = INT64_MAX;
    w->pass->start(w, &rows);
    for (int k = 0; k < recipe->num_parts; k++) {
        w->turn.returns_to = returns_to(recipe, k, queries->first);
        add_part(w, &recipe->parts[k]);
    }
    w->turn.returns_to = INT64_MAX;
    if (recipe->rest != NULL)
        stm__deal_rest(w, recipe->rest, &rows);
    w->pass->finish(w);
}
