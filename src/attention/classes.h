/* The parts of a mask that are in classes: queries of one class, whose keys stand far apart. */
#ifndef STM__ATTENTION_CLASSES_H
#define STM__ATTENTION_CLASSES_H

#include "attention/pass.h"

/* The keys that a unit of queries of a class looks at, at most; INT64_MAX where the parts set no
 * limit. */
int64_t stm__keys_of_unit(const stm__recipe *recipe);

/* The classes of a mask; 0 where it has none. */
int64_t stm__num_classes(const stm_attention *plan, const stm__recipe *recipe);

/* The items that a forward pass makes of a mask's classes, and one of them. */
int64_t stm__class_items(const stm_attention *plan, const stm__recipe *recipe);
void stm__classes_compute(stm__worker *worker, const stm__head *head, int64_t item);

/* A whole class, for a backward pass. */
void stm__class_compute(stm__worker *worker, const stm__head *head, int64_t c);

#endif
