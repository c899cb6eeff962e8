/* Inputs of 16 bits become floats as they are read; those of 32 are read where they stand. */
#include <string.h>

#include "attention/rows.h"

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Exponents grow from those of fp16 by a product, which makes its subnormal numbers normal. */
static float widen_half(uint16_t bits)
{
    uint32_t sign = (uint32_t)(bits & 0x8000) << 16, rest = (uint32_t)(bits & 0x7fff) << 13;
    float value = float_of(rest) * 0x1p112F;
    uint32_t finite;
    memcpy(&finite, &value, sizeof finite);
    return float_of(sign | (rest >= 0x0f800000U ? rest | 0x7f800000U : finite));
}

void stm__row_widen(const stm__input_rows *rows, int64_t number, float *to, int dim)
{
    const uint16_t *from = (const uint16_t *)rows->data + number * rows->stride;
    switch (rows->element) {
    case STM_ELEMENT_F32:
        memcpy(to, (const float *)rows->data + number * rows->stride, (size_t)dim * sizeof *to);
        break;
    case STM_ELEMENT_F16:
        for (int x = 0; x < dim; x++)
            to[x] = widen_half(from[x]);
        break;
    case STM_ELEMENT_BF16:
        for (int x = 0; x < dim; x++)
            to[x] = float_of((uint32_t)from[x] << 16);
        break;
    }
}

stm__input_rows stm__rows_from(const stm__input_rows *rows, int64_t first, int64_t step)
{
    int64_t bytes = rows->element == STM_ELEMENT_F32 ? 4 : 2;
    return (stm__input_rows){(const char *)rows->data + first * rows->stride * bytes,
                             rows->stride * step, rows->element};
}

const float *stm__rows_floats(const stm__input_rows *rows, int64_t first, int64_t step, int64_t num,
                              int dim, float *room, int64_t *stride)
{
    if (rows->element == STM_ELEMENT_F32) {
        *stride = rows->stride * step;
        return (const float *)rows->data + first * rows->stride;
    }
    for (int64_t n = 0; n < num; n++)
        stm__row_widen(rows, first + n * step, room + n * dim, dim);
    *stride = dim;
    return room;
}
