/* A block that is filled key by key, from wherever these come. */
#ifndef STM__ATTENTION_FILLING_H
#define STM__ATTENTION_FILLING_H

#include "attention/pass.h"

typedef struct stm__filling {
    int64_t keys[STM__MAX_BLOCK]; /* rising */
    uint64_t lanes[STM__MAX_BLOCK];
    int num;
} stm__filling;

/* Adds a key for some lanes, which have not had it; a full block is given to the tile before. */
void stm__filling_add(stm__worker *worker, int64_t key, uint64_t lanes);

/* The same for a key above all others, where there is room in a block of so many. */
static inline bool stm__filling_append(stm__filling *filling, int block, int64_t key,
                                       uint64_t lanes)
{
    if (filling->num == block)
        return false;
    filling->keys[filling->num] = key;
    filling->lanes[filling->num++] = lanes;
    return true;
}

/* Gives what there is to the tile. */
void stm__filling_flush(stm__worker *worker);

#endif
