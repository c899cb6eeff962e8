/* Reads the lines of a row of tiles as runs, and gives the points tile by tile, sorted by counting
 * over a stretch of tiles. */
#include "plan/tile_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/clip.h"
#include "base/grow.h"
#include "mask/mask.h"

/* A line's next cell, INT64_MAX after its last. */
typedef struct stm__tile_row_line {
    int64_t next, run, end_run, used;
} stm__tile_row_line;

/* Stretches hold at most so many cells, if more than one tile. */
#define STRETCH_CELLS ((int64_t)1 << 22)
#define STRETCH_TILES 512

stm_status stm__tile_row_open(stm__tile_row *row, const stm_plan *plan, stm_error *error)
{
    *row = (stm__tile_row){.width = 1};
    return stm_reader_new(stm_plan_mask(plan), &row->reader, error);
}

void stm__tile_row_close(stm__tile_row *row)
{
    stm_reader_free(row->reader);
    free(row->lines);
    free(row->runs);
    free(row->at);
    free(row->counts);
    *row = (stm__tile_row){0};
}

static bool add_part(stm__tile_row *row, const stm_run *run, int64_t low, int64_t high)
{
    stm_run part = stm__run_clip(run, low, high);
    if (part.count == 0)
        return true;
    if (!stm__grow(&row->runs, &row->run_capacity, row->num_runs + 1, sizeof *row->runs))
        return false;
    row->runs[row->num_runs++] = part;
    return true;
}

/* The cells of a run that are on its side of line `index`. */
static bool add_run(stm__tile_row *row, const stm_run *run, int64_t index)
{
    int64_t near = row->near;
    switch (row->side) {
    case STM__ALL:
        break;
    case STM__NEAR:
        return add_part(row, run, index - near + 1, index + near - 1);
    case STM__FAR:
        return add_part(row, run, INT64_MIN / 2, index - near) &&
               add_part(row, run, index + near, INT64_MAX / 2);
    }
    return add_part(row, run, INT64_MIN / 2, INT64_MAX / 2);
}

static void settle(stm__tile_row_line *at, const stm_run *runs)
{
    if (at->run < at->end_run && at->used == runs[at->run].count) {
        at->run++;
        at->used = 0;
    }
    at->next =
        at->run == at->end_run ? INT64_MAX : runs[at->run].first + at->used * runs[at->run].step;
}

/* Far parts of several runs come out of order: those below the line before those above. */
static int by_first(const void *a, const void *b)
{
    int64_t x = ((const stm_run *)a)->first, y = ((const stm_run *)b)->first;
    return x < y ? -1 : x > y;
}

stm_status stm__tile_row_begin(stm__tile_row *row, int64_t first, int64_t count, int64_t step)
{
    row->num_lines = row->num_runs = 0;
    for (int64_t k = 0; k < count; k++) {
        int64_t index = first + k * step, num_runs, begin = row->num_runs;
        const stm_run *runs;
        stm_status status = stm__reader_ordered(
            row->reader, row->transposed ? STM__COLUMNS : STM__ROWS, index, &runs, &num_runs);
        if (status != STM_OK)
            return status;
        for (int64_t r = 0; r < num_runs; r++)
            if (!add_run(row, &runs[r], index))
                return STM_ENOMEM;
        if (row->num_runs == begin)
            continue;
        if (!stm__grow(&row->lines, &row->line_capacity, row->num_lines + 1, sizeof *row->lines) ||
            !stm__grow(&row->at, &row->at_capacity, row->num_lines + 1, sizeof *row->at))
            return STM_ENOMEM;
        if (row->side == STM__FAR)
            qsort(row->runs + begin, (size_t)(row->num_runs - begin), sizeof *row->runs, by_first);
        row->lines[row->num_lines] = index;
        row->at[row->num_lines] = (stm__tile_row_line){0, begin, row->num_runs, 0};
        settle(&row->at[row->num_lines++], row->runs);
    }
    /* Narrow tiles are dealt with by the stretch: counted, then put in place. */
    row->stretch = stm__min(STRETCH_TILES, STRETCH_CELLS / stm__max(row->num_lines, 1) /
                                               stm__min(row->width, STRETCH_CELLS));
    if (row->width >= STRETCH_TILES || row->stretch < 1)
        row->stretch = 1;
    if (row->counts == NULL) {
        row->counts = malloc((STRETCH_TILES + 1) * sizeof *row->counts);
        if (row->counts == NULL)
            return STM_ENOMEM;
    }
    return STM_OK;
}

