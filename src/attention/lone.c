/* Queries as rows, which the kernels for one query want, beside the tile, where they are lanes. */
#include "attention/lone.h"

#include <math.h>
#include <string.h>

void stm__lone_lay_out(stm__lone *lone, int dim, int sum_dim, stm__layout *layout)
{
    lone->dim = dim;
    lone->sum_dim = sum_dim;
    lone->query = stm__layout_floats(layout, STM__LANES * dim);
    lone->sum = stm__layout_floats(layout, STM__LANES * sum_dim);
    lone->numbers = stm__layout_take(layout, STM__LANES, sizeof *lone->numbers);
}

void stm__lone_start(stm__lone *lone, const stm__input_rows *rows, int count, float scale,
                     float *room)
{
    int dim = lone->dim;
    int64_t stride;
    const float *q = stm__rows_floats(rows, 0, 1, count, dim, room, &stride);
    for (int t = 0; t < count; t++) {
        for (int x = 0; x < dim; x++)
            lone->query[t * dim + x] = q[t * stride + x] * scale;
        lone->maximum[t] = -INFINITY;
        lone->total[t] = 0;
        lone->waiting[t] = 0;
    }
    memset(lone->sum, 0, (size_t)count * (size_t)lone->sum_dim * sizeof *lone->sum);
}
