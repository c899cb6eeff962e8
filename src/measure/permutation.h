/* Counting the blocks of an order by a part of its rows of blocks. */
#ifndef STM__MEASURE_PERMUTATION_H
#define STM__MEASURE_PERMUTATION_H

#include <stmask/permutation.h>

#include "measure/repeat.h"

/* stm_permutation_count of every `every`-th row of blocks. */
stm_status stm__permutation_count_some(const stm_mask *mask, const stm_permutation *permutation,
                                       int64_t block, int64_t every, stm_block_counts *counts,
                                       stm_error *error, const stm_progress *progress);

/* Adds all rows of blocks of an order to `repeat`, which measures them by number: those that repeat
 * in stretches, all others one by one. STM_ENOMEM, or what measuring fails with. */
stm_status stm__permuted_rows_add(const stm_mask *mask, const stm_permutation *permutation,
                                  int64_t block, stm__repeat *repeat);

#endif
