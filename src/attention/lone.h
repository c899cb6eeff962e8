/* Keys that few queries of a tile see go to each of these alone. */
#ifndef STM__ATTENTION_LONE_H
#define STM__ATTENTION_LONE_H

#include "attention/head.h"
#include "attention/layout.h"

typedef struct stm__lone {
    float *query; /* [64][dim], scaled */
    float *sum;   /* [64][sum_dim]: of values weighted so far, or of gradients of the queries */
    int dim, sum_dim;
    /* Of forward passes: the state of each lane, and its keys that wait to be taken together. */
    float maximum[STM__LANES], total[STM__LANES];
    int waiting[STM__LANES];
    int64_t (*numbers)[STM__MAX_BLOCK];
} stm__lone;

void stm__lone_lay_out(stm__lone *lone, int dim, int sum_dim, stm__layout *layout);

/* Reads the queries, of which `rows` is the first, times `scale`; no lane has seen anything. `room`
 * is [64][dim]. */
void stm__lone_start(stm__lone *lone, const stm__input_rows *rows, int count, float scale,
                     float *room);

#endif
