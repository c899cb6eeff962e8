/* Adds up steps, wherever they come from, and keeps what the steps that exceed all before them
 * read.
 */
#include "plan/analyser.h"

#include <stdlib.h>

#include "base/fail.h"

/* Keeps a step that exceeds all before it. */
static void consider(stm__analyser *a, int of, int64_t time, int64_t lines, int64_t cross,
                     int64_t count)
{
    stm__record *r = &a->records[of];
    if (count <= r->count || a->failed)
        return;
    r->count = count;
    r->time = time;
    r->lines = lines;
    r->cross = cross;
    a->failed = !a->keep(a->context, &r->now, &r->before);
}

void stm__analyser_add(stm__analyser *analyser, const stm__alike *steps)
{
    int64_t time = steps->time, repeat = steps->repeat;
    int64_t lines = steps->new_lines, cross = steps->new_cross;
    analyser->points += repeat * steps->points;
    analyser->steps += repeat;
    analyser->lines += repeat * steps->lines;
    analyser->cross += repeat * steps->cross;
    consider(analyser, STM__MAX_CASE, time, steps->lines, steps->cross,
             steps->lines + steps->cross);
    if (time == 0)
        return;
    consider(analyser, STM__MAX_LINES, time, lines, cross, lines);
    consider(analyser, STM__MAX_CROSS, time, lines, cross, cross);
    consider(analyser, STM__MAX_TOTAL, time, lines, cross, lines + cross);
    analyser->new_lines += repeat * lines;
    analyser->new_cross += repeat * cross;
}

/* The lists of a record: all it reads, or only what is new. */
static bool lists_of(const stm__record *r, bool changes, stm__run_set *lines, stm__run_set *cross)
{
    const stm__run_set *old_lines = changes ? &r->before.lines : NULL;
    const stm__run_set *old_cross = changes ? &r->before.cross : NULL;
    return (lines == NULL || stm__run_set_order(&r->now.lines, old_lines, lines)) &&
           (cross == NULL || stm__run_set_order(&r->now.cross, old_cross, cross));
}

static bool fill(const stm__analyser *t, bool by_columns, stm_analysis *a)
{
    const stm__record *r = t->records, *rows = &r[by_columns ? STM__MAX_CROSS : STM__MAX_LINES];
    const stm__record *columns = &r[by_columns ? STM__MAX_LINES : STM__MAX_CROSS];
    const stm__record *most = &r[STM__MAX_CASE], *total = &r[STM__MAX_TOTAL];
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
           lists_of(&r[STM__MAX_LINES], true, by_columns ? column_changes : row_changes, NULL) &&
           lists_of(&r[STM__MAX_CROSS], true, NULL, by_columns ? row_changes : column_changes) &&
           lists_of(total, true, &lists[STM_MAX_TOTAL_CHANGES_ROWS + by_columns],
                    &lists[STM_MAX_TOTAL_CHANGES_COLUMNS - by_columns]);
}

stm_status stm__analyser_finish(const stm__analyser *analyser, bool by_columns,
                                stm_analysis **analysis, stm_error *error)
{
    stm_analysis *new = calloc(1, sizeof *new);
    if (new == NULL || analyser->failed || !fill(analyser, by_columns, new)) {
        stm_analysis_free(new);
        return stm__fail_memory(error, "analysis");
    }
    *analysis = new;
    return STM_OK;
}

void stm__analyser_close(stm__analyser *analyser)
{
    for (int k = 0; k < STM__NUM_MAXIMA; k++) {
        stm__reads_free(&analyser->records[k].now);
        stm__reads_free(&analyser->records[k].before);
    }
}
