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

stm_status stm__cursor_fill(stm__cursor *cursor)
{
    const stm_order *order = cursor->plan->settings.order;
    while (cursor->left == 0 && cursor->next_line < cursor->end_line) {
        stm_status status =
            stm__reader_ordered(cursor->reader, order->by_columns ? STM__COLUMNS : STM__ROWS,
                                cursor->next_line, &cursor->runs, &cursor->num_runs);
        if (status != STM_OK)
            return status;
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
