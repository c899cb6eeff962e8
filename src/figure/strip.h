/* Drawing large pictures a strip at a time, so that memory stays that of a strip. */
#ifndef STM__FIGURE_STRIP_H
#define STM__FIGURE_STRIP_H

#include <cairo.h>

#include <stmask/status.h>

/* Has `draw` draw a picture on white, with the fonts of `scratch`, and gives its rows y .. y + rows
 * - 1 as red, green, blue. It may be called several times, for parts of the width. */
stm_status stm__strip_render(void (*draw)(cairo_t *cairo, const void *context), const void *context,
                             cairo_t *scratch, int64_t width, int64_t y, int64_t rows,
                             uint8_t *pixels, stm_error *error);

#endif
