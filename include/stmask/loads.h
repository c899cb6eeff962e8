/* Loads of a plan: how many vectors its steps bring in, under four ways of keeping them.
 *
 * A vector is a query row or a key column, of head_dim elements. Within a step each counts once.
 *
 * - none: every step loads all that it reads.
 * - previous: what the step before had is kept; step 0 loads all that it reads.
 * - lru(B): a buffer of the B vectors touched last, by whole steps: a vector hits if it is in the
 *   buffer when the step begins; then the step's rows are touched ascending, then its columns
 *   ascending. One pass gives every B (Mattson et al. 1970, "Evaluation techniques for storage
 *   hierarchies").
 * - opt(B): a buffer of B vectors, by whole steps: of the vectors that the step does not read,
 *   those read farthest in the future leave first (Belady 1966, "A study of replacement algorithms
 *   for a virtual-storage computer"); no order of leaving loads fewer.
 */
#ifndef STMASK_LOADS_H
#define STMASK_LOADS_H

#include <stmask/plan.h>

typedef struct stm_loads stm_loads;

typedef struct stm_loads_options {
    bool lru; /* count lru for every B */
    bool opt; /* keep what opt needs: 4 bytes a load of `none` */
    const stm_progress *progress;
    /* The one buffer that lru and opt will be asked of, so that those of large masks may come from
     * small ones; 0: any may be asked of. */
    int64_t buffer;
} stm_loads_options;

/* Rows and columns apart. */
typedef struct stm_load_counts {
    int64_t rows, columns;
} stm_load_counts;

/* Counts what a plan loads. Without lru and opt, orders by rows or columns are counted by
 * arithmetic. Orders by lines and by rows of tiles, without a read limit, of a large mask that is a
 * handful of bands come from small masks of the same bands, with lru and opt where `buffer` says of
 * how many vectors (docs/recurrences.md). Else the cost is about that of the points and of the
 * loads of `none`, with O(rows + columns) memory. */
STM_CHECKED stm_status stm_loads_new(const stm_plan *plan, stm_loads **loads, stm_error *error,
                                     const stm_loads_options *options);
STM_API void stm_loads_free(stm_loads *loads); /* NULL is fine */

STM_API stm_load_counts stm_loads_none(const stm_loads *loads);
STM_API stm_load_counts stm_loads_previous(const stm_loads *loads);

/* Of a buffer of `buffer` vectors. STM_EINVAL where that is smaller than the largest step, or where
 * it, or that buffer, was not asked for in the options. lru is O(buffer), opt O(loads log loads).
 */
STM_CHECKED stm_status stm_loads_lru(const stm_loads *loads, int64_t buffer,
                                     stm_load_counts *counts, stm_error *error);
STM_CHECKED stm_status stm_loads_opt(const stm_loads *loads, int64_t buffer,
                                     stm_load_counts *counts, stm_error *error);

/* What is measured of every step. New is what the step before did not have. */
typedef enum stm_measure {
    STM_UNIQUE_ROWS,
    STM_UNIQUE_COLUMNS,
    STM_UNIQUE_TOTAL,
    STM_NEW_ROWS,
    STM_NEW_COLUMNS,
    STM_NEW_TOTAL,
    STM_NUM_MEASURES
} stm_measure;

/* How many steps have each value of a measure, in vectors a step. Step 0, the cold start, takes no
 * part in the new ones. */
typedef struct stm_distribution {
    int64_t peak;         /* the largest value; 0 where there is no step */
    double mean;          /* over the steps that take part; 0 where there is none */
    const int64_t *steps; /* steps[v], v from 0 to peak: the steps of that value */
} stm_distribution;

/* Valid as long as the loads. */
STM_API stm_distribution stm_loads_distribution(const stm_loads *loads, stm_measure measure);

/* What step 0 loads. */
STM_API stm_load_counts stm_loads_cold_start(const stm_loads *loads);

STM_API int64_t stm_loads_points(const stm_loads *loads);
STM_API int64_t stm_loads_steps(const stm_loads *loads);

/* Different rows and columns of the mask that have a nonzero: what any order loads at least. */
STM_API stm_load_counts stm_loads_compulsory(const stm_loads *loads);

#endif
