/* What is given to a pass. */
#ifndef STM__ATTENTION_FEED_H
#define STM__ATTENTION_FEED_H

#include "attention/worker.h"

/* Gives it a block, whose ranges are known, and whose keys lie below `end`. */
void stm__feed_block(stm__worker *worker, stm__block *block, int64_t end);

/* Gives it the keys that the worker's filling has, and empties that. */
void stm__feed_filling(stm__worker *worker);

#endif
