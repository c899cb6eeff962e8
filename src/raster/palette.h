/* The palettes of full pictures. */
#ifndef STM__RASTER_PALETTE_H
#define STM__RASTER_PALETTE_H

#include <stmask/raster.h>

/* First the colours of cells, then greys from white to black for what is round them. */
typedef struct stm__palette {
    stm_colour colours[256];
    int num, first_grey, num_greys, bits;
} stm__palette;

/* The palette of a density picture, or of cells in `colours` (NULL: those of values). `alone` is
 * the mask of a picture without anything but its cells, else NULL: it may do with 2 bits a pixel
 * and no greys. */
stm__palette stm__palette_make(bool density, const stm_mask *alone, const stm_colour *colours);

/* The nearest of its colours to a pixel of red, green, blue. */
unsigned stm__palette_nearest(const stm__palette *palette, const uint8_t *pixel);

#endif
