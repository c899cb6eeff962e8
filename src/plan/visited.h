/* Which points of a mask have been visited: a bit for each nonzero. */
#ifndef STM__PLAN_VISITED_H
#define STM__PLAN_VISITED_H

#include <stdbool.h>

#include <stmask/mask.h>

/* Zero-initialise; free with stm__visited_close. */
typedef struct stm__visited {
    stm_rectangle bounds;
    stm_reader *reader;
    int64_t row; /* that the runs are of; -1: none */
    const stm_run *runs;
    int64_t num_runs;
    int64_t *starts; /* of each row: its first bit; one more at the end */
    uint64_t *bits;
    int64_t points, visited; /* nonzeros of the mask; different ones visited */
} stm__visited;

typedef enum stm__visit { STM__VISIT_FIRST, STM__VISIT_AGAIN, STM__VISIT_OUTSIDE } stm__visit;

/* STM_EINVAL where the mask has more than STM_MAX_CHECKED_POINTS nonzeros. O(rows). */
stm_status stm__visited_open(stm__visited *visited, const stm_mask *mask, stm_error *error);
void stm__visited_close(stm__visited *visited);

/* Visits a point within the mask's bounds. O(runs of its row), less where the row is the same as
 * before. */
stm_status stm__visited_visit(stm__visited *visited, int64_t row, int64_t column,
                              stm__visit *visit);

/* The first point not visited, by rows, then by columns, of which there is one. */
stm_status stm__visited_first_missing(stm__visited *visited, int64_t *row, int64_t *column);

#endif
