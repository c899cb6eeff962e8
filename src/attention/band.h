/* The keys of one part, as dense blocks. */
#ifndef STM__ATTENTION_BAND_H
#define STM__ATTENTION_BAND_H

#include "attention/worker.h"

/* Takes the keys of a view, as far as the worker's extent says, into its task. */
void stm__band_add(stm__worker *worker, const stm__view *view);

#endif
