/* Counts the steps of a plan into an analysis: of orders by lines in groups of steps that are
 * alike, and of those that recur a few cycles; of all others one by one. */
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "plan/analyser.h"
#include "plan/grow.h"
#include "plan/recurrence.h"
#include "plan/walker.h"

typedef struct counter {
    stm__analyser analyser;
    stm__stepper stepper; /* of orders by lines */
    stm__recurrence recurrence;
    bool second;        /* the steps being added follow the first of a group */
    stm__walker walker; /* of all others: its lines are rows */
    bool by_lines;
} counter;

static bool keep_group(void *context, stm__reads *now, stm__reads *before)
{
    const counter *c = context;
    const stm__stepper *s = &c->stepper;
    if (!c->second)
        return stm__reads_copy(now, &s->now) && stm__reads_copy(before, &s->before);
    return stm__reads_copy(now, &s->now) && stm__stepper_cross_of(s, 1, &now->cross) &&
           stm__reads_copy(before, &s->now);
}

static bool keep_walked(void *context, stm__reads *now, stm__reads *before)
{
    stm__walker *w = &((counter *)context)->walker;
    return stm__indices_to_set(&w->rows, &now->lines) &&
           stm__indices_to_set(&w->columns, &now->cross) &&
           stm__indices_to_set(&w->old_rows, &before->lines) &&
           stm__indices_to_set(&w->old_columns, &before->cross);
}

static void add_group(counter *c, const stm__group *group)
{
    const stm__stepper *s = &c->stepper;
    bool cold = group->time == 0;
    stm__alike first = {
        .time = group->time,
        .repeat = 1,
        .points = group->points,
        .lines = s->now.lines.count,
        .cross = s->now.cross.count,
        .new_lines = cold ? 0 : stm__reads_new_lines(&s->now, &s->before),
        .new_cross = cold ? 0 : stm__reads_new_cross(&s->now, &s->before),
    };
    c->second = false;
    stm__analyser_add(&c->analyser, &first);
    if (group->repeat == 1)
        return;
    /* The steps after the first stay in its line, and all they read across it is new. */
    stm__alike others = first;
    others.time++;
    others.repeat = group->repeat - 1;
    others.new_lines = 0;
    others.new_cross = group->points;
    c->second = true;
    stm__analyser_add(&c->analyser, &others);
}

static void add_walked(counter *c)
{
    const stm__walker *w = &c->walker;
    stm__alike step = {.time = w->time,
                       .repeat = 1,
                       .points = w->num_points,
                       .lines = w->rows.num,
                       .cross = w->columns.num,
                       .new_lines = w->new_rows,
                       .new_cross = w->new_columns};
    stm__analyser_add(&c->analyser, &step);
}

/* Counts the next steps; `*more` says whether there were any. */
static stm_status count_next(counter *c, bool *more)
{
    stm_status status;
    if (c->by_lines) {
        stm__group group = {0};
        status = stm__recurrence_look(&c->recurrence, &c->stepper);
        if (status == STM_OK)
            status = stm__stepper_next(&c->stepper, &group);
        *more = status == STM_OK && group.repeat > 0;
        if (*more)
            add_group(c, &group);
    } else {
        status = stm__walker_next(&c->walker);
        *more = status == STM_OK && c->walker.num_points > 0;
        if (*more)
            add_walked(c);
    }
    return status == STM_OK && c->analyser.failed ? STM_ENOMEM : status;
}

static stm_status count_all(counter *c, const stm_plan *plan, const stm_progress *progress,
                            stm_error *error)
{
    int64_t total, first = stm__plan_first_line(plan), reported = -1;
    stm_status status = STM_OK;
    if (c->by_lines)
        total = stm__plan_num_lines(plan);
    else
        status = stm_mask_count(plan->mask, &total, error);
    for (bool more = true; more && status == STM_OK;) {
        status = count_next(c, &more);
        if (status != STM_OK)
            return stm__fail(error, status, "plan: %s", stm_status_text(status));
        int64_t done = c->by_lines ? c->stepper.cursor.line - first : c->analyser.points;
        if (done >> 14 != reported && more) {
            reported = done >> 14;
            if (!stm__progress(progress, done, total))
                status = stm__fail(error, STM_ESTOPPED, "stopped");
        }
    }
    return status;
}

static int64_t num_sums(const void *context)
{
    (void)context;
    return 6;
}

static void get_sums(const void *context, int64_t *sums)
{
    const stm__analyser *a = context;
    const int64_t all[] = {a->steps, a->points, a->lines, a->cross, a->new_lines, a->new_cross};
    memcpy(sums, all, sizeof all);
}

static void set_sums(void *context, const int64_t *sums)
{
    stm__analyser *a = context;
    a->steps = sums[0];
    a->points = sums[1];
    a->lines = sums[2];
    a->cross = sums[3];
    a->new_lines = sums[4];
    a->new_cross = sums[5];
}

static int64_t last_record(const void *context)
{
    const stm__analyser *a = context;
    int64_t time = 0;
    for (int k = 0; k < STM__NUM_MAXIMA; k++)
        time = stm__max(time, a->records[k].time);
    return time;
}

stm_status stm__analysis_walk(const stm_plan *plan, stm_analysis **analysis, stm_error *error,
                              const stm_progress *progress)
{
    static const stm__sums sums_of_analyser = {NULL, num_sums, get_sums, set_sums, last_record};
    counter c = {.by_lines = stm__plan_is_by_lines(plan)};
    stm_status status = c.by_lines ? stm__stepper_open(&c.stepper, plan, error)
                                   : stm__walker_open(&c.walker, plan, error);
    if (status != STM_OK)
        return status;
    stm__sums sums = sums_of_analyser;
    sums.context = &c.analyser;
    if (c.by_lines)
        status = stm__recurrence_open(&c.recurrence, plan, &c.stepper, &sums, error);
    c.analyser.keep = c.by_lines ? keep_group : keep_walked;
    c.analyser.context = &c;
    if (status == STM_OK)
        status = count_all(&c, plan, progress, error);
    if (status == STM_OK)
        status = stm__analyser_finish(&c.analyser, c.by_lines && plan->settings.order->by_columns,
                                      analysis, error);
    stm__recurrence_close(&c.recurrence);
    stm__stepper_close(&c.stepper);
    stm__walker_close(&c.walker);
    stm__analyser_close(&c.analyser);
    return status;
}

stm_status stm_analysis_new(const stm_plan *plan, stm_analysis **analysis, stm_error *error,
                            const stm_progress *progress)
{
    bool found = false;
    stm_status status = STM_OK;
    if (!stm__plan_is_by_lines(plan))
        status = stm__analysis_grow(plan, analysis, &found, error);
    return status == STM_OK && !found ? stm__analysis_walk(plan, analysis, error, progress)
                                      : status;
}
