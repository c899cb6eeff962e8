/* Rows of the tensors of one head: the form in which all of attention knows queries and keys. A
 * query or a key is the number of its row; where the mask's bounds begin matters to recipes and to
 * the runs of masks only. */
#ifndef STM__ATTENTION_ROWS_H
#define STM__ATTENTION_ROWS_H

#include <stdint.h>

#include <stmask/element.h>

typedef struct stm__rows {
    float *data;
    int64_t stride;
} stm__rows;

/* The same of inputs, which need not be float32. */
typedef struct stm__input_rows {
    const void *data;
    int64_t stride;
    stm_element element;
} stm__input_rows;

/* Row `number` as floats. */
void stm__row_widen(const stm__input_rows *rows, int64_t number, float *to, int dim);

/* Rows first, first + step, ...: where they stand, or widened in `room`. */
const float *stm__rows_floats(const stm__input_rows *rows, int64_t first, int64_t step, int64_t num,
                              int dim, float *room, int64_t *stride);

/* From row `first` on, every `step`-th. */
stm__input_rows stm__rows_from(const stm__input_rows *rows, int64_t first, int64_t step);

#endif
