/* Dealing tiles to ranks. */
#ifndef STM__MEASURE_SHARD_DEAL_H
#define STM__MEASURE_SHARD_DEAL_H

#include <stmask/shard.h>

/* Fills in the owners of `tiles` tiles, whose points are `points`. */
stm_status stm__shard_deal(stm_shard_strategy strategy, const int64_t *points, int64_t tiles,
                           int64_t ranks, int32_t *owners, stm_error *error);

#endif
