/* Lower bounds: what no order of visiting the points can be below. */
#ifndef STMASK_BOUNDS_H
#define STMASK_BOUNDS_H

#include <stmask/mask.h>

/* All in whole steps or vectors. */
typedef struct stm_bounds {
    int64_t points;
    /* Steps: ceil(points / min(P, floor(R/2) * ceil(R/2))), for a step's r rows and c columns hold
     * at most r * c points. */
    int64_t steps;
    /* Rows + columns read, summed over the steps, which is what `none` loads: 2 * points /
     * sqrt(min(P, floor(R/2) * ceil(R/2))), for a step of p points reads at least 2 * sqrt(p), and
     * p points cost least each where p is largest; and at least what one step of them reads. */
    int64_t reads;
    /* Loads: every row and every column with a nonzero at least once. */
    int64_t compulsory;
    /* Loads with a buffer of B vectors, by the phase argument of Hong and Kung 1981, "I/O
     * complexity: the red-blue pebble game", theorem 3.1: cut the loads into phases of T. In a
     * phase at most B + T vectors are at hand, and they cover at most f(B + T) points, so that
     * loads > T * (ceil(points / f(B + T)) - 1) for every T >= 1. f(s) is the most that r rows and
     * s - r columns can cover, by r * (s - r) and by the sorted degrees of rows and columns. 0
     * without a buffer. */
    int64_t phase;
    int64_t phase_length; /* the T that gives the largest */
    int64_t any_order;    /* the larger of compulsory and phase */
} stm_bounds;

/* The bounds of a mask, for P multiplications, a read limit R (0: none) and a buffer (0: none).
 * O(rows + columns) memory and, with a buffer, O((rows + columns) log(rows + columns)) time and
 * more; many T are tried, and each of them gives a bound. */
STM_API stm_status stm_bounds_of(const stm_mask *mask, int64_t num_multiplications,
                                 int64_t read_limit, int64_t buffer, stm_bounds *bounds,
                                 stm_error *error);

/* The fewest rows + columns that a step of so many points reads: ceil(2 * sqrt(points)). */
STM_API int64_t stm_bound_of_step(int64_t points);

#endif
