/* One summary is kept, that of the head that came last. */
#include "attention/summary.h"

void stm__summary_lay_out(stm__summary *summary, int64_t num, int dim, stm__layout *layout)
{
    summary->dim = dim;
    summary->head = -1;
    summary->keys = stm__layout_floats(layout, num * dim);
    summary->values = stm__layout_floats(layout, num * dim);
}

void stm__summary_gather(stm__summary *summary, const stm__head *head, stm__view *view)
{
    if (summary->head != head->number)
        stm__view_gather(view, summary->keys, summary->values, summary->dim);
    view->keys = (stm__input_rows){summary->keys, summary->dim, STM_ELEMENT_F32};
    view->values = (stm__input_rows){summary->values, summary->dim, STM_ELEMENT_F32};
    summary->head = head->number;
}
