/* Whole-number arithmetic that C leaves to the reader. */
#ifndef STM__BASE_ARITHMETIC_H
#define STM__BASE_ARITHMETIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counts are of 64 bits, and sizes of memory made of them would wrap: a browser's sandbox alone has
 * nothing to lose by it. */
#if defined(SIZE_MAX) && SIZE_MAX < UINT64_MAX && !defined(__wasm__)
#error "stmask needs a machine whose sizes (size_t) have 64 bits"
#endif

static inline int64_t stm__min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t stm__max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ceil(a / b) for a >= 0, b >= 1. */
static inline int64_t stm__ceil_div(int64_t a, int64_t b)
{
    return a / b + (a % b != 0);
}

/* floor(a / b) and the residue from 0 on, for any a, b >= 1. */
static inline int64_t stm__floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static inline int64_t stm__floor_mod(int64_t a, int64_t b)
{
    return a - stm__floor_div(a, b) * b;
}

/* The greatest common divisor of a and b, both at least 0, where that of 0 and b is b. */
static inline int64_t stm__common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The sum of floor(t / s) for t from 0 to n - 1, n <= 2^31, s >= 1. */
static inline int64_t stm__sum_of_floors(int64_t n, int64_t s)
{
    int64_t q = n / s, r = n % s;
    return q * (q - 1) / 2 * s + q * r;
}

/* False where the product does not fit; `*product` is then unspecified. */
static inline bool stm__multiply_size(size_t a, size_t b, size_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

static inline bool stm__multiply(int64_t a, int64_t b, int64_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

#endif
