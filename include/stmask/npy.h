/* NumPy .npy files, version 1.0: a mask as the dense array numpy.load gives.
 *
 * Format: numpy.lib.format, "Format Version 1.0".
 */
#ifndef STMASK_NPY_H
#define STMASK_NPY_H

#include <stmask/mask.h>
#include <stmask/output.h>

typedef struct stm_npy_options {
    bool binary; /* 0 and 1 in place of the values */
    const stm_progress *progress;
} stm_npy_options;

/* The size of the file in bytes. */
STM_API int64_t stm_npy_bytes(const stm_mask *mask);

/* Writes the mask's cells row-major as uint8 (`|u1`), streamed: O(cells) bytes, O(keys) memory. The
 * values must fit (STM_EINVAL). The output stays the caller's to close; the caller may ask
 * stm_output_room for stm_npy_bytes first. */
STM_CHECKED stm_status stm_npy_write(const stm_mask *mask, stm_output *output, stm_error *error,
                                     const stm_npy_options *options);

#endif
