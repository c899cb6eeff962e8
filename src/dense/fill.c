/* Fills an array from a mask's runs, row by row, and turns one array into 0 and 1 in another. */
#include <stmask/dense.h>

#include <inttypes.h>

#include "base/fail.h"
#include "dense/cells.h"
#include "mask/mask.h"

stm_status stm_dense_fill(const stm_mask *mask, const stm_dense *dense, stm_error *error)
{
    const stm_rectangle *b = &mask->bounds;
    stm_status status = stm__dense_check(dense, error);
    if (status != STM_OK)
        return status;
    if (dense->rows != b->num_queries || dense->columns != b->num_keys)
        return stm__fail(error, STM_EINVAL,
                         "array of %" PRId64 " x %" PRId64 ": must have the mask's %" PRId64
                         " x %" PRId64 " cells",
                         dense->rows, dense->columns, b->num_queries, b->num_keys);
    stm_reader *reader;
    status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t r = 0; r < dense->rows && status == STM_OK; r++) {
        const stm_run *runs;
        int64_t num_runs;
        status = stm_reader_row(reader, b->first_query + r, &runs, &num_runs);
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        char *row = stm__dense_row(dense, r);
        stm__cells_set(row, dense->dtype, 0, dense->columns, 1, 0);
        for (int64_t k = 0; k < num_runs; k++)
            stm__cells_set(row, dense->dtype, runs[k].first - b->first_key, runs[k].count,
                           runs[k].step, runs[k].value);
    }
    stm_reader_free(reader);
    return status;
}

stm_status stm_dense_to_binary(const stm_dense *from, const stm_dense *to, stm_error *error)
{
    stm_status status = stm__dense_check(from, error);
    if (status == STM_OK)
        status = stm__dense_check(to, error);
    if (status != STM_OK)
        return status;
    if (from->rows != to->rows || from->columns != to->columns)
        return stm__fail(error, STM_EINVAL,
                         "array of %" PRId64 " x %" PRId64 ": must have the other's %" PRId64
                         " x %" PRId64 " cells",
                         to->rows, to->columns, from->rows, from->columns);
    for (int64_t r = 0; r < from->rows; r++) {
        const char *in = stm__dense_row(from, r);
        char *out = stm__dense_row(to, r);
        for (int64_t c = 0; c < from->columns; c++)
            stm__cell_set(out, to->dtype, c, stm__cell_get(in, from->dtype, c) != 0);
    }
    return STM_OK;
}
