/* The inside of an analysis. */
#ifndef STM__PLAN_ANALYSIS_H
#define STM__PLAN_ANALYSIS_H

#include <stmask/analysis.h>

#include "plan/run_set.h"

#define STM__NUM_LISTS 6

struct stm_analysis {
    stm_plan_summary summary;
    stm__run_set lists[STM__NUM_LISTS]; /* by stm_plan_list; ascending */
};

#endif
