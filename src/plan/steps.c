/* The public walk: the stepper, one step at a time. */
#include <stdlib.h>

#include "base/fail.h"
#include "plan/stepper.h"

struct stm_steps {
    stm__stepper stepper;
    stm_step step;
};

stm_status stm_steps_new(const stm_plan *plan, stm_steps **steps, stm_error *error)
{
    stm_steps *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "steps");
    stm_status status = stm__stepper_open(&new->stepper, plan, error);
    if (status != STM_OK) {
        free(new);
        return status;
    }
    new->stepper.keep_pieces = true;
    *steps = new;
    return STM_OK;
}

void stm_steps_free(stm_steps *steps)
{
    if (steps == NULL)
        return;
    stm__stepper_close(&steps->stepper);
    free(steps);
}

stm_status stm_steps_next(stm_steps *steps, const stm_step **step)
{
    stm__stepper *stepper = &steps->stepper;
    stm__group group;
    stm_status status = stm__stepper_next(stepper, &group);
    if (status != STM_OK)
        return status;
    if (group.repeat == 0) {
        *step = NULL;
        return STM_OK;
    }
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
    *step = &steps->step;
    return STM_OK;
}
