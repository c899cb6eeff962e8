/* What pattern files share: the list, and how they give their runs. */
#ifndef STM__PATTERN_CONTRACT_H
#define STM__PATTERN_CONTRACT_H

#include <stmask/pattern.h>

#include "base/arithmetic.h"
#include "base/bands.h"
#include "base/runs.h"
#include "parameter/table.h"

/* Appends the run of `count` cells from `first` on, where there are any. Returns the new number. */
static inline int64_t stm__give(stm_run *runs, int64_t n, int64_t first, int64_t count,
                                int64_t step, int32_t value)
{
    if (count <= 0)
        return n;
    runs[n] = (stm_run){first, count, count == 1 ? 1 : step, value};
    return n + 1;
}

/* Like stm__give, but the cell `index`, where the run has it, is a run of its own: the diagonal. At
 * most 3 runs. */
int64_t stm__give_around(stm_run *runs, int64_t n, int64_t first, int64_t count, int64_t step,
                         int64_t index, int32_t value);

/* Appends those of the `count` cells from `first` on that runs[0] .. runs[among - 1] do not have. A
 * run of step s that has m of the cells leaves at most 1 + min(m, s) runs in the place of each it
 * meets; while that is worked out, twice as much room is needed. */
int64_t stm__give_rest(stm_run *runs, int64_t n, int64_t among, int64_t first, int64_t count,
                       int32_t value);

/* Appends a band, which shares no cell with the others. Returns the number of bands. */
int stm__give_band(stm__bands *list, stm_band band);

/* The same without the cells that the others have. */
int stm__give_band_rest(stm__bands *list, stm_band band);

/* normal, which has other names too. */
int32_t stm__normal_sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j);
int64_t stm__normal_row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs);
int64_t stm__normal_column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs);
int stm__normal_bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                      stm_band *bands);
int64_t stm__normal_count(const stm_arguments *arguments, int64_t size);

/* Puts n runs in the order of their first cells; returns n. */
int64_t stm__give_sorted(stm_run *runs, int64_t n);

#define STM__INTEGER(words, usual, least, text)                                                    \
    STM__PARAMETER_INTEGER(words, usual, least, STM_MAX_SIZE, text)
#define STM__WINDOW_SIZE(text) STM__INTEGER("window_size", 32, 1, text)

/* One declaration for every line of the list. */
#define STM__PATTERN(name) extern const stm_pattern stm__pattern_##name;
#include "pattern/list.def"
#undef STM__PATTERN

#endif
