/* The masks of a design: the one of its spec, or those of a model, each with how many layers have
 * it. */
#ifndef STM__SWEEP_LAYERS_H
#define STM__SWEEP_LAYERS_H

#include <stmask/mask.h>

#include "sweep/grid.h"

typedef struct stm__layer_kind {
    stm_mask *mask;
    int64_t layers;
    int64_t heads, kv_heads; /* of a simulation */
    int64_t head_dim;        /* 0: the machine's */
} stm__layer_kind;

typedef struct stm__layers {
    stm__layer_kind *kinds;
    int64_t num, capacity;
} stm__layers;

/* Makes the masks; on failure, too, stm__layers_free is to be called. STM_EINVAL says what cannot
 * be. */
stm_status stm__layers_make(const stm__design *design, stm__layers *layers, stm_error *error);
void stm__layers_free(stm__layers *layers);

#endif
