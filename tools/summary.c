/* The numbers of an analysis as the members of a JSON object. */
#include "summary.h"

#include <inttypes.h>

void summary_put_json(const stm_plan_summary *summary, stm_output *output)
{
    const stm_plan_summary *s = summary;
    stm_output_printf(output,
                      "\"points\": %" PRId64 ", \"steps\": %" PRId64
                      ", \"sum_unique_rows\": %" PRId64 ", \"sum_unique_columns\": %" PRId64 ",\n",
                      s->points, s->steps, s->sum_unique_rows, s->sum_unique_columns);
    stm_output_printf(output,
                      " \"max_case\": {\"time\": %" PRId64 ", \"rows\": %" PRId64
                      ", \"columns\": %" PRId64 ", \"total\": %" PRId64 "},\n",
                      s->max_case.time, s->max_case.rows, s->max_case.columns, s->max_case.total);
    stm_output_printf(output,
                      " \"max_row_changes\": {\"time\": %" PRId64 ", \"count\": %" PRId64
                      "},\n \"max_column_changes\": {\"time\": %" PRId64 ", \"count\": %" PRId64
                      "},\n",
                      s->max_row_changes.time, s->max_row_changes.count, s->max_column_changes.time,
                      s->max_column_changes.count);
    stm_output_printf(output,
                      " \"max_total_changes\": {\"time\": %" PRId64 ", \"rows\": %" PRId64
                      ", \"columns\": %" PRId64 ", \"count\": %" PRId64 "}",
                      s->max_total_changes.time, s->max_total_changes.rows,
                      s->max_total_changes.columns, s->max_total_changes.count);
}
