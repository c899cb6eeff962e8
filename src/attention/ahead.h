/* What is fetched and copied ahead, by the kernels between their products. */
#ifndef STM__ATTENTION_AHEAD_H
#define STM__ATTENTION_AHEAD_H

#include "attention/kernels/kernels.h"
#include "attention/rows.h"

/* Adds rows first, first + step, ..., `num` of them, of `dim` elements, to those that kernels
 * fetch, before the others. Of rows that are not floats it does nothing. */
void stm__ahead_fetch(stm__ahead *ahead, const stm__input_rows *rows, int64_t first, int64_t step,
                      int64_t num, int dim);

/* Lets kernels copy rows to to[num][dim], of which `rows` are from now on; those of 16 bits are
 * copied at once. */
void stm__ahead_copy(stm__ahead *ahead, stm__input_rows *rows, int64_t num, int dim, float *to);

/* Copies what is left, and forgets what was only to be fetched. */
void stm__ahead_finish(stm__ahead *ahead);

/* Where rows of float32 stand, as inputs. */
static inline stm__input_rows stm__rows_as_inputs(const stm__rows *rows)
{
    return (stm__input_rows){rows->data, rows->stride, STM_ELEMENT_F32};
}

#endif
