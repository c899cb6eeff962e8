/* The two ways to find what reaches what. */
#ifndef STM__MEASURE_REACH_H
#define STM__MEASURE_REACH_H

#include <stmask/reach.h>

/* stm_reach_new by following all keys; the masks have been checked. */
stm_status stm__reach_walk(const stm_mask *const *masks, int64_t num, stm_reach *reach,
                           stm_error *error, const stm_reach_options *options);

/* The same from smaller masks of the same bands; `*found` is false, and nothing is written, where
 * that is not possible or would not be less work. */
stm_status stm__reach_grow(const stm_mask *const *masks, int64_t num, stm_reach *reach, bool *found,
                           stm_error *error, const stm_reach_options *options);

#endif
