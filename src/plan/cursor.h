/* The points of a mask in a plan's order, one stretch of a run after the other. */
#ifndef STM__PLAN_CURSOR_H
#define STM__PLAN_CURSOR_H

#include "plan/plan.h"
#include "plan/run_set.h"

/* Rows of so many runs at most have those joined that make one progression. */
#define STM__JOINED_RUNS 6

typedef struct stm__cursor {
    const stm_plan *plan;
    stm_reader *reader;
    int64_t line, next_line, end_line; /* the line it stands in; the one after; behind the last */
    bool descending;
    const stm_run *runs; /* of the line */
    int64_t num_runs;
    stm_run joined[STM__JOINED_RUNS]; /* what `runs` may point to */
    int64_t run;                      /* of those in visiting order, the one it stands in */
    int64_t used;                     /* cells of it that are behind */
    int64_t left;                     /* cells of the line that are still to come */
} stm__cursor;

stm_status stm__cursor_open(stm__cursor *cursor, const stm_plan *plan, stm_error *error);
void stm__cursor_close(stm__cursor *cursor);

/* Where `left` is 0, goes to the next line that has cells. `left` stays 0 where there is none. */
stm_status stm__cursor_fill(stm__cursor *cursor);

/* The run it stands in. */
static inline const stm_run *stm__cursor_run(const stm__cursor *cursor)
{
    return &cursor->runs[cursor->descending ? cursor->num_runs - 1 - cursor->run : cursor->run];
}

/* The next cells of the run it stands in, at most `most`: as visited, from `first` on by `step`. */
static inline stm_piece stm__cursor_peek(const stm__cursor *cursor, int64_t most)
{
    const stm_run *run = stm__cursor_run(cursor);
    int64_t left = run->count - cursor->used, count = most < left ? most : left;
    if (cursor->descending)
        return (stm_piece){cursor->line, stm_run_last(run) - cursor->used * run->step, count,
                           -run->step};
    return (stm_piece){cursor->line, run->first + cursor->used * run->step, count, run->step};
}

/* Goes on by `count` cells of the run it stands in (as many as peek gave, or fewer). */
static inline void stm__cursor_advance(stm__cursor *cursor, int64_t count)
{
    cursor->used += count;
    cursor->left -= count;
    if (cursor->used == stm__cursor_run(cursor)->count) {
        cursor->run++;
        cursor->used = 0;
    }
}

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
