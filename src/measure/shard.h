/* The inside of a shard, and the walks over the rows of its masks. */
#ifndef STM__MEASURE_SHARD_H
#define STM__MEASURE_SHARD_H

#include <stmask/shard.h>

struct stm_shard {
    stm_shard_summary summary;
    stm_shard_rank *ranks;
    int32_t *owners;  /* of the tiles */
    int64_t *by_rank; /* the tiles, those of rank 0 first, ascending within a rank */
    int64_t *first;   /* where those of a rank begin there; one more than ranks */
};

/* What the walks over the rows share. */
typedef struct stm__shard_walk {
    stm_shard *shard;
    stm_rectangle bounds;
    const stm_progress *progress;
    int64_t done, total; /* rows */
    stm_error *error;
} stm__shard_walk;

/* The queries of a tile, from 0 within the mask. */
void stm__shard_rows(const stm__shard_walk *w, int64_t tile, int64_t *first, int64_t *end);

/* Adds the weighed points of every tile of a mask, and of all of them. */
stm_status stm__shard_weigh(stm__shard_walk *w, const stm_mask *mask, int64_t weight,
                            int64_t *points);

/* Adds the weighed keys that every rank sees, and fetches, of a mask. */
stm_status stm__shard_gather(stm__shard_walk *w, const stm_mask *mask, int64_t weight);

#endif
