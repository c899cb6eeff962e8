/* Walks the points of a plan by lines: a line's runs are put in order, and those that make one
 * progression are joined. */
#include "plan/cursor.h"

#include "base/arithmetic.h"
#include "mask/mask.h"

stm_status stm__cursor_open(stm__cursor *cursor, const stm_plan *plan, stm_error *error)
{
    *cursor = (stm__cursor){.plan = plan};
    cursor->next_line = stm__plan_first_line(plan);
    cursor->end_line = cursor->next_line + stm__plan_num_lines(plan);
    return stm_reader_new(plan->mask, &cursor->reader, error);
}

void stm__cursor_close(stm__cursor *cursor)
{
    stm_reader_free(cursor->reader);
    cursor->reader = NULL;
}

/* Whether b goes on where a ends; values do not matter to a plan. */
static bool continues(const stm_run *a, const stm_run *b, int64_t *step)
{
    *step = b->first - stm_run_last(a);
    return (a->count == 1 || a->step == *step) && (b->count == 1 || b->step == *step);
}

/* A local window, a diagonal and a window again become one run. */
static void join_runs(stm__cursor *cursor)
{
    int64_t num = 0, step;
    if (cursor->num_runs > STM__JOINED_RUNS)
        return;
    for (int64_t k = 0; k < cursor->num_runs; k++) {
        const stm_run *run = &cursor->runs[k];
        stm_run *last = num == 0 ? NULL : &cursor->joined[num - 1];
        if (last != NULL && continues(last, run, &step)) {
            last->step = step;
            last->count += run->count;
        } else {
            cursor->joined[num++] = *run;
        }
    }
    cursor->runs = cursor->joined;
    cursor->num_runs = num;
}

stm_status stm__cursor_fill(stm__cursor *cursor)
{
    const stm_order *order = cursor->plan->settings.order;
    while (cursor->left == 0 && cursor->next_line < cursor->end_line) {
        stm_status status =
            stm__reader_ordered(cursor->reader, order->by_columns ? STM__COLUMNS : STM__ROWS,
                                cursor->next_line, &cursor->runs, &cursor->num_runs);
        if (status != STM_OK)
            return status;
        join_runs(cursor);
        cursor->line = cursor->next_line++;
        cursor->descending = order->zigzag && cursor->line % 2 == 1;
        cursor->run = cursor->used = 0;
        for (int64_t k = 0; k < cursor->num_runs; k++)
            cursor->left += cursor->runs[k].count;
    }
    return STM_OK;
}

void stm__cursor_skip(stm__cursor *cursor, int64_t count)
{
    while (count > 0) {
        int64_t part = stm__min(count, stm__cursor_run(cursor)->count - cursor->used);
        stm__cursor_advance(cursor, part);
        count -= part;
    }
}
