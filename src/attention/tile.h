/* A tile of queries, from beginning to end. */
#ifndef STM__ATTENTION_TILE_H
#define STM__ATTENTION_TILE_H

#include "attention/worker.h"

/* Loads the queries of the worker's task into lanes; returns them as rows of floats. */
const float *stm__tile_load(stm__worker *worker, const stm__input_rows *rows, int64_t *stride);

/* Makes the sums of an empty tile zeros. */
void stm__tile_settle(stm__tile *tile);

/* Computes what a head's queries see besides the classes. */
void stm__tile_compute(stm__worker *worker, const stm__head *head, const stm__queries *queries);

#endif
