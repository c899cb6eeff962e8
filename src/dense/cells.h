/* Reading and writing the cells of a caller's array, of any type. */
#ifndef STM__DENSE_CELLS_H
#define STM__DENSE_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include <stmask/dense.h>

/* STM_EINVAL where a view has no cells, no shape, an unknown type or rows that overlap. */
stm_status stm__dense_check(const stm_dense *dense, stm_error *error);

size_t stm__dtype_size(stm_dtype dtype);

/* The start of row r, as bytes. */
static inline char *stm__dense_row(const stm_dense *dense, int64_t r)
{
    int64_t stride = dense->row_stride == 0 ? dense->columns : dense->row_stride;
    return (char *)dense->cells + (size_t)(r * stride) * stm__dtype_size(dense->dtype);
}

/* Cell c of a row. As a double it is exact but for int64 values beyond 2^53. */
double stm__cell_get(const char *row, stm_dtype dtype, int64_t c);
void stm__cell_set(char *row, stm_dtype dtype, int64_t c, int32_t value);

/* Writes `value` into count cells first, first + step, ... of a row. */
void stm__cells_set(char *row, stm_dtype dtype, int64_t first, int64_t count, int64_t step,
                    int32_t value);

#endif
