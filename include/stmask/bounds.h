/* Lower bounds: what no order of visiting the points can be below. */
#ifndef STMASK_BOUNDS_H
#define STMASK_BOUNDS_H

#include <stmask/mask.h>

/* The most rows and the most columns of a mask of which what lines share is counted. */
#define STM_MOST_SHARED 4096

/* Arguments that bound the loads of any order. */
typedef enum stm_load_bound {
    STM_BOUND_COMPULSORY,
    STM_BOUND_PHASE,
    STM_BOUND_PAIRS,
    STM_BOUND_MATCHED,
    STM_NUM_LOAD_BOUNDS
} stm_load_bound;

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
    /* Loads with a buffer of B vectors, rows and columns together, by four arguments, each with its
     * proof in docs/orders.md; without a buffer all but the first are 0. */
    /* By phases of T loads, after Hong and Kung 1981, "I/O complexity: the red-blue pebble game",
     * theorem 3.1: the first B + T loads, and every T after them, have at most B + T vectors at
     * hand, which cover at most f(B + T) points. f(s) is the most that r rows and s - r columns
     * can cover: by r * (s - r), by the sorted degrees and, up to STM_MOST_SHARED rows and
     * columns, by what lines have in common. */
    int64_t phase;
    int64_t phase_length; /* the T that gives the largest */
    int64_t phase_points; /* f(B + T) */
    int64_t phase_rest;   /* loads that the last phase needs at least: phase is B + (ceil(points /
                             f(B + T)) - 1) * T and these */
    /* By pairs: the k-th load finds at most min(k - 1, B - 1) vectors in the buffer, and computes a
     * point with each of them at most. */
    int64_t pairs;
    /* The same, less pairs that are of no use: two rows, or two columns. Points of which no two
     * share a row or a column, `matched` of them, force half as many loads' worth of these. */
    int64_t pairs_matched;
    int64_t matched;
    int64_t any_order;   /* the largest of compulsory, phase, pairs and pairs_matched */
    stm_load_bound best; /* which that is */
} stm_bounds;

/* Names an argument: "phases". */
STM_API const char *stm_load_bound_name(stm_load_bound bound);

/* Says an argument in some words. */
STM_API const char *stm_load_bound_sentence(stm_load_bound bound);

/* The loads that an argument proves. */
STM_API int64_t stm_load_bound_value(const stm_bounds *bounds, stm_load_bound bound);

/* The bounds of a mask, for P multiplications, a read limit R (0: none) and a buffer (0: none).
 * O(rows + columns) memory and, with a buffer, O((rows + columns) log(rows + columns)) time and
 * more; many T are tried, and each of them gives a bound. Up to STM_MOST_SHARED rows and columns
 * O(rows^2 * columns / 64) and the same of columns, a bit of memory a cell. */
STM_CHECKED stm_status stm_bounds_of(const stm_mask *mask, int64_t num_multiplications,
                                     int64_t read_limit, int64_t buffer, stm_bounds *bounds,
                                     stm_error *error);

/* The fewest rows + columns that a step of so many points reads: ceil(2 * sqrt(points)). */
STM_API int64_t stm_bound_of_step(int64_t points);

#endif
