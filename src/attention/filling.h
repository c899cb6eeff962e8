/* A block that is filled key by key, from wherever these come. */
#ifndef STM__ATTENTION_FILLING_H
#define STM__ATTENTION_FILLING_H

#include "attention/kernels/kernels.h"

typedef struct stm__filling {
    int64_t keys[STM__MAX_BLOCK]; /* rising */
    uint64_t lanes[STM__MAX_BLOCK];
    int num;
} stm__filling;

/* Adds a key for some lanes, which have not had it; false where there are `most` keys already. */
bool stm__filling_add(stm__filling *filling, int most, int64_t key, uint64_t lanes);

/* The same for a key above all others. */
static inline bool stm__filling_append(stm__filling *filling, int most, int64_t key, uint64_t lanes)
{
    if (filling->num == most)
        return false;
    filling->keys[filling->num] = key;
    filling->lanes[filling->num++] = lanes;
    return true;
}

#endif
