/* Reach: how information flows through stacked layers of attention.
 *
 * A layer lets token i take in what the tokens that its mask sees have, and keep what it has itself
 * (the residual connection). A pair (i, j) is connected after l layers where a path of at most l
 * steps leads from j to i, step m along a key that layer m lets its query see.
 */
#ifndef STMASK_REACH_H
#define STMASK_REACH_H

#include <stmask/mask.h>
#include <stmask/thread.h>

#define STM_REACH_MAX_LAYERS 1024

typedef struct stm_reach_options {
    int threads; /* 0: as many as the machine has processors */
    const stm_progress *progress;
} stm_reach_options;

typedef struct stm_reach {
    int64_t connected[STM_REACH_MAX_LAYERS]; /* pairs (i, j) connected after layer k + 1 */
    /* The first layer after which every pair is connected that any number of such layers, in any
     * order, can connect; 0 where that is not within the given layers. */
    int64_t layers_to_full;
    /* A pair that no number of layers connects, or -1: the first key that query 0 never gets, or
     * else the first query that never gets key 0. */
    int64_t unreachable_query, unreachable_key;
} stm_reach;

/* Follows `num` layers, masks[k] being that of layer k + 1, all size x size squares of one size
 * (STM_EINVAL). Exact. Large masks of a handful of bands are followed at five smaller sizes, from
 * which the pairs follow (docs/recurrences.md). Of all others takes 512 keys at a time: O(num *
 * size / 512 * (runs * log(size) + cells of runs of rare steps)) time, O(size) memory a thread and
 * distinct step. */
STM_CHECKED stm_status stm_reach_new(const stm_mask *const *masks, int64_t num, stm_reach **reach,
                                     stm_error *error, const stm_reach_options *options);
STM_API void stm_reach_free(stm_reach *reach); /* NULL is fine */

#endif
