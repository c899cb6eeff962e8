#include "plan/band.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clip.h"
#include "mask/mask.h"

/* A line's next cell, INT64_MAX after its last. */
typedef struct stm__band_line {
    int64_t next, run, end_run, used;
} stm__band_line;

/* Stretches hold at most so many cells, if more than one tile. */
#define STRETCH_CELLS ((int64_t)1 << 22)
#define STRETCH_TILES 512

stm_status stm__band_open(stm__band *band, const stm_plan *plan, stm_error *error)
{
    *band = (stm__band){.width = 1};
    return stm_reader_new(stm_plan_mask(plan), &band->reader, error);
}

void stm__band_close(stm__band *band)
{
    stm_reader_free(band->reader);
    free(band->lines);
    free(band->runs);
    free(band->at);
    free(band->counts);
    *band = (stm__band){0};
}

static bool add_part(stm__band *band, const stm_run *run, int64_t low, int64_t high)
{
    stm_run part = stm__run_clip(run, low, high);
    if (part.count == 0)
        return true;
    if (!stm__grow(&band->runs, &band->run_capacity, band->num_runs + 1, sizeof *band->runs))
        return false;
    band->runs[band->num_runs++] = part;
    return true;
}

/* The cells of a run that are on the band's side of line `index`. */
static bool add_run(stm__band *band, const stm_run *run, int64_t index)
{
    int64_t near = band->near;
    switch (band->side) {
    case STM__ALL:
        break;
    case STM__NEAR:
        return add_part(band, run, index - near + 1, index + near - 1);
    case STM__FAR:
        return add_part(band, run, INT64_MIN / 2, index - near) &&
               add_part(band, run, index + near, INT64_MAX / 2);
    }
    return add_part(band, run, INT64_MIN / 2, INT64_MAX / 2);
}

static void settle(stm__band_line *at, const stm_run *runs)
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

stm_status stm__band_begin(stm__band *band, int64_t first, int64_t count, int64_t step)
{
    band->num_lines = band->num_runs = 0;
    for (int64_t k = 0; k < count; k++) {
        int64_t index = first + k * step, num_runs, begin = band->num_runs;
        const stm_run *runs;
        stm_status status = stm__reader_ordered(
            band->reader, band->transposed ? STM__COLUMNS : STM__ROWS, index, &runs, &num_runs);
        if (status != STM_OK)
            return status;
        for (int64_t r = 0; r < num_runs; r++)
            if (!add_run(band, &runs[r], index))
                return STM_ENOMEM;
        if (band->num_runs == begin)
            continue;
        if (!stm__grow(&band->lines, &band->line_capacity, band->num_lines + 1,
                       sizeof *band->lines) ||
            !stm__grow(&band->at, &band->at_capacity, band->num_lines + 1, sizeof *band->at))
            return STM_ENOMEM;
        if (band->side == STM__FAR)
            qsort(band->runs + begin, (size_t)(band->num_runs - begin), sizeof *band->runs,
                  by_first);
        band->lines[band->num_lines] = index;
        band->at[band->num_lines] = (stm__band_line){0, begin, band->num_runs, 0};
        settle(&band->at[band->num_lines++], band->runs);
    }
    /* Narrow tiles are dealt with by the stretch: counted, then put in place. */
    band->stretch = stm__min(STRETCH_TILES, STRETCH_CELLS / stm__max(band->num_lines, 1) /
                                                stm__min(band->width, STRETCH_CELLS));
    if (band->width >= STRETCH_TILES || band->stretch < 1)
        band->stretch = 1;
    if (band->counts == NULL) {
        band->counts = malloc((STRETCH_TILES + 1) * sizeof *band->counts);
        if (band->counts == NULL)
            return STM_ENOMEM;
    }
    return STM_OK;
}

static void put(const stm__band *band, stm__point *to, int64_t line, int64_t cross)
{
    *to = band->transposed ? (stm__point){(int32_t)cross, (int32_t)line}
                           : (stm__point){(int32_t)line, (int32_t)cross};
}

/* One tile: the cells below `end`, line by line. */
static bool put_tile(stm__band *band, int64_t end, stm__points *points)
{
    for (int64_t k = 0; k < band->num_lines; k++) {
        stm__band_line *at = &band->at[k];
        while (at->next < end) {
            const stm_run *run = &band->runs[at->run];
            int64_t count = stm__min(run->count - at->used, (end - 1 - at->next) / run->step + 1);
            if (!stm__points_reserve(points, points->num + count))
                return false;
            for (int64_t c = 0; c < count; c++)
                put(band, points->at + points->num++, band->lines[k], at->next + c * run->step);
            at->used += count;
            settle(at, band->runs);
        }
    }
    return true;
}

/* Several tiles of `width` from `begin` on: counting sort of their points by tile. */
static bool put_stretch(stm__band *band, int64_t begin, int64_t end, stm__points *points)
{
    int64_t width = band->width, *counts = band->counts, total = 0;
    memset(counts, 0, (size_t)band->stretch * sizeof *counts);
    for (int64_t k = 0; k < band->num_lines; k++) {
        stm__band_line at = band->at[k];
        while (at.next < end) {
            const stm_run *run = &band->runs[at.run];
            int64_t count = stm__min(run->count - at.used, (end - 1 - at.next) / run->step + 1);
            int64_t cell = at.next - begin;
            for (int64_t c = 0; c < count; c++, cell += run->step)
                counts[width == 1 ? cell : cell / width]++;
            at.used += count;
            settle(&at, band->runs);
        }
    }
    for (int64_t t = 0; t < band->stretch; t++) {
        int64_t here = counts[t];
        counts[t] = points->num + total;
        total += here;
    }
    if (!stm__points_reserve(points, points->num + total))
        return false;
    for (int64_t k = 0; k < band->num_lines; k++) {
        stm__band_line *at = &band->at[k];
        while (at->next < end) {
            const stm_run *run = &band->runs[at->run];
            int64_t count = stm__min(run->count - at->used, (end - 1 - at->next) / run->step + 1);
            int64_t cell = at->next - begin;
            for (int64_t c = 0; c < count; c++, cell += run->step)
                put(band, points->at + counts[width == 1 ? cell : cell / width]++, band->lines[k],
                    begin + cell);
            at->used += count;
            settle(at, band->runs);
        }
    }
    points->num += total;
    return true;
}

stm_status stm__band_next(stm__band *band, stm__points *points)
{
    int64_t next = INT64_MAX;
    for (int64_t k = 0; k < band->num_lines; k++)
        next = stm__min(next, band->at[k].next);
    if (next == INT64_MAX)
        return STM_OK;
    int64_t begin = next / band->width * band->width;
    int64_t end = begin + band->stretch * band->width;
    bool done =
        band->stretch == 1 ? put_tile(band, end, points) : put_stretch(band, begin, end, points);
    return done ? STM_OK : STM_ENOMEM;
}
