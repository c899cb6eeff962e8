/* Where two masks differ. */
#ifndef STMASK_DIFF_H
#define STMASK_DIFF_H

#include <stmask/mask.h>

/* The values of a comparison. */
enum {
    STM_DIFF_BOTH = 2,        /* both masks see the cell */
    STM_DIFF_OTHER_VALUE = 3, /* both do, with different values */
    STM_DIFF_ONLY_FIRST = 4,
    STM_DIFF_ONLY_SECOND = 5
};

/* Makes the mask of the cells that either of two masks sees, with the values above; without
 * `values`, STM_DIFF_OTHER_VALUE does not occur. Both have to have the same bounds (STM_EINVAL) and
 * may be freed afterwards. O(1); a row costs as one of stm_mask_compose. */
STM_API stm_status stm_mask_compare(const stm_mask *first, const stm_mask *second, bool values,
                                    stm_mask **mask, stm_error *error);

typedef struct stm_diff_options {
    bool values; /* cells that both see with different values differ too */
    const stm_progress *progress;
} stm_diff_options;

typedef struct stm_diff {
    int64_t differing;              /* cells */
    int64_t first_query, first_key; /* of the first in row-major order, or -1 */
} stm_diff;

/* Counts the cells that differ: those that one mask sees and the other does not. Walks all rows of
 * the comparison above, whose errors are its own. */
STM_API stm_status stm_mask_diff(const stm_mask *first, const stm_mask *second, stm_diff *diff,
                                 stm_error *error, const stm_diff_options *options);

#endif
