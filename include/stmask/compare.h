/* Two masks compared: a mask of the cells that either sees. */
#ifndef STMASK_COMPARE_H
#define STMASK_COMPARE_H

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
STM_CHECKED stm_status stm_mask_compare(const stm_mask *first, const stm_mask *second, bool values,
                                        stm_mask **mask, stm_error *error);

#endif
