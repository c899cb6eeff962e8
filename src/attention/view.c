/* Views of the keys of a part: from its residue and its limit, cut to what some queries see. */
#include "attention/view.h"

#include "base/arithmetic.h"

stm__view stm__view_of(const stm__head *head, int64_t num_keys, const stm__part *part, int64_t c)
{
    int64_t step = part->key_step, end = stm__min(num_keys, part->limit);
    int64_t residue = (c - part->shift) % step, first = residue < 0 ? residue + step : residue;
    stm__view view = {.keys = stm__rows_from(&head->k, first, step),
                      .values = stm__rows_from(&head->v, first, step),
                      .first = first,
                      .step = step,
                      .num = first < end ? (end - 1 - first) / step + 1 : 0};
    if (head->dk.data != NULL) {
        view.key_gradients = head->dk.data + first * head->dk.stride;
        view.value_gradients = head->dv.data + first * head->dv.stride;
        view.key_gradient_stride = step * head->dk.stride;
        view.value_gradient_stride = step * head->dv.stride;
    }
    return view;
}

void stm__view_trim(stm__view *view, const stm__part *part, int64_t first, int64_t last)
{
    int64_t begin = 0, end = view->num;
    if (part->low.kind == STM__OF_QUERY && first + part->low.offset > view->first)
        begin = stm__min(stm__ceil_div(first + part->low.offset - view->first, view->step), end);
    if (part->high.kind == STM__OF_QUERY) {
        int64_t key = last + part->high.offset - view->first;
        end = key < 0 ? begin : stm__min(key / view->step + 1, end);
    }
    view->keys = stm__rows_from(&view->keys, begin, 1);
    view->values = stm__rows_from(&view->values, begin, 1);
    if (view->key_gradients != NULL) {
        view->key_gradients += begin * view->key_gradient_stride;
        view->value_gradients += begin * view->value_gradient_stride;
    }
    view->first += begin * view->step;
    view->num = stm__max(end - begin, 0);
}

void stm__view_gather(stm__view *view, float *keys, float *values, int dim)
{
    for (int64_t b = 0; b < view->num; b++) {
        stm__row_widen(&view->keys, b, keys + b * dim, dim);
        stm__row_widen(&view->values, b, values + b * dim, dim);
    }
    view->keys = (stm__input_rows){keys, dim, STM_ELEMENT_F32};
    view->values = (stm__input_rows){values, dim, STM_ELEMENT_F32};
}
