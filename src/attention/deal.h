/* Tiles of any mask: keys that many queries see go through the tile, others to each query alone. */
#ifndef STM__ATTENTION_DEAL_H
#define STM__ATTENTION_DEAL_H

#include "attention/worker.h"

/* Takes what a mask shows of the worker's task, by its runs; the queries are `rows`. Where a row
 * cannot be read, nothing is taken, and the worker has failed. */
void stm__deal_rest(stm__worker *worker, const stm_mask *mask, const stm__input_rows *rows);

#endif
