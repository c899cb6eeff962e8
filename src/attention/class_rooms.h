/* Where the keys of a class are copied to. */
#ifndef STM__ATTENTION_CLASS_ROOMS_H
#define STM__ATTENTION_CLASS_ROOMS_H

#include "attention/layout.h"

/* Forward passes have two rooms, each for the keys of a unit, the second for the unit that comes
 * next; backward passes have one, for a whole class. */
typedef struct stm__class_rooms {
    float *keys[2], *values[2];
} stm__class_rooms;

/* `num_rooms` rooms for `num` keys. */
void stm__class_rooms_lay_out(stm__class_rooms *rooms, int64_t num, int num_rooms, int dim,
                              int value_dim, stm__layout *layout);

#endif
