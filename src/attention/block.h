/* Blocks of keys for the kernels. */
#ifndef STM__ATTENTION_BLOCK_H
#define STM__ATTENTION_BLOCK_H

#include "attention/layout.h"
#include "attention/view.h"

/* What a block is read into; the bits are for whoever makes it of a view. */
typedef struct stm__block_room {
    uint64_t bits[STM__MAX_BLOCK];
    float positions[STM__MAX_BLOCK];
    float *keys, *values; /* [STM__MAX_BLOCK][dim], [STM__MAX_BLOCK][value_dim] */
    int dim, value_dim;
} stm__block_room;

void stm__block_room_lay_out(stm__block_room *room, int dim, int value_dim, stm__layout *layout);

/* A block of keys begin .. begin + num - 1 of a view. Positions are counted from `zero`, and
 * worked out where logits are shaped. The ranges and bits are left to the caller. */
stm__block stm__block_of_view(stm__block_room *room, const stm__head *head, const stm__view *view,
                              int64_t begin, int num, int64_t zero);

/* A block of any keys of a head, by number, in rising order. */
stm__block stm__block_of_keys(stm__block_room *room, const stm__head *head, const int64_t *keys,
                              int num, int64_t zero);

#endif
