/* Arrays of whole numbers: orders, choices of blocks, parents. */
#ifndef STM__IO_INTEGERS_H
#define STM__IO_INTEGERS_H

#include <stmask/parameter.h>
#include <stmask/status.h>

#include "io/npy_read.h"

typedef struct stm__integers {
    int64_t *items; /* row-major */
    int64_t num;
    int num_dims; /* 1 of a list or a text */
    int64_t shape[STM__NPY_DIMS];
} stm__integers;

/* Reads a list, a text file, or a .npy file of integers in C order, as stm__numbers_read does,
 * whose messages and bounds it has. Free the items with free. */
stm_status stm__integers_read(const char *name, stm_text text, int64_t minimum, int64_t maximum,
                              stm__integers *integers, stm_error *error);

/* Reads `indptr` and `indices` of a .npz file, each to be freed: rows[0] .. rows[num_rows] say
 * where the indices of a row begin and end. `*found` is false, and nothing is read, where the file
 * is no .npz. STM_EINVAL where they do not fit each other. */
stm_status stm__integers_of_rows(const char *path, bool *found, int64_t **rows, int64_t *num_rows,
                                 int64_t **indices, stm_error *error);

/* A member of an archive, of integers or bool, in C order; STM_EINVAL where it is none. */
stm_status stm__integers_of_member(const stm__zip_directory *directory, const char *name,
                                   stm__integers *integers, stm_error *error);

/* A .npy file of integers or bool, in C order. */
stm_status stm__integers_of_file(const char *path, stm__integers *integers, stm_error *error);

#endif
