/* The public walk: the stepper, one step at a time. */
#include <stdlib.h>

#include "base/fail.h"
#include "base/grow.h"
#include "plan/stepper.h"
#include "plan/walker.h"

struct stm_steps {
    stm__stepper stepper; /* of orders by lines */
    stm__walker walker;   /* of all others */
    bool by_lines;
    stm_piece *pieces; /* of the walker's step */
    int64_t piece_capacity;
    stm_step step;
};

stm_status stm_steps_new(const stm_plan *plan, stm_steps **steps, stm_error *error)
{
    stm_steps *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "steps");
    new->by_lines = stm__plan_is_by_lines(plan);
    stm_status status = new->by_lines ? stm__stepper_open(&new->stepper, plan, error)
                                      : stm__walker_open(&new->walker, plan, error);
    if (status != STM_OK) {
        free(new);
        return status;
    }
    new->stepper.keep_pieces = new->walker.keep_points = true;
    *steps = new;
    return STM_OK;
}

void stm_steps_free(stm_steps *steps)
{
    if (steps == NULL)
        return;
    if (steps->by_lines)
        stm__stepper_close(&steps->stepper);
    else
        stm__walker_close(&steps->walker);
    free(steps->pieces);
    free(steps);
}

static stm_status next_by_lines(stm_steps *steps, bool *more)
{
    stm__stepper *stepper = &steps->stepper;
    stm__group group;
    stm_status status = stm__stepper_next(stepper, &group);
    *more = status == STM_OK && group.repeat > 0;
    if (!*more)
        return status;
    bool first = group.time == 0;
    int64_t lines = stepper->now.lines.count, cross = stepper->now.cross.count;
    int64_t new_lines = first ? lines : stm__reads_new_lines(&stepper->now, &stepper->before);
    int64_t new_cross = first ? cross : stm__reads_new_cross(&stepper->now, &stepper->before);
    bool by_columns = stepper->cursor.plan->settings.order->by_columns;
    steps->step = (stm_step){
        .time = group.time,
        .points = group.points,
        .rows = by_columns ? cross : lines,
        .columns = by_columns ? lines : cross,
        .new_rows = by_columns ? new_cross : new_lines,
        .new_columns = by_columns ? new_lines : new_cross,
        .pieces = stepper->pieces,
        .num_pieces = stepper->num_pieces,
    };
    return STM_OK;
}

/* Points that follow one another in a line become one piece. */
static bool make_pieces(stm_steps *steps, int64_t *num)
{
    const stm__walker *w = &steps->walker;
    bool by_columns = w->plan->settings.order->by_columns;
    *num = 0;
    for (int64_t k = 0; k < w->points.num; k++) {
        stm__point p = w->points.at[k];
        int64_t line = by_columns ? p.column : p.row, cross = by_columns ? p.row : p.column;
        stm_piece *last = *num == 0 ? NULL : &steps->pieces[*num - 1];
        if (last != NULL && last->line == line) {
            int64_t step = cross - (last->first + (last->count - 1) * last->step);
            if (last->count == 1 || step == last->step) {
                last->step = step;
                last->count++;
                continue;
            }
        }
        if (!stm__grow(&steps->pieces, &steps->piece_capacity, *num + 1, sizeof *steps->pieces))
            return false;
        steps->pieces[(*num)++] = (stm_piece){line, cross, 1, 1};
    }
    return true;
}

static stm_status next_walked(stm_steps *steps, bool *more)
{
    stm__walker *w = &steps->walker;
    int64_t num_pieces;
    stm_status status = stm__walker_next(w);
    *more = status == STM_OK && w->num_points > 0;
    if (!*more)
        return status;
    if (!make_pieces(steps, &num_pieces))
        return STM_ENOMEM;
    steps->step = (stm_step){
        .time = w->time,
        .points = w->num_points,
        .rows = w->rows.num,
        .columns = w->columns.num,
        .new_rows = w->new_rows,
        .new_columns = w->new_columns,
        .pieces = steps->pieces,
        .num_pieces = num_pieces,
    };
    return STM_OK;
}

stm_status stm_steps_next(stm_steps *steps, const stm_step **step)
{
    bool more = false;
    stm_status status = (steps->by_lines ? next_by_lines : next_walked)(steps, &more);
    if (status == STM_OK)
        *step = more ? &steps->step : NULL;
    return status;
}
