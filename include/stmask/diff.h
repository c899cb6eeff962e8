/* Where two masks differ. */
#ifndef STMASK_DIFF_H
#define STMASK_DIFF_H

#include <stmask/mask.h>

typedef struct stm_diff_options {
    bool values; /* cells that both see with different values differ too */
    const stm_progress *progress;
} stm_diff_options;

typedef struct stm_diff {
    int64_t differing;              /* cells */
    int64_t first_query, first_key; /* of the first in row-major order, or -1 */
} stm_diff;

/* Compares two masks cell by cell, by runs: a cell differs where one sees it and the other does
 * not. Both have to have as many queries and keys, and to begin at the same (STM_EINVAL). O(runs),
 * and O(runs of a row squared) for rows whose runs interleave with the other mask's. */
STM_API stm_status stm_mask_diff(const stm_mask *a, const stm_mask *b, stm_diff *diff,
                                 stm_error *error, const stm_diff_options *options);

#endif
