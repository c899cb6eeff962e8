/* Writes the points of a plan, a line a step; steps inside a line are formatted from each other. */
#include <stmask/points.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "base/text.h"
#include "plan/stepper.h"
#include "plan/walker.h"

/* "(i, j)" and what follows it */
#define POINT_BYTES 6

static int format_header(const stm_plan *plan, const stm_points_options *options, char *text,
                         size_t capacity, const char **type)
{
    char window_size[24] = "-", stride[24] = "-", limit[24] = "-";
    const stm_pattern *pattern = stm_mask_pattern(plan->mask);
    const stm_plan_options *s = &plan->settings;
    if (options->window_size != 0)
        *stm__format(window_size, options->window_size) = '\0';
    if (options->stride != 0)
        *stm__format(stride, options->stride) = '\0';
    if (s->read_limit != 0)
        *stm__format(limit, s->read_limit) = '\0';
    else if (s->row_limit != 0 && s->column_limit != 0)
        snprintf(limit, sizeof limit, "%" PRId64 "x%" PRId64, s->row_limit, s->column_limit);
    *type = options->type != NULL ? options->type : pattern != NULL ? pattern->name : "mask";
    return snprintf(text, capacity,
                    "\n# Mask Size: %" PRId64 "\n# Number of Multiplications: %" PRId64
                    "\n# Window Size: %s\n# Stride: %s\n# Read Limit: %s\n",
                    stm_mask_size(plan->mask), s->num_multiplications, window_size, stride, limit);
}

stm_status stm_points_bytes(const stm_plan *plan, int64_t steps, int64_t *bytes, stm_error *error,
                            const stm_points_options *options)
{
    static const stm_points_options defaults;
    char header[256];
    const char *type;
    int length =
        format_header(plan, options == NULL ? &defaults : options, header, sizeof header, &type);
    int64_t total = (int64_t)(strlen("# Type: ") + strlen(type)) + length;
    stm__cursor cursor;
    stm_status status = stm__cursor_open(&cursor, plan, error);
    if (status != STM_OK)
        return status;
    bool fits = true;
    for (;;) {
        status = stm__cursor_fill(&cursor);
        if (status != STM_OK || cursor.left == 0)
            break;
        /* Each point is followed by two bytes or, the last of a step, by one. */
        fits &= !__builtin_add_overflow(
            total, cursor.left * (POINT_BYTES + stm__digits(cursor.line)), &total);
        for (int64_t k = 0; k < cursor.num_runs; k++)
            fits &= !__builtin_add_overflow(total, stm__digits_of_run(&cursor.runs[k]), &total);
        cursor.left = 0;
    }
    stm__cursor_close(&cursor);
    if (status != STM_OK)
        return stm__fail(error, status, "plan: %s", stm_status_text(status));
    if (steps > 0) {
        const stm_run times = {0, steps, 1, 0};
        int64_t texts;
        fits &= stm__multiply(steps, (int64_t)strlen("at time : ") - 1, &texts);
        fits &= !__builtin_add_overflow(total, texts, &total);
        fits &= !__builtin_add_overflow(total, stm__digits_of_run(&times), &total);
    }
    *bytes = fits ? total : INT64_MAX;
    return STM_OK;
}

/* The frame of a line's points: "(i, " number "), " by rows, "(" number ", j), " by columns. */
static stm__frame frame_of(int64_t line, bool by_columns)
{
    stm__frame frame = {.before = "(", .before_length = 1, .after = "), ", .after_length = 3};
    if (by_columns) {
        memcpy(frame.after, ", ", 2);
        char *end = stm__format(frame.after + 2, line);
        memcpy(end, "), ", 3);
        frame.after_length = (size_t)(end - frame.after) + 3;
    } else {
        char *end = stm__format(frame.before + 1, line);
        memcpy(end, ", ", 2);
        frame.before_length = (size_t)(end - frame.before) + 2;
    }
    return frame;
}

typedef struct points_writer {
    stm__cursor cursor;
    stm_output *output;
    bool by_columns;
    int64_t framed_line;
    stm__frame frame;
} points_writer;

