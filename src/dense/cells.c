/* Reads and writes cells of any type: a switch over the types, one loop each. */
#include "dense/cells.h"

#include <inttypes.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"

size_t stm__dtype_size(stm_dtype dtype)
{
    static const size_t sizes[] = {
        [STM_U8] = 1, [STM_I32] = 4, [STM_I64] = 8, [STM_F32] = 4, [STM_F64] = 8};
    return sizes[dtype];
}

stm_status stm__dense_check(const stm_dense *dense, stm_error *error)
{
    if (dense->cells == NULL)
        return stm__fail(error, STM_EINVAL, "array: has no cells");
    if ((int)dense->dtype < STM_U8 || dense->dtype > STM_F64)
        return stm__fail(error, STM_EINVAL, "array of type %d: the type is unknown",
                         (int)dense->dtype);
    if (dense->rows < 1 || dense->columns < 1)
        return stm__fail(error, STM_EINVAL,
                         "array of %" PRId64 " x %" PRId64 ": must have a row and a column",
                         dense->rows, dense->columns);
    if (dense->row_stride != 0 && dense->row_stride < dense->columns)
        return stm__fail(error, STM_EINVAL,
                         "row_stride %" PRId64 ": must be at least the %" PRId64 " columns",
                         dense->row_stride, dense->columns);
    return STM_OK;
}

double stm__cell_get(const char *row, stm_dtype dtype, int64_t c)
{
    switch (dtype) {
    case STM_U8:
        return ((const uint8_t *)row)[c];
    case STM_I32:
        return ((const int32_t *)(const void *)row)[c];
    case STM_I64:
        return (double)((const int64_t *)(const void *)row)[c];
    case STM_F32:
        return (double)((const float *)(const void *)row)[c];
    case STM_F64:
        return ((const double *)(const void *)row)[c];
    }
    return 0;
}

void stm__cell_set(char *row, stm_dtype dtype, int64_t c, int32_t value)
{
    stm__cells_set(row, dtype, c, 1, 1, value);
}

#define SET(type)                                                                                  \
    do {                                                                                           \
        type *cells = (type *)(void *)row;                                                         \
        for (int64_t k = 0; k < count; k++)                                                        \
            cells[first + k * step] = (type)value;                                                 \
    } while (0)

void stm__cells_set(char *row, stm_dtype dtype, int64_t first, int64_t count, int64_t step,
                    int32_t value)
{
    switch (dtype) {
    case STM_U8:
        if (step == 1)
            memset(row + first, value, (size_t)count);
        else
            SET(uint8_t);
        break;
    case STM_I32:
        SET(int32_t);
        break;
    case STM_I64:
        SET(int64_t);
        break;
    case STM_F32:
        SET(float);
        break;
    case STM_F64:
        SET(double);
        break;
    }
}
