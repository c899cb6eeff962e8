/* Page-fetch scheduling: vectors are brought into a buffer one by one, and points are visited as
 * soon as both of their vectors are there. */
#ifndef STM__PLAN_FETCH_H
#define STM__PLAN_FETCH_H

#include "plan/stream.h"

#define STM__FETCH_MOST_POINTS ((int64_t)1 << 22)
#define STM__FETCH_MOST_VECTORS ((int64_t)1 << 16)

/* The parameters of the order, in their order: what a vector that is to come in is worth, and what
 * one that is there is worth keeping, both in thousands. */
enum {
    STM__FETCH_BUFFER,
    STM__FETCH_MET,    /* for each point that it makes possible at once */
    STM__FETCH_SHARE,  /* for the share that these are of those it still lacks */
    STM__FETCH_NEAR,   /* for every 32 places it is nearer to what came before */
    STM__FETCH_AGAIN,  /* for having been there before */
    STM__FETCH_LEFT,   /* to keep: for the share of its points that it still lacks */
    STM__FETCH_WANTED, /* for how complete the vectors are that it waits for, on average */
    STM__FETCH_AGE,    /* for every 64 loads it has been there */
    STM__FETCH_NUM
};

/* Appends the points of a mask in the order of their visit: all of them, or those of the first
 * `most_loads` loads; 0: no limit. */
stm_status stm__fetch_schedule(const stm_mask *mask, const int64_t weights[STM__FETCH_NUM],
                               int64_t most_loads, stm__points *points, stm_error *error);

#endif
