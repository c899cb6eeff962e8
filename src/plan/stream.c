/* Opens and reads the stream of any order, and gives the orders by lines theirs, by the cursor. */
#include "plan/stream.h"

#include <stdlib.h>

#include "base/fail.h"
#include "base/grow.h"
#include "plan/cursor.h"
#include "plan/plan.h"

bool stm__points_reserve(stm__points *points, int64_t num)
{
    return stm__grow(&points->at, &points->capacity, num, sizeof *points->at);
}

stm_status stm__stream_open(stm__stream *stream, const stm_plan *plan, stm_error *error)
{
    *stream = (stm__stream){.class = stm__plan_order(plan)->stream};
    if (!stm__points_reserve(&stream->points, STM__STREAM_POINTS))
        return stm__fail_memory(error, "plan");
    stm_status status = stream->class->open(plan, &stream->state, error);
    if (status != STM_OK)
        stm__stream_close(stream);
    return status;
}

void stm__stream_close(stm__stream *stream)
{
    if (stream->state != NULL)
        stream->class->close(stream->state);
    free(stream->points.at);
    *stream = (stm__stream){0};
}

stm_status stm__stream_next(stm__stream *stream)
{
    stream->points.num = 0;
    return stream->class->next(stream->state, &stream->points);
}

/* Orders by lines: what the cursor visits, cell by cell. */
static stm_status line_open(const stm_plan *plan, void **state, stm_error *error)
{
    stm__cursor *cursor = malloc(sizeof *cursor);
    if (cursor == NULL)
        return stm__fail_memory(error, "plan");
    stm_status status = stm__cursor_open(cursor, plan, error);
    if (status != STM_OK) {
        free(cursor);
        return status;
    }
    *state = cursor;
    return STM_OK;
}

static stm_status line_next(void *state, stm__points *points)
{
    stm__cursor *cursor = state;
    bool by_columns = cursor->plan->settings.order->by_columns;
    while (points->num < STM__STREAM_POINTS) {
        stm_status status = stm__cursor_fill(cursor);
        if (status != STM_OK || cursor->left == 0)
            return status;
        stm_piece piece = stm__cursor_peek(cursor, STM__STREAM_POINTS - points->num);
        stm__point *at = points->at + points->num;
        int32_t line = (int32_t)piece.line;
        for (int64_t k = 0; k < piece.count; k++) {
            int32_t cross = (int32_t)(piece.first + k * piece.step);
            at[k] = by_columns ? (stm__point){cross, line} : (stm__point){line, cross};
        }
        points->num += piece.count;
        stm__cursor_advance(cursor, piece.count);
    }
    return STM_OK;
}

static void line_close(void *state)
{
    stm__cursor_close(state);
    free(state);
}

const stm__stream_class stm__line_stream = {
    .by_lines = true, .open = line_open, .next = line_next, .close = line_close};

bool stm__plan_is_by_lines(const stm_plan *plan)
{
    return stm__plan_order(plan)->stream->by_lines;
}
