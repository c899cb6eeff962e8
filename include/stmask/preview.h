/* Previews: masks as a small picture of characters, for a terminal. */
#ifndef STMASK_PREVIEW_H
#define STMASK_PREVIEW_H

#include <stmask/mask.h>
#include <stmask/output.h>
#include <stmask/raster.h>

typedef enum stm_preview_colours {
    STM_PREVIEW_PLAIN, /* ASCII, no escape sequences: `.` for no cell, then : - = + * # % @ */
    STM_PREVIEW_256,   /* half blocks (UTF-8) in the 256 colours of xterm */
    STM_PREVIEW_24BIT  /* half blocks in the colours of pictures */
} stm_preview_colours;

/* The colours to use on a terminal, from the environment variables NO_COLOR, COLORTERM and TERM
 * (NULL where unset). Plain where NO_COLOR is set to anything but nothing (https://no-color.org),
 * and where the terminal is none known to have colours. */
STM_API stm_preview_colours stm_preview_colours_of(const char *no_color, const char *colorterm,
                                                   const char *term);

typedef struct stm_preview_options {
    int64_t columns; /* of the terminal; 0 is 80 */
    int64_t side;    /* the longest side of a mask, in pixels, from 1 to 256; 0 is 32 */
    stm_preview_colours colours;
    const stm_legend *legend; /* below all masks, as wide as the columns; NULL for none */
} stm_preview_options;

/* Writes masks side by side, as many as fit into the columns, each below its title. `titles` may be
 * NULL, and so may each of them; a newline starts a new line. The legend tells the colours, or the
 * characters where there are none. A pixel is a column wide and half a line tall, and mixes the
 * colours of the cells it covers by their number; plain characters show the share of seen cells
 * instead. Small masks are magnified. Where a row of pixels covers more than 4096 queries, 4096 of
 * them, evenly spaced, stand for all, so that a preview takes a moment at any size. */
STM_CHECKED stm_status stm_preview_write(const stm_mask *const *masks, const char *const *titles,
                                         size_t num, stm_output *output, stm_error *error,
                                         const stm_preview_options *options);

#endif
