/* Stack distances by whole steps: lru for every size of buffer in one pass. */
#ifndef STM__PLAN_LRU_H
#define STM__PLAN_LRU_H

#include <stdbool.h>
#include <stdint.h>

/* The vectors that hit in a buffer of d, and in none smaller, are those at distance d: d - 1 others
 * were touched since. Zero-initialise; free with stm__lru_close. */
typedef struct stm__lru {
    int64_t num_vectors;
    int64_t *slot;     /* of every vector, by touch; -1: never touched */
    int32_t *vector;   /* of every slot */
    uint64_t *live;    /* a bit a slot: it is its vector's last touch */
    int32_t *blocks;   /* live slots of every block, as a Fenwick tree */
    int64_t num_slots; /* a power of two of blocks */
    int64_t next, num_live;
} stm__lru;

/* For vectors 0 to num_vectors - 1. */
bool stm__lru_open(stm__lru *lru, int64_t num_vectors);
void stm__lru_close(stm__lru *lru);

/* The distance of a vector, from 1; 0: never touched. O(log slots). */
int64_t stm__lru_distance(const stm__lru *lru, int64_t vector);

/* Makes a vector the one touched last. */
void stm__lru_touch(stm__lru *lru, int64_t vector);

#endif
