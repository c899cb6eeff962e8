/* Tiles of any mask: keys that many queries see go through the tile, others to each query alone. */
#ifndef STM__ATTENTION_DEAL_H
#define STM__ATTENTION_DEAL_H

#include "attention/worker.h"

/* Marks what a mask shows to the queries of the worker's task, by its runs. STM_ENOMEM. */
stm_status stm__deal_mark_runs(stm__worker *worker, const stm_mask *mask);

/* Marks the keys of a view as far as the worker's extent says. STM_ENOMEM. */
stm_status stm__deal_mark_view(stm__worker *worker, const stm__view *view);

/* Takes all that is marked into the worker's task, whose queries are `rows`. */
void stm__deal(stm__worker *worker, const stm__input_rows *rows);

#endif
