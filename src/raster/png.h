/* The one PNG writer: rows into an output, with text chunks. Exported for libstmask_figure alone.
 */
#ifndef STM__RASTER_PNG_H
#define STM__RASTER_PNG_H

#include <stmask/output.h>
#include <stmask/raster.h>

typedef struct stm__png stm__png;

typedef struct stm__png_text {
    const char *keyword, *text; /* ASCII; UTF-8. Without a text the chunk is left out */
} stm__png_text;

typedef struct stm__png_header {
    int64_t width, height;
    int bits;                  /* a pixel: 1, 2, 4 or 8 with a palette; 8 a channel for RGB */
    const stm_colour *palette; /* NULL for RGB */
    int num_colours;
    int level;            /* of zlib's compression, 1 to 9 */
    int pixels_per_metre; /* 0: not said */
    const stm__png_text *texts;
    int num_texts;
} stm__png_header;

/* Writes all that stands before the first row. `Software` is added to the texts. */
STM_CHECKED stm_status stm__png_new(const stm__png_header *header, stm_output *output,
                                    stm__png **png, stm_error *error);

/* Writes the next row, packed as PNG packs it. */
STM_CHECKED stm_status stm__png_row(stm__png *png, const uint8_t *row, stm_error *error);

/* Writes the end, after the last row. */
STM_CHECKED stm_status stm__png_finish(stm__png *png, stm_error *error);

STM_API void stm__png_free(stm__png *png); /* NULL is fine */

#endif
