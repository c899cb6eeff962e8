/* The building steps of the first five masks, written cell by cell into a caller's array as their
 * definitions have it. */
#include <stmask/build.h>

#include <inttypes.h>

#include <stmask/pattern.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "dense/cells.h"

static stm_status check_parameter(const char *name, int64_t value, stm_error *error)
{
    return stm__check_range(name, value, 1, STM_MAX_SIZE, error);
}

static stm_status check_array(const stm_dense *dense, int32_t value, stm_error *error)
{
    stm_status status = stm__dense_check(dense, error);
    if (status == STM_OK && dense->dtype == STM_U8 && (value < 0 || value > UINT8_MAX))
        status = stm__fail(error, STM_EINVAL,
                           "value %" PRId32 ": must be from 0 to 255 in an array of uint8", value);
    return status;
}

/* Writes the cells first, first + step, ... <= last that the array has. */
static void put(const stm_dense *dense, int64_t i, int64_t first, int64_t last, int64_t step,
                int32_t value)
{
    if (first < 0)
        first += stm__ceil_div(-first, step) * step;
    last = stm__min(last, dense->columns - 1);
    if (first <= last)
        stm__cells_set(stm__dense_row(dense, i), dense->dtype, first, (last - first) / step + 1,
                       step, value);
}

stm_status stm_build_zero(const stm_dense *dense, stm_error *error)
{
    stm_status status = check_array(dense, 0, error);
    for (int64_t i = 0; status == STM_OK && i < dense->rows; i++)
        put(dense, i, 0, dense->columns - 1, 1, 0);
    return status;
}

stm_status stm_build_diagonal(const stm_dense *dense, int32_t value, stm_error *error)
{
    stm_status status = check_array(dense, value, error);
    for (int64_t i = 0; status == STM_OK && i < dense->rows; i++)
        put(dense, i, i, i, 1, value);
    return status;
}

stm_status stm_build_lower_triangle(const stm_dense *dense, int32_t value, stm_error *error)
{
    stm_status status = check_array(dense, value, error);
    for (int64_t i = 0; status == STM_OK && i < dense->rows; i++)
        put(dense, i, 0, i - 1, 1, value);
    return status;
}

static void put_where_zero(const stm_dense *dense, int64_t i, int64_t first, int64_t last,
                           int32_t value)
{
    char *row = stm__dense_row(dense, i);
    last = stm__min(last, dense->columns - 1);
    for (int64_t j = first; j <= last; j++)
        if (stm__cell_get(row, dense->dtype, j) == 0)
            stm__cell_set(row, dense->dtype, j, value);
}

stm_status stm_build_local_window(const stm_dense *dense, int64_t window_size, stm_local local,
                                  int32_t value, bool overwrite, stm_error *error)
{
    stm_status status = check_array(dense, value, error);
    if (status == STM_OK)
        status = check_parameter("window_size", window_size, error);
    if (status == STM_OK && local != STM_LOCAL_STRIDED && local != STM_LOCAL_FIXED)
        status = stm__fail(error, STM_EINVAL, "local window of kind %d: the kind is unknown",
                           (int)local);
    for (int64_t i = 0; status == STM_OK && i < dense->rows; i++) {
        int64_t first = local == STM_LOCAL_STRIDED ? stm__max(0, i - window_size + 1)
                                                   : i / window_size * window_size;
        if (overwrite)
            put(dense, i, first, i - 1, 1, value);
        else
            put_where_zero(dense, i, first, i - 1, value);
    }
    return status;
}

stm_status stm_build_strided_attention(const stm_dense *dense, int64_t window_size, int64_t stride,
                                       int32_t value, stm_error *error)
{
    stm_status status = check_array(dense, value, error);
    if (status == STM_OK)
        status = check_parameter("window_size", window_size, error);
    if (status == STM_OK)
        status = check_parameter("stride", stride, error);
    for (int64_t i = window_size; status == STM_OK && i < dense->rows; i++)
        put(dense, i, (i - window_size) % stride, i - window_size, stride, value);
    return status;
}

stm_status stm_build_column_attention(const stm_dense *dense, int64_t window_size, int32_t value,
                                      stm_error *error)
{
    stm_status status = check_array(dense, value, error);
    if (status == STM_OK)
        status = check_parameter("window_size", window_size, error);
    for (int64_t i = window_size; status == STM_OK && i < dense->rows; i++)
        put(dense, i, window_size - 1, i / window_size * window_size - 1, window_size, value);
    return status;
}

stm_status stm_build_sliding_window(const stm_dense *dense, int64_t window_size, int32_t value,
                                    stm_error *error)
{
    return stm_build_dilated_sliding_window(dense, window_size, 1, value, error);
}

stm_status stm_build_dilated_sliding_window(const stm_dense *dense, int64_t window_size,
                                            int64_t dilation, int32_t value, stm_error *error)
{
    stm_status status = check_array(dense, value, error);
    if (status == STM_OK)
        status = check_parameter("window_size", window_size, error);
    if (status == STM_OK)
        status = check_parameter("dilation", dilation, error);
    if (status != STM_OK)
        return status;
    int64_t reach = window_size / 2 * dilation;
    for (int64_t i = 0; i < dense->rows; i++) {
        put(dense, i, i - reach, i - dilation, dilation, value);
        put(dense, i, i + dilation, i + reach, dilation, value);
    }
    return status;
}
