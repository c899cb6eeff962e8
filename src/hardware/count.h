/* Sums and products of counts that remember whether one did not fit an int64_t. */
#ifndef STM__HARDWARE_COUNT_H
#define STM__HARDWARE_COUNT_H

#include <stdbool.h>
#include <stdint.h>

static inline int64_t stm__times(bool *over, int64_t a, int64_t b)
{
    int64_t product;
    if (!__builtin_mul_overflow(a, b, &product))
        return product;
    *over = true;
    return 0;
}

static inline int64_t stm__plus(bool *over, int64_t a, int64_t b)
{
    int64_t sum;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum;
    *over = true;
    return 0;
}

/* *sum += a * b. */
static inline void stm__gather(bool *over, int64_t *sum, int64_t a, int64_t b)
{
    *sum = stm__plus(over, *sum, stm__times(over, a, b));
}

#endif
