/* Writes an analysis as text, in the words and blank lines of the program that it comes from. */
#include <inttypes.h>

#include "base/fail.h"
#include "base/text.h"
#include "plan/analysis.h"

static void put_list(stm_output *output, const char *title, const stm_analysis *analysis,
                     stm_plan_list list)
{
    const stm_run *runs;
    int64_t num_runs;
    stm_analysis_list(analysis, list, &runs, &num_runs);
    stm__put_text(output, title);
    stm__put_text(output, ": [");
    stm__put_list(output, runs, num_runs);
    stm__put_text(output, "]\n");
}

stm_status stm_analysis_write(const stm_analysis *analysis, const char *input_file,
                              stm_output *output, stm_error *error)
{
    const stm_plan_summary *s = &analysis->summary;
    stm__put_text(output, "\n\n--- Analysis Results ---\nInput File: ");
    stm__put_text(output, input_file);
    stm_output_printf(output, "\nTotal Calculation Points: %" PRId64 "\n", s->steps);
    stm_output_printf(output, "Max Case Time: %" PRId64 "\n", s->max_case.time);
    stm_output_printf(output, "Unique Rows: %" PRId64 "\n", s->max_case.rows);
    stm_output_printf(output, "Unique Columns: %" PRId64 "\n", s->max_case.columns);
    stm_output_printf(output, "Total Unique Indices (Rows + Columns): %" PRId64 "\n",
                      s->max_case.total);
    put_list(output, "Max Case Row List", analysis, STM_MAX_CASE_ROWS);
    put_list(output, "Max Case Column List", analysis, STM_MAX_CASE_COLUMNS);
    stm__put_text(output, "\n\n\n\n--- Change Analysis ---\n");
    stm_output_printf(output, "Max Row Changes at time %" PRId64 ": %" PRId64 " new rows\n",
                      s->max_row_changes.time, s->max_row_changes.count);
    put_list(output, "New Rows", analysis, STM_MAX_ROW_CHANGES_ROWS);
    stm_output_printf(output,
                      "\n\nMax Column Changes at time %" PRId64 ": %" PRId64 " new columns\n",
                      s->max_column_changes.time, s->max_column_changes.count);
    put_list(output, "New Columns", analysis, STM_MAX_COLUMN_CHANGES_COLUMNS);
    stm_output_printf(output,
                      "\n\nMax Total Changes at time %" PRId64 ": %" PRId64 " total changes\n",
                      s->max_total_changes.time, s->max_total_changes.count);
    put_list(output, "New Rows", analysis, STM_MAX_TOTAL_CHANGES_ROWS);
    put_list(output, "New Columns", analysis, STM_MAX_TOTAL_CHANGES_COLUMNS);
    stm_status status = stm_output_status(output);
    if (status != STM_OK)
        stm__fail(error, status, "the analysis could not be written");
    return status;
}
