/* Which points of a mask have been visited: a bit for each nonzero. */
#ifndef STM__PLAN_COVER_H
#define STM__PLAN_COVER_H

#include <stdbool.h>

#include <stmask/mask.h>

/* Zero-initialise; free with stm__cover_close. */
typedef struct stm__cover {
    stm_rectangle bounds;
    stm_reader *reader;
    int64_t row; /* that the runs are of; -1: none */
    const stm_run *runs;
    int64_t num_runs;
    int64_t *starts; /* of each row: its first bit; one more at the end */
    uint64_t *bits;
    int64_t points, visited; /* nonzeros of the mask; different ones visited */
} stm__cover;

typedef enum stm__visit { STM__VISIT_FIRST, STM__VISIT_AGAIN, STM__VISIT_OUTSIDE } stm__visit;

/* STM_EINVAL where the mask has more than STM_MAX_CHECKED_POINTS nonzeros. O(rows). */
stm_status stm__cover_open(stm__cover *cover, const stm_mask *mask, stm_error *error);
void stm__cover_close(stm__cover *cover);

/* Visits a point within the mask's bounds. O(runs of its row), less where the row is the same as
 * before. */
stm_status stm__cover_visit(stm__cover *cover, int64_t row, int64_t column, stm__visit *visit);

/* The first point not visited, by rows, then by columns, of which there is one. */
stm_status stm__cover_first_missing(stm__cover *cover, int64_t *row, int64_t *column);

#endif
