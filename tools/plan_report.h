/* What stmask plan finds out of one mask, and how it is told. */
#ifndef STMASK_TOOLS_PLAN_REPORT_H
#define STMASK_TOOLS_PLAN_REPORT_H

#include "loads_report.h"
#include "plan_request.h"

/* Zero-initialise; free with plan_report_free. */
typedef struct plan_report {
    stm_mask *mask;
    stm_plan *plan;
    stm_analysis *analysis;
    stm_loads *loads; /* NULL where no loads were asked for */
    loads_report told;
} plan_report;

/* Counts the analysis of the plan and, where they are asked for, the loads. */
stm_status plan_report_make(plan_report *report, const plan_request *request, stm_error *error);

/* The analysis of the steps of `input`, and the loads; or all of it as JSON. */
stm_status plan_report_put_text(const plan_report *report, const char *input, stm_output *output,
                                stm_error *error);
void plan_report_put_json(const plan_report *report, stm_output *output);

void plan_report_free(plan_report *report);

#endif
