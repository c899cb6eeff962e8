/* The greedy rule by arithmetic: steps inside a line are alike and come as one group; those that
 * meet the end of a line come one by one. */
#include "plan/stepper.h"

#include <stdlib.h>

#include "base/grow.h"

void stm__reads_free(stm__reads *reads)
{
    stm__run_set_free(&reads->lines);
    stm__run_set_free(&reads->cross);
}

bool stm__reads_copy(stm__reads *to, const stm__reads *from)
{
    to->first_line = from->first_line;
    to->last_line = from->last_line;
    return stm__run_set_copy(&to->lines, &from->lines) &&
           stm__run_set_copy(&to->cross, &from->cross);
}

static void reads_swap(stm__reads *a, stm__reads *b)
{
    stm__reads kept = *a;
    *a = *b;
    *b = kept;
}

static void reads_clear(stm__reads *reads)
{
    stm__run_set_clear(&reads->lines);
    stm__run_set_clear(&reads->cross);
}

/* Lines are visited once each, so two steps can share but the one line they meet in. */
int64_t stm__reads_new_lines(const stm__reads *now, const stm__reads *before)
{
    return now->lines.count - (now->first_line == before->last_line);
}

int64_t stm__reads_new_cross(const stm__reads *now, const stm__reads *before)
{
    return now->cross.count - stm__run_sets_common(&now->cross, &before->cross);
}

stm_status stm__stepper_open(stm__stepper *stepper, const stm_plan *plan, stm_error *error)
{
    const stm_plan_options *s = &plan->settings;
    *stepper = (stm__stepper){0};
    stepper->limited = stm__plan_is_limited(plan);
    stepper->limits = stm__plan_limits(plan);
    stepper->in_line =
        stm__min(s->num_multiplications, stm__min(stepper->limits.both - 1, stepper->limits.cross));
    stepper->goes_on =
        stepper->limits.cross < stm__min(s->num_multiplications, stepper->limits.both - 1);
    return stm__cursor_open(&stepper->cursor, plan, error);
}

void stm__stepper_close(stm__stepper *stepper)
{
    stm__cursor_close(&stepper->cursor);
    stm__reads_free(&stepper->now);
    stm__reads_free(&stepper->before);
    stm__reads_free(&stepper->last);
    free(stepper->pieces);
}

static bool keep_piece(stm__stepper *stepper, const stm_piece *piece)
{
    if (!stepper->keep_pieces)
        return true;
    if (!stm__grow(&stepper->pieces, &stepper->piece_capacity, stepper->num_pieces + 1,
                   sizeof *stepper->pieces))
        return false;
    stepper->pieces[stepper->num_pieces++] = *piece;
    return true;
}

/* Lines come in ascending order; stretches of them without a gap are one run. */
static bool add_line(stm__reads *reads, int64_t line)
{
    stm__run_set *lines = &reads->lines;
    if (lines->num > 0) {
        if (reads->last_line == line)
            return true;
        stm_run *run = &lines->runs[lines->num - 1];
        reads->last_line = line;
        if (stm_run_last(run) + 1 == line) {
            run->count++;
            lines->count++;
            return true;
        }
    } else {
        reads->first_line = reads->last_line = line;
    }
    return stm__run_set_append(lines, (stm_run){line, 1, 1, 0});
}

/* Adds a piece of a line of which the step has nothing across yet, or nothing that overlaps: the
 * cells of one line are all different. */
static bool append_cross(stm__run_set *cross, const stm_piece *piece)
{
    stm_run run = stm__piece_run(piece);
    if (cross->num > 0) {
        stm_run *last = &cross->runs[cross->num - 1];
        if (last->step == 1 && run.step == 1 && stm_run_last(last) + 1 == run.first) {
            last->count += run.count;
            cross->count += run.count;
            return true;
        }
    }
    return stm__run_set_append(cross, run);
}

/* The next `count` cells of the cursor's line, as indices across it. */
static bool cross_of(stm__cursor *cursor, int64_t count, stm__run_set *cross, stm__stepper *keeper)
{
    stm__run_set_clear(cross);
    while (count > 0) {
        stm_piece piece = stm__cursor_peek(cursor, count);
        if (!append_cross(cross, &piece) || (keeper != NULL && !keep_piece(keeper, &piece)))
            return false;
        stm__cursor_advance(cursor, piece.count);
        count -= piece.count;
    }
    return true;
}

