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

/* `keys_are_values`: one vector is both, in the cache too. */
stm_status stm__shape_read(const stm__config *config, bool keys_are_values, stm__shape *shape,
                           stm_error *error);

/* Gives a shape without latents other heads and widths; these have to divide its heads. */
stm_status stm__shape_change(const stm__config *config, const char *key, int64_t kv_heads,
                             int64_t head_dim, stm__shape *shape, stm_error *error);

#endif
