/* Layers as lists of runs, and what reaches what through them, 512 keys at a time. */
#ifndef STM__MEASURE_FLOW_H
#define STM__MEASURE_FLOW_H

#include <stmask/mask.h>

enum { STM__FLOW_WORDS = 8, STM__FLOW_KEYS = 64 * STM__FLOW_WORDS, STM__FLOW_STEPS = 8 };

/* All runs of a mask, row by row: those of row i are runs[starts[i]] .. runs[starts[i + 1] - 1]. */
typedef struct stm__flow_layer {
    const stm_mask *mask;
    stm_run *runs;
    int64_t *starts;
    /* Steps of which there are so many cells that a tree over the rows pays. */
    int64_t steps[STM__FLOW_STEPS];
    int num_steps;
} stm__flow_layer;

stm_status stm__flow_layer_read(const stm_mask *mask, stm__flow_layer *layer, stm_error *error);
void stm__flow_layer_free(stm__flow_layer *layer);

/* A set of 512 keys. */
typedef struct stm__keys {
    uint64_t words[STM__FLOW_WORDS];
} stm__keys;

/* What each token has of 512 keys, and the room to work out what it has next. */
typedef struct stm__flow {
    int64_t size;
    stm__keys *have, *next; /* of each token */
    stm__keys *tree;        /* 2 * size */
} stm__flow;

bool stm__flow_start(stm__flow *flow, int64_t size);
void stm__flow_end(stm__flow *flow);

/* Every token has itself, of the keys from `first` on. */
void stm__flow_reset(stm__flow *flow, int64_t first);

/* Works out into `next` what tokens have after a layer. */
void stm__flow_step(stm__flow *flow, const stm__flow_layer *layer);

/* Whether `next` has what `have` has not. */
bool stm__flow_changed(const stm__flow *flow);

/* `next` becomes `have`. */
void stm__flow_advance(stm__flow *flow);

int64_t stm__flow_count(const stm__flow *flow);

#endif