bool stm__stepper_cross_of(const stm__stepper *stepper, int64_t k, stm__run_set *cross)
{
    stm__cursor cursor = stepper->start;
    stm__cursor_skip(&cursor, k * stepper->in_line);
    return cross_of(&cursor, stepper->in_line, cross, NULL);
}

/* All the whole steps that the rest of the line holds. */
static bool take_inside_line(stm__stepper *stepper)
{
    int64_t m = stepper->in_line, repeat = (stepper->cursor.left - stepper->goes_on) / m;
    if (stepper->keep_pieces)
        repeat = 1;
    stepper->start = stepper->cursor;
    if (!add_line(&stepper->now, stepper->cursor.line) ||
        !cross_of(&stepper->cursor, m, &stepper->now.cross, stepper))
        return false;
    stepper->group.points = m;
    stepper->group.repeat = repeat;
    if (repeat == 1)
        return true;
    stm__cursor_skip(&stepper->cursor, (repeat - 2) * m);
    reads_clear(&stepper->last);
    return add_line(&stepper->last, stepper->cursor.line) &&
           cross_of(&stepper->cursor, m, &stepper->last.cross, NULL);
}

/* How many of the first cells of a piece the read limit lets in: the most of them that bring at
 * most `budget` indices across. */
static int64_t most_within(const stm__run_set *cross, const stm_piece *piece, int64_t budget)
{
    stm_piece part = *piece;
    stm_run run = stm__piece_run(&part);
    int64_t low = stm__min(budget, piece->count), high = piece->count;
    if (low == high || run.count - stm__run_set_common(cross, &run) <= budget)
        return high;
    while (low + 1 < high) { /* `low` cells are within the budget, `high` are not */
        part.count = low + (high - low) / 2;
        run = stm__piece_run(&part);
        if (run.count - stm__run_set_common(cross, &run) <= budget)
            low = part.count;
        else
            high = part.count;
    }
    return low;
}

/* One step, which begins where a line has too few cells left to fill it. */
static stm_status take_across_lines(stm__stepper *stepper)
{
    stm__cursor *cursor = &stepper->cursor;
    stm__reads *now = &stepper->now;
    const stm_plan_options *s = &cursor->plan->settings;
    int64_t points = 0;
    stepper->group.repeat = 1;
    while (points < s->num_multiplications) {
        stm_status status = stm__cursor_fill(cursor);
        if (status != STM_OK)
            return status;
        if (cursor->left == 0)
            break;
        stm_piece piece = stm__cursor_peek(cursor, s->num_multiplications - points);
        int64_t wanted = piece.count;
        if (stepper->limited) {
            bool new_line = points == 0 || now->last_line != cursor->line;
            const stm__limits *l = &stepper->limits;
            int64_t lines = now->lines.count + new_line;
            int64_t budget = stm__min(l->both - lines, l->cross) - now->cross.count;
            bool over = budget < 0 || lines > l->lines;
            piece.count = over ? 0 : most_within(&now->cross, &piece, budget);
            if (piece.count == 0)
                break;
        }
        bool alone = points == 0 || (now->lines.num == 1 && now->lines.count == 1 &&
                                     now->last_line == cursor->line);
        if (!add_line(now, cursor->line) || !keep_piece(stepper, &piece))
            return STM_ENOMEM;
        if (alone ? !append_cross(&now->cross, &piece)
                  : !stm__run_set_insert(&now->cross, stm__piece_run(&piece)))
            return STM_ENOMEM;
        stm__cursor_advance(cursor, piece.count);
        points += piece.count;
        if (piece.count < wanted)
            break;
    }
    stepper->group.points = points;
    return STM_OK;
}

stm_status stm__stepper_next(stm__stepper *stepper, stm__group *group)
{
    /* What was read last is what comes before. */
    reads_swap(&stepper->before, stepper->group.repeat > 1 ? &stepper->last : &stepper->now);
    reads_clear(&stepper->now);
    stepper->num_pieces = 0;
    stepper->time += stepper->group.repeat;
    stm_status status = stm__cursor_fill(&stepper->cursor);
    if (status != STM_OK)
        return status;
    stepper->group = (stm__group){stepper->time, 0, 0};
    if (stepper->cursor.left >= stepper->in_line + stepper->goes_on) {
        if (!take_inside_line(stepper))
            return STM_ENOMEM;
    } else if (stepper->cursor.left > 0) {
        status = take_across_lines(stepper);
        if (status != STM_OK)
            return status;
    }
    *group = stepper->group;
    return STM_OK;
}
