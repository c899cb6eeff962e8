/* Rooms for keys and values, taken from a layout. */
#include "attention/class_rooms.h"

void stm__class_rooms_lay_out(stm__class_rooms *rooms, int64_t num, int num_rooms, int dim,
                              int value_dim, stm__layout *layout)
{
    for (int k = 0; k < num_rooms; k++) {
        rooms->keys[k] = stm__layout_floats(layout, num * dim);
        rooms->values[k] = stm__layout_floats(layout, num * value_dim);
    }
}
