/* The arguments of the lower bounds on loads, one file each; docs/orders.md proves them. */
#ifndef STM__PLAN_BOUNDS_H
#define STM__PLAN_BOUNDS_H

#include <stmask/bounds.h>

/* Degrees of one side, descending, in a form that sums min(degree, c) over the r largest in O(1).
 */
typedef struct stm__degrees {
    int64_t num;       /* those above 0 */
    int64_t *sum;      /* of the r largest, r from 0 to num */
    int64_t *at_least; /* how many have degree c or more, c from 0 to max */
    int64_t max;
} stm__degrees;

/* Reads the degrees of all rows, or of all columns. Zero-initialise; free with the function below.
 */
stm_status stm__degrees_read(stm__degrees *degrees, const stm_mask *mask, bool columns,
                             stm_error *error);
void stm__degrees_free(stm__degrees *degrees);

/* How much lines of one side can share: shared[r] is at least the number of points that any line
 * has in common with r others, added up. NULL where it is not known. */
typedef struct stm__shared {
    int64_t *rows, *columns; /* up to as many as there are of them, less one */
    int64_t num_rows, num_columns;
} stm__shared;

/* Leaves both NULL where the mask has more than STM_MOST_SHARED rows or columns. Free with the
 * function below. */
stm_status stm__shared_read(stm__shared *shared, const stm_mask *mask, stm_error *error);
void stm__shared_free(stm__shared *shared);

/* The most points that c columns can have in r rows, as far as what r rows share allows: with e
 * points in all the columns' pairs of points are at least e * (e / c - 1) / 2 by convexity. */
int64_t stm__shared_cap(const int64_t *shared, int64_t num, int64_t r, int64_t c);

/* The bound by phases, into phase, phase_length, phase_points and phase_rest. */
void stm__bound_by_phases(stm_bounds *bounds, const stm__degrees *rows, const stm__degrees *columns,
                          const stm__shared *shared, int64_t buffer);

/* The bounds by pairs, into pairs and pairs_matched, from points and matched. */
void stm__bound_by_pairs(stm_bounds *bounds, int64_t buffer);

/* Finds points of which no two share a row or a column, row by row: the point on the diagonal of
 * the rule where it is free, else the first free one. Their number is not the largest in all masks.
 * column_of takes the column of each row, -1 where it has none; NULL: nobody wants them. */
stm_status stm__matching_find(const stm_mask *mask, int64_t *matched, int64_t *column_of,
                              stm_error *error);

#endif
