/* What an analysis found, and the lists that go with it. */
#include "plan/analysis.h"

#include <stdlib.h>

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
