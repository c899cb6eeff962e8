/* row: every PE has neighbouring queries, keeps one at a time, and reads its keys one by one. */
#include "hardware/lines.h"

static stm_status run(stm__job *job, stm_error *error)
{
    return stm__lines_run(job, false, error);
}

const stm__partition stm__partition_row = {
    .about = {.name = "row",
              .summary = "neighbouring queries to each PE; a stage is a query and its keys",
              .parameters = STM__NO_PARAMETERS("stmask")},
    .needs = STM__NEEDS_PES | STM__NEEDS_BANDWIDTH,
    .run = run,
};
