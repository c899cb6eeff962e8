/* Arrays of float32, float16 or bfloat16 in NumPy .npy files: queries, keys, values, outputs. */
#ifndef STMASK_ARRAY_H
#define STMASK_ARRAY_H

#include <stmask/element.h>
#include <stmask/output.h>

#define STM_ARRAY_DIMS 8

/* Cells row-major, the last dimension side by side, in the byte order of the machine. */
typedef struct stm_array {
    void *cells;
    stm_element element;
    int num_dims;
    int64_t shape[STM_ARRAY_DIMS];
} stm_array;

/* Reads a .npy file, formats 1 to 3, of float32 (`f4`), float16 (`f2`) or bfloat16 (`V2`, as
 * numpy.save writes the bfloat16 of the package ml_dtypes) in C order and any byte order. The cells
 * are the caller's, who frees them with stm_array_free. STM_EINVAL with the path and the rule that
 * the file breaks. */
STM_CHECKED stm_status stm_array_read(const char *path, stm_array *array, stm_error *error);
STM_API void stm_array_free(stm_array *array);

/* The number of cells; -1 where it is beyond an int64_t or a side is negative. */
STM_API int64_t stm_array_cells(const stm_array *array);

/* Writes one as format 1.0, in the byte order of the machine. The output stays the caller's to
 * close. */
STM_CHECKED stm_status stm_array_write(const stm_array *array, stm_output *output,
                                       stm_error *error);

#endif
