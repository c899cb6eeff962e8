/* Views are pointers and strides: cutting one moves its first row. */
#include "attention/view.h"

#include "base/arithmetic.h"

stm__view stm__view_of(const stm__head *head, int64_t num_keys, int64_t step, int64_t residue)
{
    int64_t first = stm__floor_mod(residue, step);
    stm__view view = {.keys = stm__rows_from(&head->k, first, step),
                      .values = stm__rows_from(&head->v, first, step),
                      .first = first,
                      .step = step,
                      .num = first < num_keys ? (num_keys - 1 - first) / step + 1 : 0};
    if (head->dk.data != NULL) {
        view.key_gradients = head->dk.data + first * head->dk.stride;
        view.value_gradients = head->dv.data + first * head->dv.stride;
        view.key_gradient_stride = step * head->dk.stride;
        view.value_gradient_stride = step * head->dv.stride;
    }
    return view;
}

void stm__view_trim(stm__view *view, int64_t low, int64_t high)
{
    int64_t begin = stm__max(stm__ceil_div(stm__max(low - view->first, 0), view->step), 0);
    int64_t end = high < view->first ? 0 : (high - view->first) / view->step + 1;
    end = stm__min(end, view->num);
    begin = stm__max(stm__min(begin, end), 0);
    view->keys = stm__rows_from(&view->keys, begin, 1);
    view->values = stm__rows_from(&view->values, begin, 1);
    if (view->key_gradients != NULL) {
        view->key_gradients += begin * view->key_gradient_stride;
        view->value_gradients += begin * view->value_gradient_stride;
    }
    view->first += begin * view->step;
    view->num = stm__max(end - begin, 0);
}

void stm__view_gather(stm__view *view, float *keys, float *values, int dim, int value_dim)
{
    for (int64_t b = 0; b < view->num; b++) {
        stm__row_widen(&view->keys, b, keys + b * dim, dim);
        stm__row_widen(&view->values, b, values + b * value_dim, value_dim);
    }
    view->keys = (stm__input_rows){keys, dim, STM_ELEMENT_F32};
    view->values = (stm__input_rows){values, value_dim, STM_ELEMENT_F32};
}
