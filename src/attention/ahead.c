/* Ranges of rows on a stack, from whose top kernels take some with each product. */
#include "attention/ahead.h"

#include <string.h>

static void add(stm__ahead *ahead, const float *rows, int64_t stride, int64_t num, int dim,
                float *to)
{
    if (num <= 0 || ahead->num == sizeof ahead->ranges / sizeof *ahead->ranges)
        return;
    ahead->ranges[ahead->num].rows = rows;
    ahead->ranges[ahead->num].stride = stride;
    ahead->ranges[ahead->num].num = num;
    ahead->ranges[ahead->num].dim = dim;
    ahead->ranges[ahead->num].to = to;
    ahead->num++;
}

void stm__ahead_fetch(stm__ahead *ahead, const stm__input_rows *rows, int64_t first, int64_t step,
                      int64_t num, int dim)
{
    if (rows->element == STM_ELEMENT_F32)
        add(ahead, (const float *)rows->data + first * rows->stride, step * rows->stride, num, dim,
            NULL);
}

void stm__ahead_copy(stm__ahead *ahead, stm__input_rows *rows, int64_t num, int dim, float *to)
{
    if (rows->element == STM_ELEMENT_F32)
        add(ahead, rows->data, rows->stride, num, dim, to);
    else
        for (int64_t n = 0; n < num; n++)
            stm__row_widen(rows, n, to + n * dim, dim);
    *rows = (stm__input_rows){to, dim, STM_ELEMENT_F32};
}

void stm__ahead_finish(stm__ahead *ahead)
{
    for (; ahead->num > 0; ahead->num--) {
        int last = ahead->num - 1, dim = ahead->ranges[last].dim;
        float *to = ahead->ranges[last].to;
        for (int64_t n = 0; to != NULL && n < ahead->ranges[last].num; n++)
            memcpy(to + n * dim, ahead->ranges[last].rows + n * ahead->ranges[last].stride,
                   (size_t)dim * sizeof *to);
    }
}
