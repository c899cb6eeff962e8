/* The building steps of the first five masks, on an array of the caller's.
 *
 * Each writes its value into its own cells and leaves the others alone. In sequence they make the
 * masks, equal to those of stm_mask_new:
 *
 *   normal                  zero, diagonal 1, lower_triangle 2
 *   strided                 zero, diagonal 1, local_window (strided) 2, strided_attention 3
 *   fixed                   zero, diagonal 1, local_window (fixed) 2, column_attention 3
 *   sliding_window          zero, diagonal 1, sliding_window 2
 *   dilated_sliding_window  zero, diagonal 1, dilated_sliding_window 2
 *
 * Any rows x columns array will do. Values must be from 0 to 255 for uint8 cells; windows, strides
 * and dilations from 1 to STM_MAX_SIZE; STM_EINVAL otherwise, with nothing written.
 * Cost: the cells written, and O(1) a row.
 */
#ifndef STMASK_BUILD_H
#define STMASK_BUILD_H

#include <stdbool.h>

#include <stmask/dense.h>

/* What a local window looks like. */
typedef enum stm_local {
    STM_LOCAL_STRIDED, /* i - w < j < i */
    STM_LOCAL_FIXED    /* j < i, floor(j / w) = floor(i / w) */
} stm_local;

/* 0 everywhere. */
STM_CHECKED stm_status stm_build_zero(const stm_dense *dense, stm_error *error);

/* j = i */
STM_CHECKED stm_status stm_build_diagonal(const stm_dense *dense, int32_t value, stm_error *error);

/* j < i */
STM_CHECKED stm_status stm_build_lower_triangle(const stm_dense *dense, int32_t value,
                                                stm_error *error);

/* The local window of strided or of fixed. Without `overwrite`, only cells that hold 0. */
STM_CHECKED stm_status stm_build_local_window(const stm_dense *dense, int64_t window_size,
                                              stm_local local, int32_t value, bool overwrite,
                                              stm_error *error);

/* j = i - w - k*s >= 0, k >= 0 */
STM_CHECKED stm_status stm_build_strided_attention(const stm_dense *dense, int64_t window_size,
                                                   int64_t stride, int32_t value, stm_error *error);

/* j < w*floor(i / w), j mod w = w - 1 */
STM_CHECKED stm_status stm_build_column_attention(const stm_dense *dense, int64_t window_size,
                                                  int32_t value, stm_error *error);

/* 0 < abs(i - j) <= floor(w / 2) */
STM_CHECKED stm_status stm_build_sliding_window(const stm_dense *dense, int64_t window_size,
                                                int32_t value, stm_error *error);

/* j = i + k*d, 0 < abs(k) <= floor(w / 2) */
STM_CHECKED stm_status stm_build_dilated_sliding_window(const stm_dense *dense, int64_t window_size,
                                                        int64_t dilation, int32_t value,
                                                        stm_error *error);

#endif
