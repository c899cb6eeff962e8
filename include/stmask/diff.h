/* Where two masks differ. */
#ifndef STMASK_DIFF_H
#define STMASK_DIFF_H

#include <stmask/compare.h>

typedef struct stm_diff_options {
    bool values; /* cells that both see with different values differ too */
    const stm_progress *progress;
} stm_diff_options;

typedef struct stm_diff {
    int64_t differing;              /* cells */
    int64_t first_query, first_key; /* of the first in row-major order, or -1 */
} stm_diff;

/* Counts the cells that differ: those that one mask sees and the other does not. Walks all rows of
 * stm_mask_compare, whose errors are its own. */
STM_CHECKED stm_status stm_mask_diff(const stm_mask *first, const stm_mask *second, stm_diff *diff,
                                     stm_error *error, const stm_diff_options *options);

#endif
