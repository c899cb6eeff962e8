/* The numbers of an analysis as JSON, as stmask plan and stmask check print them. */
#ifndef STMASK_TOOLS_SUMMARY_H
#define STMASK_TOOLS_SUMMARY_H

#include <stmask/stmask.h>

/* Members of an object that is open, from `"points": ...` on; no comma and no newline at the end.
 */
void summary_put_json(const stm_plan_summary *summary, stm_output *output);

#endif
