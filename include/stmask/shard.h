/* Sharding: the queries of a mask dealt to ranks, as context parallelism does, and what each rank
 * then computes and fetches.
 *
 * Queries are dealt in tiles of `tile` neighbours; tokens that are a rank's queries are its keys,
 * too, and every other key that one of its queries sees has to be fetched from another rank. Tiles
 * are numbered from 0, T of them; the last one may be cut short.
 */
#ifndef STMASK_SHARD_H
#define STMASK_SHARD_H

#include <stmask/mask.h>

#define STM_SHARD_MAX_RANKS 1048576
#define STM_SHARD_TILE 128 /* the tile that is taken where none is given, at most */

typedef enum stm_shard_strategy {
    /* Rank r has the tiles from floor(r T / R) on: neighbours. */
    STM_SHARD_CONTIGUOUS,
    /* The tiles in 2R such parts, of which rank r has part r and part 2R - 1 - r: early and late
     * queries together, as Megatron-LM's context parallelism and zigzag ring attention have it. */
    STM_SHARD_ZIGZAG,
    /* Rank r has every R-th tile from tile r on; with tiles of one token, Brandon et al. 2023,
     * arXiv:2311.09431. */
    STM_SHARD_STRIPED,
    /* By what the rows hold: the first of these whose ranks have at most 1 % more than the mean.
     * Contiguous; zigzag; the heaviest tile that is left to the rank with least, every rank taking
     * one a round (Graham 1969, SIAM J. Appl. Math. 17, "longest processing time first"); and the
     * same without rounds, so that ranks may have different numbers of tiles. Where none is so
     * even, the better one of the last two. */
    STM_SHARD_BALANCED
} stm_shard_strategy;

#define STM_SHARD_NUM_STRATEGIES 4

typedef struct stm_shard stm_shard;

typedef struct stm_shard_options {
    stm_shard_strategy strategy;
    /* Queries of a tile, 1 to STM_MAX_SIZE. 0: 128, or the greatest power of two below it with
     * which a rank has 64 tiles. */
    int64_t tile;
    /* How often each mask counts, as heads that share it; NULL: once. */
    const int64_t *weights;
    const stm_progress *progress;
} stm_shard_options;

/* A number of all masks is the sum over them, each times its weight. */
typedef struct stm_shard_rank {
    int64_t tiles, queries;
    int64_t points;  /* pairs of query and key that it computes */
    int64_t keys;    /* that its queries see, each once a mask */
    int64_t fetched; /* of these, those that are not its own tokens */
} stm_shard_rank;

typedef struct stm_shard_summary {
    int64_t ranks, tile, tiles;
    int64_t points, fetched;                         /* of all ranks */
    int64_t most_points, most_queries, most_fetched; /* of one */
    double balance; /* most_points over the mean of all ranks; 1 where there are no points */
} stm_shard_summary;

/* Deals the queries of masks, all of the same bounds, to `ranks` ranks, from 1 to their number of
 * tiles. STM_EINVAL also for a sum that does not fit an int64_t. Walks the rows of every mask
 * twice: O(rows * runs + touched keys / 64 + T log T) time, O(keys / 64 + T) memory. NULL options
 * are the defaults. */
STM_CHECKED stm_status stm_shard_new(const stm_mask *const *masks, int64_t num, int64_t ranks,
                                     stm_shard **shard, stm_error *error,
                                     const stm_shard_options *options);
STM_API void stm_shard_free(stm_shard *shard); /* NULL is fine */

/* Valid as long as the shard. */
STM_API const stm_shard_summary *stm_shard_summarise(const stm_shard *shard);
STM_API const stm_shard_rank *stm_shard_rank_at(const stm_shard *shard, int64_t rank); /* or NULL */

/* The rank that a tile was dealt to; -1 beyond the last tile. */
STM_API int64_t stm_shard_owner(const stm_shard *shard, int64_t tile);

/* "contiguous", "zigzag", "striped", "balanced"; NULL for no strategy. */
STM_API const char *stm_shard_strategy_name(stm_shard_strategy strategy);

#endif
