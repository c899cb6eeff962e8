/* The strides of a mask, as far as a few looks tell. */
#ifndef STM__PLAN_STRIDES_H
#define STM__PLAN_STRIDES_H

#include <stmask/mask.h>

#define STM__MOST_STRIDES 8

/* Strides at which the mask may be dense, each from 2 to half its size, none twice: integers among
 * the arguments of its pattern, and steps of runs of four rows. `*num` takes their number. Fails
 * where a row cannot be read. */
stm_status stm__strides_find(const stm_mask *mask, int64_t strides[STM__MOST_STRIDES], int *num,
                             stm_error *error);

#endif
