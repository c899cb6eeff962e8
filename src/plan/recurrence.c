/* Finds steps that recur, with Brent's search for a cycle, and adds up all cycles but the first
 * few: what a cycle holds is an arithmetic progression from cycle to cycle. */
#include "plan/recurrence.h"

#include <stdlib.h>

#include "base/arithmetic.h"

enum { LEAST_UNITS = 8, MARGIN_UNITS = 4, MARGIN_STEPS = 4 };

/* From one look to the next, all lines grow by whole steps. */
static int64_t unit_of(const stm__stretch *s, int64_t even, int64_t in_line)
{
    int64_t period = s->period, unit;
    if (period == 0)
        return 0;
    if (!stm__multiply(period, even / stm__common_divisor(period, even), &period))
        return 0;
    int64_t growth = s->growth * (period / s->period);
    int64_t times = growth == 0 ? 1 : in_line / stm__common_divisor(growth, in_line);
    return stm__multiply(period, times, &unit) ? unit : 0;
}

stm_status stm__recurrence_open(stm__recurrence *recurrence, const stm_plan *plan,
                                const stm__stepper *stepper, const stm__sums *sums,
                                stm_error *error)
{
    const stm_order *order = plan->settings.order;
    stm__axis axis = order->by_columns ? STM__COLUMNS : STM__ROWS;
    stm__recurrence *r = recurrence;
    *r = (stm__recurrence){.stretch = -1, .even = order->zigzag ? 2 : 1, .sums = sums};
    stm_status status = stm__stretches_find(plan->mask, axis, 0, 0, &r->stretches, error);
    int64_t longest = 0, reach;
    for (int64_t k = 0; k < r->stretches.num && status == STM_OK; k++) {
        const stm__stretch *s = &r->stretches.items[k];
        int64_t unit = unit_of(s, r->even, stepper->in_line);
        if (unit < (s->end - s->first) / LEAST_UNITS)
            longest = stm__max(longest, unit);
    }
    /* What the steps of a line's end and of its beginning read must be apart. */
    if (!stm__multiply(longest, MARGIN_UNITS, &reach) ||
        stepper->in_line > (INT64_MAX - reach) / MARGIN_STEPS)
        reach = INT64_MAX / 4;
    else
        reach += MARGIN_STEPS * stepper->in_line;
    reach = stm__min(reach, stm__plan_num_lines(plan));
    return status == STM_OK ? stm__stretches_find(plan->mask, axis, reach, 0, &r->stretches, error)
                            : status;
}

void stm__recurrence_close(stm__recurrence *recurrence)
{
    free(recurrence->stretches.items);
    free(recurrence->at_kept);
}

static bool same(const stm__mark *a, const stm__mark *b)
{
    return a->ahead == b->ahead && a->taken == b->taken && a->back == b->back &&
           a->tail == b->tail && a->points == b->points;
}

static int64_t taken_of(const stm__cursor *cursor)
{
    int64_t cells = 0;
    for (int64_t k = 0; k < cursor->num_runs; k++)
        cells += cursor->runs[k].count;
    return cells - cursor->left;
}

/* Room for the sums, which may have become more. */
static bool make_room(stm__recurrence *r)
{
    int64_t num = r->sums->num(r->sums->context);
    if (num > r->capacity) {
        free(r->at_kept);
        r->capacity = 0;
        r->at_kept = calloc((size_t)num, 5 * sizeof *r->at_kept);
        if (r->at_kept == NULL)
            return false;
        r->capacity = num;
    }
    r->num = num;
    r->now = r->at_kept + num;
    for (int n = 0; n < 3; n++)
        r->window[n] = r->at_kept + (2 + n) * num;
    return true;
}

static void keep(stm__recurrence *r, const stm__mark *mark, int64_t line)
{
    r->kept = *mark;
    r->kept_line = line;
    r->looks = 0;
    r->sums->get(r->sums->context, r->at_kept);
}

/* Begins to look for a cycle. */
static bool restart(stm__recurrence *r, const stm__mark *mark, int64_t line)
{
    r->cycle = 0;
    r->windows = 0;
    r->most_looks = 1;
    if (!make_room(r))
        return false;
    r->most = r->sums->most(r->sums->context);
    keep(r, mark, line);
    return true;
}

/* Whether no step has exceeded all before it since the search began: sums stay as many. */
static bool unexceeded(const stm__recurrence *r)
{
    return r->most == r->sums->most(r->sums->context) && r->num == r->sums->num(r->sums->context);
}

/* Adds a cycle that has been walked to the last three. */
static void add_window(stm__recurrence *r, const stm__mark *mark, int64_t line)
{
    int64_t *oldest = r->window[0];
    r->window[0] = r->window[1];
    r->window[1] = r->window[2];
    r->window[2] = oldest;
    r->sums->get(r->sums->context, r->now);
    for (int64_t k = 0; k < r->num; k++)
        oldest[k] = r->now[k] - r->at_kept[k];
    r->windows++;
    keep(r, mark, line);
}

/* Whether three cycles are in arithmetic progression. */
static bool recurs(const stm__recurrence *r)
{
    if (r->windows < 3)
        return false;
    for (int64_t k = 0; k < r->num; k++)
        if (r->window[2][k] - r->window[1][k] != r->window[1][k] - r->window[0][k])
            return false;
    return true;
}

