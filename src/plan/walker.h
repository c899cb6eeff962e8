/* The greedy rule, point by point: the steps of a plan in any order. */
#ifndef STM__PLAN_WALKER_H
#define STM__PLAN_WALKER_H

#include "plan/run_set.h"
#include "plan/stream.h"

/* Different indices that a step reads, in the order it meets them. */
typedef struct stm__indices {
    int32_t *at;
    int64_t num;
} stm__indices;

typedef struct stm__walker {
    const stm_plan *plan;
    stm__stream stream;
    int64_t used;                       /* points of the stream's batch that are behind */
    int64_t *row_step, *column_step;    /* the last step that read an index, counted from 1 */
    stm__indices rows, columns;         /* of this step */
    stm__indices old_rows, old_columns; /* of the step before it */
    int64_t time;                       /* of this step */
    int64_t num_points;
    int64_t new_rows, new_columns; /* that the step before did not have; all at time 0 */
    bool keep_points;              /* set after opening: the step's points too */
    stm__points points;
} stm__walker;

stm_status stm__walker_open(stm__walker *walker, const stm_plan *plan, stm_error *error);
void stm__walker_close(stm__walker *walker);

/* Goes to the next step; num_points is 0 after the last. */
stm_status stm__walker_next(stm__walker *walker);

/* Indices as a set of runs. Sorts them. */
bool stm__indices_to_set(stm__indices *indices, stm__run_set *set);

/* Sorts indices ascending. */
void stm__indices_sort(stm__indices *indices);

#endif
