/* Counts the cells of runs by the pixel they fall in, by division and not cell by cell where steps
 * are shorter than a pixel. */
#include "raster/density.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"

stm_status stm__density_init(stm__density *density, int64_t num_cells, int64_t square,
                             stm_error *error)
{
    int64_t num_pixels = stm__ceil_div(num_cells, square);
    int64_t *memory = calloc((size_t)(2 * num_pixels + 1), sizeof *memory);
    if (memory == NULL)
        return stm__fail_memory(error, "density");
    *density = (stm__density){square, num_pixels, memory, memory + num_pixels};
    return STM_OK;
}

void stm__density_free(stm__density *density)
{
    free(density->counts);
    *density = (stm__density){0};
}

void stm__density_clear(stm__density *density)
{
    memset(density->counts, 0, (size_t)(2 * density->num_pixels + 1) * sizeof(int64_t));
}

/* Cells further apart than a pixel is wide. */
static void add_sparse(stm__density *density, int64_t first, int64_t count, int64_t step)
{
    int64_t square = density->square, pixel = first / square, offset = first % square;
    int64_t pixels = step / square, rest = step % square;
    for (int64_t k = 0; k < count; k++) {
        density->counts[pixel]++;
        pixel += pixels;
        offset += rest;
        if (offset >= square) {
            offset -= square;
            pixel++;
        }
    }
}

/* Whole pixels begin..end-1, the first cell `offset` cells into the first of them: each holds
 * floor(square / step) cells, or one more where its first cell comes early enough. */
static void add_whole(stm__density *density, int64_t begin, int64_t end, int64_t offset,
                      int64_t step)
{
    int64_t each = density->square / step, rest = density->square % step;
    density->change[begin] += each;
    density->change[end] -= each;
    if (rest == 0)
        return;
    for (int64_t p = begin; p < end; p++) {
        int64_t more = offset < rest;
        density->counts[p] += more;
        offset += (more ? step : 0) - rest;
    }
}

void stm__density_add(stm__density *density, const stm_run *run, int64_t first_cell)
{
    int64_t square = density->square, step = run->step, count = run->count;
    int64_t first = run->first - first_cell, last = first + (count - 1) * step;
    if (step >= square && count > 1) {
        add_sparse(density, first, count, step);
        return;
    }
    int64_t begin = first / square, end = last / square;
    if (begin == end) {
        density->counts[begin] += count;
        return;
    }
    int64_t head = stm__ceil_div((begin + 1) * square - first, step);
    int64_t tail = (last - end * square) / step + 1;
    density->counts[begin] += head;
    density->counts[end] += tail;
    if (begin + 1 < end)
        add_whole(density, begin + 1, end, first + head * step - (begin + 1) * square, step);
}

void stm__density_finish(stm__density *density)
{
    int64_t each = 0;
    for (int64_t p = 0; p < density->num_pixels; p++) {
        each += density->change[p];
        density->counts[p] += each;
        density->change[p] = 0;
    }
    density->change[density->num_pixels] = 0;
}
