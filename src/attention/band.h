/* The keys of one part, as dense blocks. */
#ifndef STM__ATTENTION_BAND_H
#define STM__ATTENTION_BAND_H

#include "attention/worker.h"

/* Takes the keys that a part sees of a view into the worker's task. */
void stm__band_add(stm__worker *worker, const stm__part *part, const stm__view *view);

#endif
