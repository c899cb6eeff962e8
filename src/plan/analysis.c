#include "plan/analysis.h"

#include <stdlib.h>

#include "base/fail.h"
#include "base/progress.h"
#include "plan/stepper.h"

/* A maximum so far, with the reads of its step and of the step before. */
typedef struct record {
    int64_t time, count, lines, cross;
    stm__reads now, before;
} record;

enum { MAX_CASE, MAX_LINES, MAX_CROSS, MAX_TOTAL, NUM_RECORDS };

typedef struct tally {
    stm__stepper stepper;
    record records[NUM_RECORDS];
    int64_t points, steps, lines, cross, new_lines, new_cross;
    bool failed;
} tally;

/* Keeps a step that exceeds all before it. `after_first` is a step inside a line whose predecessor
 * is the group's first step. */
static void consider(tally *t, int which, int64_t count, int64_t time, int64_t lines, int64_t cross,
                     bool after_first)
{
    record *r = &t->records[which];
    if (count <= r->count || t->failed)
        return;
    r->count = count;
    r->time = time;
    r->lines = lines;
    r->cross = cross;
    const stm__stepper *s = &t->stepper;
    if (!after_first) {
        t->failed = !stm__reads_copy(&r->now, &s->now) || !stm__reads_copy(&r->before, &s->before);
    } else {
        t->failed = !stm__reads_copy(&r->now, &s->now) ||
                    !stm__stepper_cross_of(s, 1, &r->now.cross) ||
                    !stm__reads_copy(&r->before, &s->now);
    }
}

static void add_group(tally *t, const stm__group *group)
{
    const stm__stepper *s = &t->stepper;
    int64_t lines = s->now.lines.count, cross = s->now.cross.count;
    consider(t, MAX_CASE, lines + cross, group->time, lines, cross, false);
    if (group->time > 0) {
        int64_t new_lines = stm__reads_new_lines(&s->now, &s->before);
        int64_t new_cross = stm__reads_new_cross(&s->now, &s->before);
        consider(t, MAX_LINES, new_lines, group->time, new_lines, new_cross, false);
        consider(t, MAX_CROSS, new_cross, group->time, new_lines, new_cross, false);
        consider(t, MAX_TOTAL, new_lines + new_cross, group->time, new_lines, new_cross, false);
        t->new_lines += new_lines;
        t->new_cross += new_cross;
    }
    if (group->repeat > 1) {
        /* The steps after the first stay in its line, and all they read across it is new. */
        int64_t m = group->points;
        consider(t, MAX_CROSS, m, group->time + 1, 0, m, true);
        consider(t, MAX_TOTAL, m, group->time + 1, 0, m, true);
        t->new_cross += (group->repeat - 1) * m;
    }
    t->points += group->repeat * group->points;
    t->steps += group->repeat;
    t->lines += group->repeat * lines;
    t->cross += group->repeat * cross;
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

static stm_status count_all(tally *t, const stm_plan *plan, const stm_progress *progress,
                            stm_error *error)
{
    int64_t first = stm__plan_first_line(plan), reported = -1;
    for (;;) {
        stm__group group;
        stm_status status = stm__stepper_next(&t->stepper, &group);
        if (status == STM_OK && t->failed)
            status = STM_ENOMEM;
        if (status != STM_OK)
            return stm__fail(error, status, "plan: %s", stm_status_text(status));
        if (group.repeat == 0)
            return STM_OK;
        add_group(t, &group);
        int64_t done = t->stepper.cursor.line - first;
        if (done >> 14 != reported) {
            reported = done >> 14;
            if (!stm__progress(progress, done, stm__plan_num_lines(plan)))
                return stm__fail(error, STM_ESTOPPED, "stopped");
        }
    }
}

stm_status stm_analysis_new(const stm_plan *plan, const stm_progress *progress,
                            stm_analysis **analysis, stm_error *error)
{
    tally t = {0};
    stm_status status = stm__stepper_open(&t.stepper, plan, error);
    if (status != STM_OK)
        return status;
    stm_analysis *new = NULL;
    status = count_all(&t, plan, progress, error);
    if (status != STM_OK)
        goto done;
    new = calloc(1, sizeof *new);
    if (new == NULL || t.failed || !finish(&t, plan->settings.order->by_columns, new)) {
        stm_analysis_free(new);
        status = stm__fail_memory(error, "analysis");
        goto done;
    }
    *analysis = new;
done:
    stm__stepper_close(&t.stepper);
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