/* Puts the stepper where it is, but for `lines` lines further on, by taking the step before again.
 * `*same_place` says whether that led there. */
static stm_status move(const stm__recurrence *r, stm__stepper *stepper, int64_t lines,
                       int64_t steps, bool *same_place)
{
    const stm__mark *m = &r->kept;
    stm__cursor *cursor = &stepper->cursor;
    stm__group group;
    *same_place = false;
    cursor->next_line = r->kept_line + lines - m->back;
    cursor->left = 0;
    stm_status status = stm__cursor_fill(cursor);
    if (status != STM_OK || cursor->left < m->tail)
        return status;
    stm__cursor_skip(cursor, cursor->left - m->tail);
    stepper->group = (stm__group){0};
    stepper->time = steps - 1;
    status = stm__stepper_next(stepper, &group);
    if (status == STM_OK)
        status = stm__cursor_fill(cursor);
    *same_place = status == STM_OK && group.repeat == 1 && group.points == m->points &&
                  cursor->line == r->kept_line + lines + m->ahead && taken_of(cursor) == m->taken;
    return status;
}

/* Leaves out as many cycles as the stretch still has. */
static stm_status jump(stm__recurrence *r, stm__stepper *stepper)
{
    int64_t end = r->stretches.items[r->stretch].end;
    int64_t times = (end - r->kept_line) / r->cycle - 1;
    bool good;
    r->unit = 0;
    if (times < 1)
        return STM_OK;
    for (int64_t k = 0; k < r->num; k++) {
        /* Sums fit, but not what they are sums of. */
        uint64_t each = (uint64_t)r->window[2][k], more = each - (uint64_t)r->window[1][k];
        uint64_t n = (uint64_t)times;
        r->now[k] = (int64_t)((uint64_t)r->at_kept[k] + n * each + n * (n + 1) / 2 * more);
    }
    stm_status status = move(r, stepper, times * r->cycle, r->now[0], &good);
    if (status != STM_OK)
        return status;
    if (!good) /* against all reasoning: walk on from here */
        return move(r, stepper, 0, r->at_kept[0], &good);
    r->sums->set(r->sums->context, r->now);
    return STM_OK;
}

/* Takes up the stretch that a line is in; false where there is nothing to be found in it. */
static bool in_stretch(stm__recurrence *r, int64_t line, int64_t in_line)
{
    const stm__stretches *all = &r->stretches;
    if (r->stretch >= 0 && r->stretch < all->num && line < all->items[r->stretch].end)
        return r->unit > 0;
    while (++r->stretch < all->num && all->items[r->stretch].end <= line)
        continue;
    r->unit = 0;
    if (r->stretch == all->num)
        return false;
    const stm__stretch *s = &all->items[r->stretch];
    int64_t unit = unit_of(s, r->even, in_line);
    if (unit > 0 && (s->end - s->first) / unit >= LEAST_UNITS)
        r->unit = unit;
    r->next_line = s->first;
    r->most_looks = 0;
    return r->unit > 0;
}

/* The lines by which a stretch is looked at are `unit` apart: compares the mark of one of them. */
static stm_status compare(stm__recurrence *r, const stm__mark *mark, int64_t line,
                          stm__stepper *stepper)
{
    if (r->most_looks == 0 || !unexceeded(r))
        return restart(r, mark, line) ? STM_OK : STM_ENOMEM;
    if (r->cycle == 0 && same(mark, &r->kept)) {
        r->cycle = line - r->kept_line;
        add_window(r, mark, line);
    } else if (r->cycle == 0) {
        if (++r->looks == r->most_looks) {
            r->most_looks *= 2;
            keep(r, mark, line);
        }
    } else if (line >= r->kept_line + r->cycle) {
        if (line > r->kept_line + r->cycle || !same(mark, &r->kept))
            return restart(r, mark, line) ? STM_OK : STM_ENOMEM;
        add_window(r, mark, line);
        if (recurs(r))
            return jump(r, stepper);
    }
    return STM_OK;
}

stm_status stm__recurrence_look(stm__recurrence *recurrence, stm__stepper *stepper)
{
    stm__recurrence *r = recurrence;
    stm__cursor *cursor = &stepper->cursor;
    stm_status status = stm__cursor_fill(cursor);
    if (status != STM_OK || cursor->left == 0)
        return status;
    /* Where the last step began: the last of its group. */
    int64_t began = r->group_line;
    int64_t tail = r->group_left - (stepper->group.repeat - 1) * stepper->in_line;
    bool follows = r->any_group;
    r->group_line = cursor->line;
    r->group_left = cursor->left;
    r->any_group = true;
    if (!follows || !in_stretch(r, cursor->line, stepper->in_line) || cursor->line < r->next_line)
        return STM_OK;
    int64_t first = r->stretches.items[r->stretch].first;
    int64_t line = cursor->line - (cursor->line - first) % r->unit;
    r->next_line = line + r->unit;
    stm__mark mark = {cursor->line - line, taken_of(cursor), line - began, tail,
                      stepper->group.points};
    status = compare(r, &mark, line, stepper);
    r->group_line = cursor->line;
    r->group_left = cursor->left;
    return status;
}
