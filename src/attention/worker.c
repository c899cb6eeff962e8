/* One piece of memory for all that a thread needs, but for marks, which are made when they are. */
#include "attention/worker.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"

enum { LINE = 64 };

/* What the kernels work on, and queries that have been widened. */
static void lay_out_tile(stm__worker *w, stm__layout *layout)
{
    stm__tile *tile = &w->tile;
    int dim = w->plan->dim, value_dim = w->plan->value_dim;
    int widest = dim > value_dim ? dim : value_dim;
    tile->dim = dim;
    tile->sum_dim = w->pass->sums_keys ? dim : value_dim;
    tile->ahead = &w->ahead;
    tile->packed = &w->packed;
    tile->query = stm__layout_floats(layout, dim * STM__LANES);
    tile->sum = stm__layout_floats(layout, stm__ceil_div(widest, 32) * 32 * STM__LANES);
    tile->scores = stm__layout_floats(layout, STM__MAX_BLOCK * STM__LANES);
    tile->maximum = stm__layout_floats(layout, STM__LANES);
    tile->total = stm__layout_floats(layout, STM__LANES);
    tile->positions = stm__layout_floats(layout, STM__LANES);
    w->queries = stm__layout_floats(layout, STM__LANES * dim);
}

static void lay_out(stm__worker *w, stm__layout *layout)
{
    const stm_attention *plan = w->plan;
    lay_out_tile(w, layout);
    stm__block_room_lay_out(&w->room, plan->dim, plan->value_dim, layout);
    stm__pieces_lay_out(&w->pieces, layout);
    stm__summary_lay_out(&w->summary, plan->room_of_summary, plan->dim, plan->value_dim, layout);
    stm__lone_lay_out(&w->lone, plan->dim, w->tile.sum_dim, layout);
    w->pass->lay_out(w, layout);
}

stm_status stm__worker_start(stm__worker *worker, const stm_attention *plan, const stm__pass *pass)
{
    stm__layout layout = {.fits = true};
    memset(worker, 0, sizeof *worker);
    worker->plan = plan;
    worker->pass = pass;
    lay_out(worker, &layout);
    if (!layout.fits || (worker->memory = malloc(layout.used + LINE)) == NULL)
        return STM_ENOMEM;
    uintptr_t misaligned = (uintptr_t)worker->memory % LINE;
    layout = (stm__layout){.at = (char *)worker->memory + (LINE - misaligned) % LINE, .fits = true};
    lay_out(worker, &layout);
    return STM_OK;
}

void stm__worker_end(stm__worker *worker)
{
    stm__runs_end(&worker->runs);
    stm__marks_end(&worker->marks);
    free(worker->memory);
}

void stm__worker_fail(stm__worker *worker, stm_status status)
{
    if (worker->status == STM_OK)
        worker->status = status;
}
