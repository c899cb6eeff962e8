/* column: every PE has neighbouring keys, keeps one at a time, and reads its queries one by one. */
#include "hardware/lines.h"

static stm_status run(stm__job *job, stm_error *error)
{
    return stm__lines_run(job, true, error);
}

const stm__partition stm__partition_column = {
    .about = {.name = "column",
              .summary = "neighbouring keys to each PE; a stage is a key and its queries",
              .parameters = STM__NO_PARAMETERS("stmask")},
    .needs = STM__NEEDS_PES | STM__NEEDS_BANDWIDTH,
    .run = run,
};
