#include "plan/analysis.h"

#include <stdlib.h>

#include "base/fail.h"
#include "base/progress.h"
#include "plan/stepper.h"
#include "plan/walker.h"

/* A maximum so far, with the reads of its step and of the step before. */
typedef struct record {
    int64_t time, count, lines, cross;
    stm__reads now, before;
} record;

enum { MAX_CASE, MAX_LINES, MAX_CROSS, MAX_TOTAL, NUM_RECORDS };

typedef struct tally {
    stm__stepper stepper; /* of orders by lines */
    stm__walker walker;   /* of all others: its lines are rows */
    record records[NUM_RECORDS];
    int64_t points, steps, lines, cross, new_lines, new_cross;
    bool by_lines, failed;
} tally;

/* Which of the steps known at the moment a maximum is: the first of a group or the walker's, or the
 * second of a group, which stays inside the line. */
enum which_step { FIRST, SECOND };

static bool keep_reads(tally *t, record *r, enum which_step which)
{
    stm__stepper *s = &t->stepper;
    stm__walker *w = &t->walker;
    if (!t->by_lines)
        return stm__indices_to_set(&w->rows, &r->now.lines) &&
               stm__indices_to_set(&w->columns, &r->now.cross) &&
               stm__indices_to_set(&w->old_rows, &r->before.lines) &&
               stm__indices_to_set(&w->old_columns, &r->before.cross);
    if (which == FIRST)
        return stm__reads_copy(&r->now, &s->now) && stm__reads_copy(&r->before, &s->before);
    return stm__reads_copy(&r->now, &s->now) && stm__stepper_cross_of(s, 1, &r->now.cross) &&
           stm__reads_copy(&r->before, &s->now);
}

/* Keeps a step that exceeds all before it. */
static void consider(tally *t, int of, int64_t count, int64_t time, int64_t lines, int64_t cross,
                     enum which_step which)
{
    record *r = &t->records[of];
    if (count <= r->count || t->failed)
        return;
    r->count = count;
    r->time = time;
    r->lines = lines;
    r->cross = cross;
    t->failed = !keep_reads(t, r, which);
}

static void add_step(tally *t, int64_t time, int64_t lines, int64_t cross, int64_t new_lines,
                     int64_t new_cross)
{
    consider(t, MAX_CASE, lines + cross, time, lines, cross, FIRST);
    if (time == 0)
        return;
    consider(t, MAX_LINES, new_lines, time, new_lines, new_cross, FIRST);
    consider(t, MAX_CROSS, new_cross, time, new_lines, new_cross, FIRST);
    consider(t, MAX_TOTAL, new_lines + new_cross, time, new_lines, new_cross, FIRST);
    t->new_lines += new_lines;
    t->new_cross += new_cross;
}

static void add_group(tally *t, const stm__group *group)
{
    const stm__stepper *s = &t->stepper;
    int64_t lines = s->now.lines.count, cross = s->now.cross.count;
    bool cold = group->time == 0;
    add_step(t, group->time, lines, cross, cold ? 0 : stm__reads_new_lines(&s->now, &s->before),
             cold ? 0 : stm__reads_new_cross(&s->now, &s->before));
    if (group->repeat > 1) {
        /* The steps after the first stay in its line, and all they read across it is new. */
        int64_t m = group->points;
        consider(t, MAX_CROSS, m, group->time + 1, 0, m, SECOND);
        consider(t, MAX_TOTAL, m, group->time + 1, 0, m, SECOND);
        t->new_cross += (group->repeat - 1) * m;
    }
    t->points += group->repeat * group->points;
    t->steps += group->repeat;
    t->lines += group->repeat * lines;
    t->cross += group->repeat * cross;
}

static void add_walked(tally *t)
{
    const stm__walker *w = &t->walker;
    add_step(t, w->time, w->rows.num, w->columns.num, w->new_rows, w->new_columns);
    t->points += w->num_points;
    t->steps++;
    t->lines += w->rows.num;
    t->cross += w->columns.num;
}

/* The lists of a record: all it reads, or only what is new. */
static bool lists_of(const record *r, bool changes, stm__run_set *lines, stm__run_set *cross)
{
    const stm__run_set *old_lines = changes ? &r->before.lines : NULL;
    const stm__run_set *old_cross = changes ? &r->before.cross : NULL;
    return (lines == NULL || stm__run_set_order(&r->now.lines, old_lines, lines)) &&
           (cross == NULL || stm__run_set_order(&r->now.cross, old_cross, cross));
}

