/* Steps that recur: of an order by lines whose mask repeats, a few periods are walked and the rest
 * is added up. docs/recurrences.md has the argument. */
#ifndef STM__PLAN_RECURRENCE_H
#define STM__PLAN_RECURRENCE_H

#include "mask/stretches.h"
#include "plan/stepper.h"

/* What is added up over steps. */
typedef struct stm__sums {
    void *context;
    /* How many sums there are, of which the first is that of the steps themselves. It may change
     * where `most` does. */
    int64_t (*num)(const void *context);
    void (*get)(const void *context, int64_t *sums);
    void (*set)(void *context, const int64_t *sums);
    int64_t (*most)(const void *context); /* changes where a step exceeds all before it */
} stm__sums;

/* Where a step begins, as seen from the line by which it is looked at. */
typedef struct stm__mark {
    int64_t ahead, taken; /* its line, and the cells of it that are behind */
    /* The step before it: how many lines back it began, how many cells of that line it had before
     * it, and its points. */
    int64_t back, tail, points;
} stm__mark;

/* Zero-initialise to close it unopened. */
typedef struct stm__recurrence {
    stm__stretches stretches;
    int64_t stretch; /* the one that the walk is in */
    int64_t unit,
        next_line; /* lines from one look to the next; the next; 0: none in this stretch */
    int64_t even;  /* periods have to be multiples of this */
    int64_t group_line, group_left; /* where the last group of steps began */
    bool any_group;
    /* The cycle that is looked for, after Brent: marks are compared with one that is kept, and
     * replaced after 1, 2, 4, ... looks. */
    stm__mark kept;
    int64_t kept_line, looks, most_looks;
    int64_t cycle; /* lines; 0: not found */
    int windows;   /* cycles that were walked since, of which the last three are known */
    /* Sums: when the mark was kept, now, and of the last three cycles; `num` of each. */
    int64_t *at_kept, *now, *window[3];
    int64_t num, capacity, most;
    const stm__sums *sums;
} stm__recurrence;

/* `sums` is borrowed. */
stm_status stm__recurrence_open(stm__recurrence *recurrence, const stm_plan *plan,
                                const stm__stepper *stepper, const stm__sums *sums,
                                stm_error *error);
void stm__recurrence_close(stm__recurrence *recurrence);

/* To be called before each group of steps. Where steps have been seen to recur, moves the stepper
 * on by as many cycles as there are, and adds to the sums what they hold. */
stm_status stm__recurrence_look(stm__recurrence *recurrence, stm__stepper *stepper);

#endif
