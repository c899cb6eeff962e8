/* A mask of an array's nonzero cells, which are read row by row and joined into runs. */
#include <inttypes.h>

#include <stmask/builder.h>

#include "base/fail.h"
#include "dense/cells.h"

stm_status stm_mask_from_dense(const stm_dense *dense, stm_mask **mask, stm_error *error)
{
    stm_builder *builder = NULL;
    stm_status status = stm__dense_check(dense, error);
    if (status != STM_OK)
        return status;
    if (dense->rows > STM_MAX_SIZE || dense->columns > STM_MAX_SIZE)
        return stm__fail(error, STM_EINVAL,
                         "array of %" PRId64 " x %" PRId64 ": must have at most %" PRId64
                         " rows and columns",
                         dense->rows, dense->columns, STM_MAX_SIZE);
    status = stm_builder_new(dense->rows, dense->columns, &builder, error);
    for (int64_t i = 0; i < dense->rows && status == STM_OK; i++) {
        const char *row = stm__dense_row(dense, i);
        for (int64_t j = 0; j < dense->columns && status == STM_OK; j++) {
            double cell = stm__cell_get(row, dense->dtype, j);
            if (cell == 0)
                continue;
            if (cell >= 1 && cell <= INT32_MAX && cell == (double)(int32_t)cell)
                status = stm_builder_cell(builder, i, j, (int32_t)cell, error);
            else
                status = stm__fail(error, STM_EINVAL,
                                   "cell (%" PRId64 ", %" PRId64
                                   ") is %g: must be a whole number from 0 to 2147483647",
                                   i, j, cell);
        }
    }
    if (status == STM_OK)
        status = stm_builder_finish(builder, false, mask, error);
    stm_builder_free(builder);
    return status;
}
