/* The sizes that all layers of a model share: heads, and the elements of queries, keys and values.
 */
#ifndef STM__MODEL_SHAPE_H
#define STM__MODEL_SHAPE_H

#include "model/config.h"

typedef struct stm__shape {
    int64_t layers, heads, kv_heads;
    int64_t head_dim, value_dim; /* of q*k and of values, over a whole prompt */
    /* The same for one token that reads the cache: with latents, these are what is multiplied. */
    int64_t token_head_dim, token_value_dim;
    int64_t entry;     /* elements of one entry of the cache */
    int64_t shared;    /* of the last layers, so many read the caches of earlier ones */
    int64_t positions; /* 0: not told */
} stm__shape;

stm_status stm__shape_read(const stm__config *config, stm__shape *shape, stm_error *error);

#endif
