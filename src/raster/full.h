/* The rows of full pictures: what paints one row of pixels of one mask. */
#ifndef STM__RASTER_FULL_H
#define STM__RASTER_FULL_H

#include <stmask/raster.h>

#include "raster/density.h"

/* A mask on its way to pixels. */
typedef struct stm__painter {
    const stm_mask *mask;
    stm_reader *reader;
    stm__density density; /* of density pictures */
} stm__painter;

/* Paints row `y` of a mask's pixels, from pixel x of `row` on. */
stm_status stm__paint_cells(stm__painter *painter, int64_t y, int bits, int64_t x, uint8_t *row,
                            stm_error *error);
stm_status stm__paint_density(stm__painter *painter, int64_t y, int64_t x, uint8_t *row,
                              stm_error *error);

#endif
