/* The summaries of one head are kept, that of the head that came last. */
#include "attention/summary.h"

void stm__summary_lay_out(stm__summary *summary, int64_t num, int dim, int value_dim,
                          stm__layout *layout)
{
    summary->dim = dim;
    summary->value_dim = value_dim;
    summary->head = -1;
    summary->keys = stm__layout_floats(layout, num * dim);
    summary->values = stm__layout_floats(layout, num * value_dim);
}

void stm__summary_gather(stm__summary *s, const stm__head *head, int k, stm__view *view)
{
    float *keys = s->keys + head->recipe->parts[k].room * s->dim;
    float *values = s->values + head->recipe->parts[k].room * s->value_dim;
    if (s->head != head->number)
        s->parts = 0;
    if ((s->parts >> k & 1) == 0)
        stm__view_gather(view, keys, values, s->dim, s->value_dim);
    s->head = head->number;
    s->parts |= UINT64_C(1) << k;
    view->keys = (stm__input_rows){keys, s->dim, STM_ELEMENT_F32};
    view->values = (stm__input_rows){values, s->value_dim, STM_ELEMENT_F32};
}
