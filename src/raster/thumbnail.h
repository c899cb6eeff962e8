/* Thumbnails: a mask as a few pixels, each the mix of the cells it covers. */
#ifndef STM__RASTER_THUMBNAIL_H
#define STM__RASTER_THUMBNAIL_H

#include <stmask/raster.h>

typedef struct stm__thumbnail_pixel {
    stm_colour colour;
    double share; /* of seen cells */
} stm__thumbnail_pixel;

typedef struct stm__thumbnail {
    int64_t width, height;
    stm__thumbnail_pixel *pixels; /* a row after the other */
} stm__thumbnail;

/* Makes a thumbnail of at most side x side pixels. */
stm_status stm__thumbnail_make(const stm_mask *mask, int64_t side, stm__thumbnail *thumbnail,
                               stm_error *error);
void stm__thumbnail_free(stm__thumbnail *thumbnail); /* all-zero is fine */

#endif
