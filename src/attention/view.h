/* Keys of a head that stand at equal distances, with their values and gradients. */
#ifndef STM__ATTENTION_VIEW_H
#define STM__ATTENTION_VIEW_H

#include "attention/head.h"

/* The keys first, first + step, ..., `num` of them, as rows. */
typedef struct stm__view {
    stm__input_rows keys, values;
    int64_t first, step, num;
    float *key_gradients, *value_gradients; /* of a backward pass; never gathered */
    int64_t key_gradient_stride, value_gradient_stride;
} stm__view;

/* The keys j = residue (mod step) of `num_keys` in all. */
stm__view stm__view_of(const stm__head *head, int64_t num_keys, int64_t step, int64_t residue);

/* Leaves out the keys below `low` and above `high`. */
void stm__view_trim(stm__view *view, int64_t low, int64_t high);

/* The same keys, copied to keys[num][dim] and values[num][value_dim]. */
void stm__view_gather(stm__view *view, float *keys, float *values, int dim, int value_dim);

#endif
