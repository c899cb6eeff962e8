/* Writing a drawing as PNG, SVG or PDF. */
#ifndef STM__FIGURE_PAGE_H
#define STM__FIGURE_PAGE_H

#include <cairo.h>

#include <stmask/figure.h>

#include "raster/png.h"

typedef struct stm__page {
    int64_t width, height;       /* in pixels */
    const char *title;           /* of the file; NULL for none */
    const stm__png_text *others; /* text chunks of a PNG besides */
    int num_others;
    /* Draws all but the cells, in black; may be called several times, for strips. */
    void (*draw)(cairo_t *cairo, const void *context);
    /* Cells, of which pixels are exact: as vectors, below all else; and as pixels, which are rows
     * y .. y + rows - 1 of the page, red, green, blue each. Both NULL: there are none. */
    stm_status (*draw_cells)(cairo_t *cairo, const void *context, stm_error *error);
    void (*paint_cells)(const void *context, int64_t y, int64_t rows, int64_t width,
                        uint8_t *pixels);
    const void *context;
    cairo_t *scratch; /* whose fonts it has */
} stm__page;

#define STM__PAGE_MOST_OTHERS 4

/* Writes the page. The output stays the caller's to close. STM_EIO as soon as it fails. */
stm_status stm__page_write(const stm__page *page, stm_figure_format format, stm_output *output,
                           stm_error *error);

#endif
