/* Dense arrays of cells, for those who ask for one. */
#ifndef STMASK_DENSE_H
#define STMASK_DENSE_H

#include <stdint.h>

#include <stmask/status.h>

typedef enum stm_dtype { STM_U8, STM_I32, STM_I64, STM_F32, STM_F64 } stm_dtype;

/* A view of an array of the caller's: rows x columns cells of one type, a row after the other. */
typedef struct stm_dense {
    void *cells;
    stm_dtype dtype;
    int64_t rows, columns;
    int64_t row_stride; /* from a row to the next, in cells; 0 means `columns` */
} stm_dense;

struct stm_mask;

/* Writes every cell of a mask, or of any rectangle of one, into an array of its shape. */
STM_CHECKED stm_status stm_dense_fill(const struct stm_mask *mask, const stm_dense *dense,
                                      stm_error *error);

/* Writes 1 into `to` where `from` is not zero, 0 elsewhere (NaN is not zero). Both have the same
 * shape; they may be the same array, or of different types. */
STM_CHECKED stm_status stm_dense_to_binary(const stm_dense *from, const stm_dense *to,
                                           stm_error *error);

#endif
