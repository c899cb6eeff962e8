/* Draws a large picture a strip at a time on an image surface, so that memory stays that of a
 * strip. */
#include "figure/strip.h"

#include <string.h>

#include "base/arithmetic.h"
#include "figure/lettering.h"

#define MAX_WIDTH 16384 /* cairo's images end at 32767 */

static void copy_row(const unsigned char *from, int64_t num, uint8_t *to)
{
    for (int64_t x = 0; x < num; x++) {
        uint32_t pixel;
        memcpy(&pixel, from + 4 * x, 4);
        to[3 * x] = (uint8_t)(pixel >> 16);
        to[3 * x + 1] = (uint8_t)(pixel >> 8);
        to[3 * x + 2] = (uint8_t)pixel;
    }
}

static stm_status render_part(void (*draw)(cairo_t *cairo, const void *context),
                              const void *context, cairo_t *scratch, int64_t x, int64_t part,
                              int64_t width, int64_t y, int64_t rows, uint8_t *pixels,
                              stm_error *error)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)part, (int)rows);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_translate(cairo, -(double)x, -(double)y);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    stm_status status = stm__text_share(cairo, scratch, error);
    if (status == STM_OK) {
        draw(cairo, context);
        status = stm__cairo_status(cairo_status(cairo), error);
    }
    if (status == STM_OK) {
        cairo_surface_flush(surface);
        const unsigned char *data = cairo_image_surface_get_data(surface);
        int stride = cairo_image_surface_get_stride(surface);
        for (int64_t r = 0; r < rows; r++)
            copy_row(data + r * stride, part, pixels + 3 * (r * width + x));
    }
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return status;
}

stm_status stm__strip_render(void (*draw)(cairo_t *cairo, const void *context), const void *context,
                             cairo_t *scratch, int64_t width, int64_t y, int64_t rows,
                             uint8_t *pixels, stm_error *error)
{
    for (int64_t x = 0; x < width; x += MAX_WIDTH) {
        stm_status status = render_part(draw, context, scratch, x, stm__min(MAX_WIDTH, width - x),
                                        width, y, rows, pixels, error);
        if (status != STM_OK)
            return status;
    }
    return STM_OK;
}