static void put(const stm__tile_row *row, stm__point *to, int64_t line, int64_t cross)
{
    *to = row->transposed ? (stm__point){(int32_t)cross, (int32_t)line}
                          : (stm__point){(int32_t)line, (int32_t)cross};
}

/* One tile: the cells below `end`, line by line. */
static bool put_tile(stm__tile_row *row, int64_t end, stm__points *points)
{
    for (int64_t k = 0; k < row->num_lines; k++) {
        stm__tile_row_line *at = &row->at[k];
        while (at->next < end) {
            const stm_run *run = &row->runs[at->run];
            int64_t count = stm__min(run->count - at->used, (end - 1 - at->next) / run->step + 1);
            if (!stm__points_reserve(points, points->num + count))
                return false;
            for (int64_t c = 0; c < count; c++)
                put(row, points->at + points->num++, row->lines[k], at->next + c * run->step);
            at->used += count;
            settle(at, row->runs);
        }
    }
    return true;
}

/* Several tiles of `width` from `begin` on: counting sort of their points by tile. */
static bool put_stretch(stm__tile_row *row, int64_t begin, int64_t end, stm__points *points)
{
    int64_t width = row->width, *counts = row->counts, total = 0;
    memset(counts, 0, (size_t)row->stretch * sizeof *counts);
    for (int64_t k = 0; k < row->num_lines; k++) {
        stm__tile_row_line at = row->at[k];
        while (at.next < end) {
            const stm_run *run = &row->runs[at.run];
            int64_t count = stm__min(run->count - at.used, (end - 1 - at.next) / run->step + 1);
            int64_t cell = at.next - begin;
            for (int64_t c = 0; c < count; c++, cell += run->step)
                counts[width == 1 ? cell : cell / width]++;
            at.used += count;
            settle(&at, row->runs);
        }
    }
    for (int64_t t = 0; t < row->stretch; t++) {
        int64_t here = counts[t];
        counts[t] = points->num + total;
        total += here;
    }
    if (!stm__points_reserve(points, points->num + total))
        return false;
    for (int64_t k = 0; k < row->num_lines; k++) {
        stm__tile_row_line *at = &row->at[k];
        while (at->next < end) {
            const stm_run *run = &row->runs[at->run];
            int64_t count = stm__min(run->count - at->used, (end - 1 - at->next) / run->step + 1);
            int64_t cell = at->next - begin;
            for (int64_t c = 0; c < count; c++, cell += run->step)
                put(row, points->at + counts[width == 1 ? cell : cell / width]++, row->lines[k],
                    begin + cell);
            at->used += count;
            settle(at, row->runs);
        }
    }
    points->num += total;
    return true;
}

stm_status stm__tile_row_next(stm__tile_row *row, stm__points *points)
{
    int64_t next = INT64_MAX;
    for (int64_t k = 0; k < row->num_lines; k++)
        next = stm__min(next, row->at[k].next);
    if (next == INT64_MAX)
        return STM_OK;
    int64_t begin = next / row->width * row->width;
    int64_t end = begin + row->stretch * row->width;
    bool done =
        row->stretch == 1 ? put_tile(row, end, points) : put_stretch(row, begin, end, points);
    return done ? STM_OK : STM_ENOMEM;
}
