/* Counting the blocks of an order by a part of its rows of blocks. */
#ifndef STM__MEASURE_PERMUTATION_H
#define STM__MEASURE_PERMUTATION_H

#include <stmask/permutation.h>

/* stm_permutation_count of every `every`-th row of blocks. */
stm_status stm__permutation_count_some(const stm_mask *mask, const stm_permutation *permutation,
                                       int64_t block, int64_t every, stm_block_counts *counts,
                                       stm_error *error, const stm_progress *progress);

#endif
