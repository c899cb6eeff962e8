/* Rows of tiles, visited tile by tile: what tiles, panels and residue classes are made of. */
#ifndef STM__PLAN_TILE_ROW_H
#define STM__PLAN_TILE_ROW_H

#include "plan/stream.h"

/* Which keys of a row take part: those at a distance below `near` from the query, those at `near`
 * and above, or all. */
typedef enum stm__side { STM__ALL, STM__NEAR, STM__FAR } stm__side;

/* Open, set the first part but for the reader, close. */
typedef struct stm__tile_row {
    stm_reader *reader;
    bool transposed; /* lines are columns: points come out with their axes swapped back */
    int64_t width;   /* of a tile; its columns begin at multiples of it */
    stm__side side;
    int64_t near;

    int64_t *lines; /* of the row of tiles, in the order they are visited within a tile */
    int64_t num_lines, line_capacity;
    stm_run *runs; /* of all its lines, one line after the other, in order */
    int64_t num_runs, run_capacity;
    struct stm__tile_row_line *at; /* where each line stands */
    int64_t at_capacity;
    int64_t *counts; /* points of each tile of a stretch, then where they go */
    int64_t stretch; /* tiles dealt with at a time */
} stm__tile_row;

stm_status stm__tile_row_open(stm__tile_row *row, const stm_plan *plan, stm_error *error);
void stm__tile_row_close(stm__tile_row *row);

/* Begins the row of tiles of `count` lines first, first + step, ... Lines that see nothing cost no
 * more. */
stm_status stm__tile_row_begin(stm__tile_row *row, int64_t first, int64_t count, int64_t step);

/* Appends the points of the row's next tiles, in order: tiles ascending, within a tile line by
 * line. Appends nothing where the row has ended. */
stm_status stm__tile_row_next(stm__tile_row *row, stm__points *points);

#endif
