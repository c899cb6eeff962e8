/* The columns of results, by name. */
#ifndef STM__SWEEP_COLUMNS_H
#define STM__SWEEP_COLUMNS_H

#include <stmask/sweep.h>

enum {
#define STM__COLUMN(id, type, name, unit, kind, help) STM__RESULT_##id,
#include "sweep/columns.def"
#undef STM__COLUMN
    STM__NUM_COLUMNS
};

static inline void stm__put_integer(stm_design_result *result, int column, int64_t value)
{
    result->values[column].integer = value;
    result->given |= UINT64_C(1) << column;
}

static inline void stm__put_real(stm_design_result *result, int column, double value)
{
    result->values[column].real = value;
    result->given |= UINT64_C(1) << column;
}

/* Adds `value` `times` to a column; false where the sum does not fit. */
static inline bool stm__sum_integer(stm_design_result *result, int column, int64_t value,
                                    int64_t times)
{
    uint64_t bit = UINT64_C(1) << column;
    int64_t *sum = &result->values[column].integer, product;
    if ((result->given & bit) == 0)
        *sum = 0;
    result->given |= bit;
    return !__builtin_mul_overflow(value, times, &product) &&
           !__builtin_add_overflow(*sum, product, sum);
}

/* Raises a column to `value` where it is lower. */
static inline void stm__raise_integer(stm_design_result *result, int column, int64_t value)
{
    bool given = (result->given >> column & 1) != 0;
    if (!given || result->values[column].integer < value)
        stm__put_integer(result, column, value);
}

static inline void stm__sum_real(stm_design_result *result, int column, double value)
{
    bool given = (result->given >> column & 1) != 0;
    stm__put_real(result, column, value + (given ? result->values[column].real : 0));
}

static inline double stm__share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

#endif
