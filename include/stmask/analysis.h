/* Analysis of a plan: what its steps read at most, and what changes between them.
 *
 * Orders by rows or columns are counted by arithmetic: inside a run the steps repeat, and of masks
 * that are a handful of bands lines do too (docs/recurrences.md), so that the cost is that of a few
 * periods of lines, whatever the size. Of other masks it is that of the runs of all lines. Other
 * orders cost about their points, and 16 bytes for every row and column.
 */
#ifndef STMASK_ANALYSIS_H
#define STMASK_ANALYSIS_H

#include <stmask/output.h>
#include <stmask/plan.h>

/* Changes of a step are the rows and columns that the step before did not have; step 0 has none. A
 * maximum is the first step that exceeds all before it, starting from 0: time 0 with count 0 where
 * no step brings anything new. */
typedef struct stm_plan_summary {
    int64_t points, steps;
    int64_t sum_unique_rows, sum_unique_columns; /* over all steps */
    int64_t sum_new_rows, sum_new_columns;       /* over all steps but the first */
    struct {
        int64_t time, rows, columns, total;
    } max_case; /* the step with most unique rows + columns; the earliest of equals */
    struct {
        int64_t time, count;
    } max_row_changes, max_column_changes;
    struct {
        int64_t time, rows, columns, count;
    } max_total_changes;
} stm_plan_summary;

/* The lists that go with the maxima. */
typedef enum stm_plan_list {
    STM_MAX_CASE_ROWS,
    STM_MAX_CASE_COLUMNS,
    STM_MAX_ROW_CHANGES_ROWS,
    STM_MAX_COLUMN_CHANGES_COLUMNS,
    STM_MAX_TOTAL_CHANGES_ROWS,
    STM_MAX_TOTAL_CHANGES_COLUMNS
} stm_plan_list;

typedef struct stm_analysis stm_analysis;

/* Analyses a plan. STM_ENOMEM, or STM_ESTOPPED by its progress function (done and total in lines of
 * the mask or, where points are walked, in points). */
STM_CHECKED stm_status stm_analysis_new(const stm_plan *plan, stm_analysis **analysis,
                                        stm_error *error, const stm_progress *progress);
STM_API void stm_analysis_free(stm_analysis *analysis); /* NULL is fine */

/* Valid as long as the analysis. */
STM_API const stm_plan_summary *stm_analysis_summary(const stm_analysis *analysis);

/* The runs of a list: they ascend and do not interleave. Valid as long as the analysis. */
STM_API void stm_analysis_list(const stm_analysis *analysis, stm_plan_list list,
                               const stm_run **runs, int64_t *num_runs);

/* Writes the analysis as text. `input_file` is what its `Input File:` line names. */
STM_CHECKED stm_status stm_analysis_write(const stm_analysis *analysis, const char *input_file,
                                          stm_output *output, stm_error *error);

#endif
