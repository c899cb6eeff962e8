/* Keys that stand as a block wants them are taken where they are; others are widened or copied. */
#include "attention/block.h"

void stm__block_room_lay_out(stm__block_room *room, int dim, int value_dim, stm__layout *layout)
{
    room->dim = dim;
    room->value_dim = value_dim;
    room->keys = stm__layout_floats(layout, STM__MAX_BLOCK * dim);
    room->values = stm__layout_floats(layout, STM__MAX_BLOCK * value_dim);
}

stm__block stm__block_of_view(stm__block_room *room, const stm__head *head, const stm__view *view,
                              int64_t begin, int num, int64_t zero)
{
    stm__block block = {.num = num, .positions = room->positions};
    block.keys =
        stm__rows_floats(&view->keys, begin, 1, num, room->dim, room->keys, &block.key_stride);
    block.values = stm__rows_floats(&view->values, begin, 1, num, room->value_dim, room->values,
                                    &block.value_stride);
    for (int b = 0; head->shaping != NULL && b < num; b++)
        room->positions[b] = (float)(view->first + (begin + b) * view->step - zero);
    if (view->key_gradients != NULL) {
        block.key_gradients = view->key_gradients + begin * view->key_gradient_stride;
        block.value_gradients = view->value_gradients + begin * view->value_gradient_stride;
        block.key_gradient_stride = view->key_gradient_stride;
        block.value_gradient_stride = view->value_gradient_stride;
    }
    return block;
}

stm__block stm__block_of_keys(stm__block_room *room, const stm__head *head, const int64_t *keys,
                              int num, int64_t zero)
{
    int dim = room->dim, value_dim = room->value_dim;
    stm__block block = {.num = num, .positions = room->positions};
    for (int b = 0; head->shaping != NULL && b < num; b++)
        room->positions[b] = (float)(keys[b] - zero);
    if (keys[num - 1] - keys[0] == num - 1) {
        block.keys =
            stm__rows_floats(&head->k, keys[0], 1, num, dim, room->keys, &block.key_stride);
        block.values = stm__rows_floats(&head->v, keys[0], 1, num, value_dim, room->values,
                                        &block.value_stride);
    } else {
        for (int b = 0; b < num; b++) {
            stm__row_widen(&head->k, keys[b], room->keys + b * dim, dim);
            stm__row_widen(&head->v, keys[b], room->values + b * value_dim, value_dim);
        }
        block.keys = room->keys;
        block.values = room->values;
        block.key_stride = dim;
        block.value_stride = value_dim;
    }
    if (head->dk.data != NULL) {
        block.key_gradients = head->dk.data;
        block.value_gradients = head->dv.data;
        block.key_gradient_stride = head->dk.stride;
        block.value_gradient_stride = head->dv.stride;
        block.numbers = keys;
    }
    return block;
}