static stm_status put_step(points_writer *w, int64_t time, int64_t points)
{
    stm__put_text(w->output, "at time ");
    stm__put_int(w->output, time);
    stm__put_text(w->output, ": ");
    while (points > 0) {
        stm_status status = stm__cursor_fill(&w->cursor);
        if (status != STM_OK)
            return status;
        if (w->framed_line != w->cursor.line) {
            w->frame = frame_of(w->cursor.line, w->by_columns);
            w->framed_line = w->cursor.line;
        }
        stm_piece piece = stm__cursor_peek(&w->cursor, points);
        stm__put_sequence(w->output, &w->frame, piece.first, piece.count, piece.step);
        stm__cursor_advance(&w->cursor, piece.count);
        points -= piece.count;
    }
    /* The ", " after the last point becomes the end of the line. */
    stm__take_back(w->output, 2);
    stm__put_text(w->output, "\n");
    return stm_output_status(w->output);
}

/* Without a read limit that binds, all steps but the last have P points, and nothing need be
 * counted. */
static stm_status next_group(stm__stepper *stepper, int64_t points_left, stm__group *group)
{
    const stm_plan *plan = stepper->cursor.plan;
    int64_t most = plan->settings.num_multiplications;
    if (stepper->limited)
        return stm__stepper_next(stepper, group);
    group->time += group->repeat;
    group->repeat = points_left >= most ? points_left / most : points_left > 0;
    group->points = stm__min(points_left, most);
    return STM_OK;
}

static stm_status write_by_lines(const stm_plan *plan, stm_output *output, int64_t points,
                                 const stm_progress *progress, stm_error *error)
{
    points_writer w = {.output = output, .framed_line = -1};
    stm__stepper stepper;
    stm__group group = {0};
    int64_t done = 0;
    stm_status status = stm__stepper_open(&stepper, plan, error);
    if (status != STM_OK)
        return status;
    status = stm__cursor_open(&w.cursor, plan, error);
    if (status != STM_OK) {
        stm__stepper_close(&stepper);
        return status;
    }
    w.by_columns = plan->settings.order->by_columns;
    do {
        status = next_group(&stepper, points - done, &group);
        for (int64_t k = 0; k < group.repeat && status == STM_OK; k++) {
            if ((group.time + k) % 1024 == 0 &&
                !stm__progress(progress, done + k * group.points, points))
                status = STM_ESTOPPED;
            else
                status = put_step(&w, group.time + k, group.points);
        }
        done += group.repeat * group.points;
    } while (status == STM_OK && group.repeat > 0);
    stm__cursor_close(&w.cursor);
    stm__stepper_close(&stepper);
    return status;
}

/* The same for orders in which no line stands still. */
static stm_status write_walked(const stm_plan *plan, stm_output *output, int64_t points,
                               const stm_progress *progress, stm_error *error)
{
    stm__walker walker;
    int64_t done = 0;
    stm_status status = stm__walker_open(&walker, plan, error);
    if (status != STM_OK)
        return status;
    walker.keep_points = true;
    for (;;) {
        status = stm__walker_next(&walker);
        if (status != STM_OK || walker.num_points == 0)
            break;
        if (walker.time % 1024 == 0 && !stm__progress(progress, done, points)) {
            status = STM_ESTOPPED;
            break;
        }
        stm__put_text(output, "at time ");
        stm__put_int(output, walker.time);
        stm__put_text(output, ": ");
        for (int64_t k = 0; k < walker.points.num; k++) {
            char *to = stm__output_reserve(output);
            *to = '(';
            to = stm__format(to + 1, walker.points.at[k].row);
            memcpy(to, ", ", 2);
            to = stm__format(to + 2, walker.points.at[k].column);
            memcpy(to, "), ", 3);
            stm__output_advance(output, to + 3);
        }
        stm__take_back(output, 2);
        stm__put_text(output, "\n");
        done += walker.num_points;
        status = stm_output_status(output);
        if (status != STM_OK)
            break;
    }
    stm__walker_close(&walker);
    return status;
}

stm_status stm_points_write(const stm_plan *plan, stm_output *output, stm_error *error,
                            const stm_points_options *options)
{
    static const stm_points_options defaults;
    const stm_points_options *o = options == NULL ? &defaults : options;
    char header[256];
    const char *type;
    int64_t points;
    stm_status status = stm_mask_count(plan->mask, &points, error);
    if (status != STM_OK)
        return status;
    format_header(plan, o, header, sizeof header, &type);
    stm__put_text(output, "# Type: ");
    stm__put_text(output, type);
    stm__put_text(output, header);
    status = (stm__plan_is_by_lines(plan) ? write_by_lines : write_walked)(plan, output, points,
                                                                           o->progress, error);
    if (status != STM_OK)
        stm__fail(error, status, "the points could not be written: %s", stm_status_text(status));
    return status;
}
