/* Random choices that are the same on every machine.
 *
 * Draw d of row I is hash(seed, I, d), a counter through the finaliser of SplitMix64 (Steele et al.
 * 2014, "Fast Splittable Pseudorandom Number Generators", figure 15), once for each of the three:
 *
 *     hash(seed, I, d) = mix(mix(mix(seed + G) + I + G) + d + G),  G = 0x9e3779b97f4a7c15
 *
 * Its high 32 bits, times n, over 2^32 are a number from 0 to n - 1. r numbers out of n without
 * repeat are drawn by Floyd's method (Bentley and Floyd 1987, "A Sample of Brilliance"): for t = n
 * - r, ..., n - 1 draw d = 0, 1, ... takes one of 0 .. t, or t itself where that one is taken
 * already.
 */
#ifndef STM__PATTERN_DRAWS_H
#define STM__PATTERN_DRAWS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* The chosen numbers, at most `wanted` of 0 .. n - 1, in ascending order; returns how many. */
int64_t stm__draw(int64_t seed, int64_t row, int64_t n, int64_t wanted, int64_t *chosen);

/* Which rows chose a column. Made once, when the first column is asked for. */
typedef struct stm__transposed {
    int64_t *starts; /* rows of column J: rows[starts[J]] .. rows[starts[J + 1] - 1], ascending */
    int32_t *rows;
} stm__transposed;

/* The columns of row I, at most as many as were wanted. */
typedef int64_t stm__choose(const void *context, int64_t row, int64_t *chosen);

/* What `*made` has or, where it is NULL, gets: the choices of `num` rows among as many columns, by
 * choose(context, I, ...), at most `wanted` a row. Any number of threads may ask. NULL where memory
 * ran out. */
const stm__transposed *stm__transpose_once(_Atomic(stm__transposed *) *made, int64_t num,
                                           int64_t wanted, stm__choose *choose,
                                           const void *context);
void stm__transposed_free(stm__transposed *transposed);

#endif
