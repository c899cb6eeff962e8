/* The strides of a mask. */
#ifndef STM__PLAN_STRIDES_H
#define STM__PLAN_STRIDES_H

#include <stmask/mask.h>

#define STM__MOST_STRIDES 8

/* Strides at which the mask may be dense, each from 2 to half its size, none twice: the distances
 * at which its bands repeat themselves, or, of what has no bands, the steps of runs of some rows.
 * `*num` takes their number. Fails where a row cannot be read, or memory runs out. */
stm_status stm__strides_find(const stm_mask *mask, int64_t strides[STM__MOST_STRIDES], int *num,
                             stm_error *error);

#endif
