/* Paints one row of pixels of one mask: cells by their values, or densities by their shares. */
#include "raster/full.h"

#include "base/arithmetic.h"
#include "mask/mask.h"
#include "raster/legend.h"
#include "raster/pixels.h"

stm_status stm__paint_cells(stm__painter *painter, int64_t y, int bits, int64_t x, uint8_t *row,
                            stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(painter->mask);
    const stm_run *runs;
    int64_t num_runs;
    stm_status status = stm_reader_row(painter->reader, b.first_query + y, &runs, &num_runs);
    if (status != STM_OK)
        return stm__reader_failed(status, error);
    stm__pixels_fill(row, bits, x, b.num_keys, 0);
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        unsigned colour = stm__colour_number(run->value);
        int64_t first = x + run->first - b.first_key;
        if (run->step == 1)
            stm__pixels_fill(row, bits, first, run->count, colour);
        else
            for (int64_t c = 0; c < run->count; c++)
                stm__pixel_set(row, bits, first + c * run->step, colour);
    }
    return STM_OK;
}

stm_status stm__paint_density(stm__painter *painter, int64_t y, int64_t x, uint8_t *row,
                              stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(painter->mask);
    stm__density *density = &painter->density;
    int64_t square = density->square;
    int64_t begin = y * square, end = stm__min(begin + square, b.num_queries);
    stm__density_clear(density);
    for (int64_t r = begin; r < end; r++) {
        const stm_run *runs;
        int64_t num_runs;
        stm_status status = stm_reader_row(painter->reader, b.first_query + r, &runs, &num_runs);
        if (status != STM_OK)
            return stm__reader_failed(status, error);
        for (int64_t k = 0; k < num_runs; k++)
            stm__density_add(density, &runs[k], b.first_key);
    }
    stm__density_finish(density);
    for (int64_t p = 0; p < density->num_pixels; p++) {
        int64_t width = stm__min(square, b.num_keys - p * square);
        row[x + p] = (uint8_t)stm_density_step(density->counts[p], width * (end - begin));
    }
    return STM_OK;
}