static bool finish(const tally *t, bool by_columns, stm_analysis *a)
{
    const record *r = t->records, *rows = &r[by_columns ? MAX_CROSS : MAX_LINES];
    const record *columns = &r[by_columns ? MAX_LINES : MAX_CROSS];
    const record *most = &r[MAX_CASE], *total = &r[MAX_TOTAL];
    a->summary = (stm_plan_summary){
        .points = t->points,
        .steps = t->steps,
        .sum_unique_rows = by_columns ? t->cross : t->lines,
        .sum_unique_columns = by_columns ? t->lines : t->cross,
        .sum_new_rows = by_columns ? t->new_cross : t->new_lines,
        .sum_new_columns = by_columns ? t->new_lines : t->new_cross,
        .max_case = {most->time, by_columns ? most->cross : most->lines,
                     by_columns ? most->lines : most->cross, most->count},
        .max_row_changes = {rows->time, rows->count},
        .max_column_changes = {columns->time, columns->count},
        .max_total_changes = {total->time, by_columns ? total->cross : total->lines,
                              by_columns ? total->lines : total->cross, total->count},
    };
    /* The lists stand in pairs of rows and columns, which swap where lines are columns. */
    stm__run_set *lists = a->lists;
    stm__run_set *row_changes = &lists[STM_MAX_ROW_CHANGES_ROWS];
    stm__run_set *column_changes = &lists[STM_MAX_COLUMN_CHANGES_COLUMNS];
    return lists_of(most, false, &lists[STM_MAX_CASE_ROWS + by_columns],
                    &lists[STM_MAX_CASE_COLUMNS - by_columns]) &&
           lists_of(&r[MAX_LINES], true, by_columns ? column_changes : row_changes, NULL) &&
           lists_of(&r[MAX_CROSS], true, NULL, by_columns ? row_changes : column_changes) &&
           lists_of(total, true, &lists[STM_MAX_TOTAL_CHANGES_ROWS + by_columns],
                    &lists[STM_MAX_TOTAL_CHANGES_COLUMNS - by_columns]);
}

/* Counts the next steps; `*more` says whether there were any. */
static stm_status count_next(tally *t, bool *more)
{
    stm_status status;
    if (t->by_lines) {
        stm__group group;
        status = stm__stepper_next(&t->stepper, &group);
        *more = status == STM_OK && group.repeat > 0;
        if (*more)
            add_group(t, &group);
    } else {
        status = stm__walker_next(&t->walker);
        *more = status == STM_OK && t->walker.num_points > 0;
        if (*more)
            add_walked(t);
    }
    return status == STM_OK && t->failed ? STM_ENOMEM : status;
}

static stm_status count_all(tally *t, const stm_plan *plan, const stm_progress *progress,
                            stm_error *error)
{
    int64_t total, first = stm__plan_first_line(plan), reported = -1;
    stm_status status = STM_OK;
    if (t->by_lines)
        total = stm__plan_num_lines(plan);
    else
        status = stm_mask_count(plan->mask, &total, error);
    for (bool more = true; more && status == STM_OK;) {
        status = count_next(t, &more);
        if (status != STM_OK)
            return stm__fail(error, status, "plan: %s", stm_status_text(status));
        int64_t done = t->by_lines ? t->stepper.cursor.line - first : t->points;
        if (done >> 14 != reported && more) {
            reported = done >> 14;
            if (!stm__progress(progress, done, total))
                status = stm__fail(error, STM_ESTOPPED, "stopped");
        }
    }
    return status;
}

stm_status stm_analysis_new(const stm_plan *plan, const stm_progress *progress,
                            stm_analysis **analysis, stm_error *error)
{
    tally t = {.by_lines = stm__plan_is_by_lines(plan)};
    stm_status status = t.by_lines ? stm__stepper_open(&t.stepper, plan, error)
                                   : stm__walker_open(&t.walker, plan, error);
    if (status != STM_OK)
        return status;
    stm_analysis *new = NULL;
    status = count_all(&t, plan, progress, error);
    if (status != STM_OK)
        goto done;
    new = calloc(1, sizeof *new);
    if (new == NULL || t.failed ||
        !finish(&t, t.by_lines && plan->settings.order->by_columns, new)) {
        stm_analysis_free(new);
        status = stm__fail_memory(error, "analysis");
        goto done;
    }
    *analysis = new;
done:
    stm__stepper_close(&t.stepper);
    stm__walker_close(&t.walker);
    for (int k = 0; k < NUM_RECORDS; k++) {
        stm__reads_free(&t.records[k].now);
        stm__reads_free(&t.records[k].before);
    }
    return status;
}

void stm_analysis_free(stm_analysis *analysis)
{
    if (analysis == NULL)
        return;
    for (int k = 0; k < STM__NUM_LISTS; k++)
        stm__run_set_free(&analysis->lists[k]);
    free(analysis);
}

const stm_plan_summary *stm_analysis_summary(const stm_analysis *analysis)
{
    return &analysis->summary;
}

void stm_analysis_list(const stm_analysis *analysis, stm_plan_list list, const stm_run **runs,
                       int64_t *num_runs)
{
    *runs = analysis->lists[list].runs;
    *num_runs = analysis->lists[list].num;
}
