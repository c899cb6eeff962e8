/* What pattern files share: the list, and how they give their runs. */
#ifndef STM__PATTERN_CONTRACT_H
#define STM__PATTERN_CONTRACT_H

#include <stmask/pattern.h>

#include "base/arithmetic.h"

/* Appends the run of `count` cells from `first` on, where there are any. Returns the new number. */
static inline int stm__give(stm_run *runs, int n, int64_t first, int64_t count, int64_t step,
                            int32_t value)
{
    if (count <= 0)
        return n;
    runs[n] = (stm_run){first, count, count == 1 ? 1 : step, value};
    return n + 1;
}

/* The values that all the first patterns share. */
enum { STM__DIAGONAL = 1, STM__LOCAL = 2, STM__STRIDED = 3, STM__COLUMN = 3 };

#define STM__WINDOW_SIZE(text)                                                                     \
    {                                                                                              \
        .name = "window_size", .type = STM_PARAMETER_INTEGER, .default_value = 32, .minimum = 1,   \
        .maximum = STM_MAX_SIZE, .help = text                                                      \
    }

/* One declaration for every line of the list. */
#define STM__PATTERN(name) extern const stm_pattern stm__pattern_##name;
#include "pattern/list.def"
#undef STM__PATTERN

#endif
