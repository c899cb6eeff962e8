/* Counting the cells of runs by the pixel they fall in, without visiting cells. */
#ifndef STM__RASTER_DENSITY_H
#define STM__RASTER_DENSITY_H

#include <stdint.h>

#include <stmask/run.h>
#include <stmask/status.h>

/* A row of pixels, each `square` cells wide; the last may be ragged. */
typedef struct stm__density {
    int64_t square, num_pixels;
    int64_t *counts; /* of each pixel, once finished */
    int64_t *change; /* of what whole pixels get, from the pixel before: num_pixels + 1 */
} stm__density;

stm_status stm__density_init(stm__density *density, int64_t num_cells, int64_t square,
                             stm_error *error);
void stm__density_free(stm__density *density); /* all-zero is fine */

/* Forgets all cells. */
void stm__density_clear(stm__density *density);

/* Counts the cells of a run, less first_cell. O(1) where its step divides the square, else O(pixels
 * it touches). */
void stm__density_add(stm__density *density, const stm_run *run, int64_t first_cell);

/* Brings `counts` up to date, after the last run. */
void stm__density_finish(stm__density *density);

#endif
