/* The greedy rule, by arithmetic: groups of steps of a plan.
 *
 * Where a line has at least a step's worth of cells left at the start of a step, the steps inside
 * it are all alike: one line, m new indices across it. They come as one group. All other steps,
 * those that meet the end of a line, come one by one.
 */
#ifndef STM__PLAN_STEPPER_H
#define STM__PLAN_STEPPER_H

#include "plan/cursor.h"
#include "plan/run_set.h"

/* What a step reads: lines (rows, or columns where the order goes by columns), and what crosses
 * them. */
typedef struct stm__reads {
    stm__run_set lines, cross;
    int64_t first_line, last_line;
} stm__reads;

typedef struct stm__group {
    int64_t time;   /* of its first step */
    int64_t repeat; /* steps; 0 after the last group */
    int64_t points; /* of each step */
} stm__group;

typedef struct stm__stepper {
    stm__cursor cursor;
    stm__cursor start; /* where the group began; shares the reader, valid in the same line only */
    int64_t time;
    bool limited;
    stm__limits limits;
    int64_t in_line; /* points of a step that stays inside a line: at most P and R - 1 */
    bool goes_on;    /* so many that end a line may be followed by the next one's: only what crosses
                        lines is full */
    stm__reads now;  /* of the first step of the group */
    stm__reads before; /* of the step before it */
    stm__reads last;   /* of the last step of a group of several */
    stm__group group;  /* the one given last */
    bool keep_pieces;  /* set after opening: groups of one step each, with their pieces */
    stm_piece *pieces;
    int64_t num_pieces, piece_capacity;
} stm__stepper;

stm_status stm__stepper_open(stm__stepper *stepper, const stm_plan *plan, stm_error *error);
void stm__stepper_close(stm__stepper *stepper);

/* The next group. STM_ENOMEM, or what reading a line failed with. */
stm_status stm__stepper_next(stm__stepper *stepper, stm__group *group);

/* The indices across the line of step k of the group (k from 0), which has several steps. */
bool stm__stepper_cross_of(const stm__stepper *stepper, int64_t k, stm__run_set *cross);

bool stm__reads_copy(stm__reads *to, const stm__reads *from);
void stm__reads_free(stm__reads *reads);

/* Lines and cross indices that `now` has and `before` has not. O(runs x runs). */
int64_t stm__reads_new_lines(const stm__reads *now, const stm__reads *before);
int64_t stm__reads_new_cross(const stm__reads *now, const stm__reads *before);

#endif
