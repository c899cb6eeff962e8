/* The files that stmask plan writes, and its standard output. */
#ifndef STMASK_TOOLS_PLAN_OUTPUTS_H
#define STMASK_TOOLS_PLAN_OUTPUTS_H

#include "plan_report.h"

/* Zero-initialise; what has not been closed goes with plan_outputs_discard. */
typedef struct plan_outputs {
    stm_output *standard;
    stm_output *files[PLAN_NUM_FILES]; /* NULL: not wanted */
} plan_outputs;

/* Opens all of them before any work is done, so that what cannot be written is told at once. */
stm_status plan_outputs_open(plan_outputs *outputs, const plan_request *request, stm_error *error);

/* Writes the files that are wanted, each whole before the next one, then the standard output.
 * `spec` is the mask's. */
stm_status plan_outputs_write(plan_outputs *outputs, const plan_request *request,
                              const plan_report *report, const char *spec, stm_error *error);

void plan_outputs_discard(plan_outputs *outputs);

#endif
