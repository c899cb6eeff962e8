/* The part of a run between two bounds. */
#ifndef STM__BASE_CLIP_H
#define STM__BASE_CLIP_H

#include <stmask/run.h>

#include "base/arithmetic.h"

/* The cells of a run from `low` to `high`, both included; its count is 0 where there are none. */
static inline stm_run stm__run_clip(const stm_run *run, int64_t low, int64_t high)
{
    stm_run part = *run;
    if (part.first < low) {
        int64_t skipped = stm__min(stm__ceil_div(low - part.first, part.step), part.count);
        part.first += skipped * part.step;
        part.count -= skipped;
    }
    if (part.count > 0 && stm_run_last(&part) > high)
        part.count = part.first > high ? 0 : (high - part.first) / part.step + 1;
    if (part.count == 1)
        part.step = 1;
    return part;
}

#endif
