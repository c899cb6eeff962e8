/* The points of a mask in a plan's order, one stretch of a run after the other. */
#ifndef STM__PLAN_CURSOR_H
#define STM__PLAN_CURSOR_H

#include "plan/plan.h"
#include "plan/run_set.h"

typedef struct stm__cursor {
    const stm_plan *plan;
    stm_reader *reader;
    int64_t line, next_line, end_line; /* the line it stands in; the one after; behind the last */
    bool descending;
    const stm_run *runs; /* of the line */
    int64_t num_runs;
    int64_t run,
        used;     /* of the runs in visiting order: the one it stands in, and cells behind it */
    int64_t left; /* cells of the line that are still to come */
} stm__cursor;

stm_status stm__cursor_open(stm__cursor *cursor, const stm_plan *plan, stm_error *error);
void stm__cursor_close(stm__cursor *cursor);

/* Where `left` is 0, goes to the next line that has cells. `left` stays 0 where there is none. */
stm_status stm__cursor_fill(stm__cursor *cursor);

/* The next cells of the run it stands in, at most `most`: as visited, from `first` on by `step`. */
stm_piece stm__cursor_peek(const stm__cursor *cursor, int64_t most);

/* Goes on by `count` cells of the run it stands in (as many as peek gave, or fewer). */
void stm__cursor_advance(stm__cursor *cursor, int64_t count);

/* Goes on by `count` cells of the line, O(runs passed). */
void stm__cursor_skip(stm__cursor *cursor, int64_t count);

/* A piece's indices, ascending. */
static inline stm_run stm__piece_run(const stm_piece *piece)
{
    stm_run run = {piece->first, piece->count, piece->step, 0};
    if (piece->step < 0) {
        run.first += (piece->count - 1) * piece->step;
        run.step = -piece->step;
    }
    if (run.count == 1)
        run.step = 1;
    return run;
}

#endif
