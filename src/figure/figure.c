#include <stmask/figure.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "figure/fail.h"
#include "figure/layout.h"
#include "figure/strip.h"
#include "raster/png.h"
#include "raster/utf8.h"

#define STRIP 128
#define PIXELS_PER_METRE 7559 /* 192 an inch */
#define POINTS_PER_PIXEL 0.375

static void draw_furniture(cairo_t *cairo, const void *context)
{
    stm__figure_furniture(cairo, context);
}

static stm_status begin_png(const stm__figure *f, const char *title, stm_output *output,
                            stm__png **png, stm_error *error)
{
    size_t capacity = f->num * 42 + 1, used = 0;
    char *origins = malloc(capacity), pitch[24];
    if (origins == NULL)
        return stm__figure_fail_memory(error);
    for (size_t k = 0; k < f->num; k++)
        used += (size_t)snprintf(origins + used, capacity - used, "%s%" PRId64 ",%" PRId64,
                                 k == 0 ? "" : " ", f->panels[k].cells.x, f->panels[k].cells.y);
    snprintf(pitch, sizeof pitch, "%" PRId64, f->panels[0].cells.pitch);
    stm__png_text texts[] = {
        {"Title", title},
        {"Cells-Origin", origins},
        {"Cell-Size", pitch},
    };
    stm__png_header header = {.width = f->width,
                              .height = f->height,
                              .bits = 8,
                              .level = 6,
                              .pixels_per_metre = PIXELS_PER_METRE,
                              .texts = texts,
                              .num_texts = 3};
    stm_status status = stm__png_new(&header, output, png, error);
    free(origins);
    return status;
}

static stm_status write_png(const stm__figure *f, const char *title, stm_output *output,
                            stm_error *error)
{
    stm__png *png = NULL;
    uint8_t *pixels = calloc((size_t)f->width, (size_t)3 * STRIP);
    if (pixels == NULL)
        return stm__figure_fail_memory(error);
    stm_status status = begin_png(f, title, output, &png, error);
    for (int64_t y = 0; y < f->height && status == STM_OK; y += STRIP) {
        int64_t rows = stm__min(STRIP, f->height - y);
        status = stm__strip_render(draw_furniture, f, f->width, y, rows, pixels, error);
        for (size_t k = 0; k < f->num && status == STM_OK; k++)
            stm__cells_paint(&f->panels[k].cells, y, rows, f->width, pixels);
        for (int64_t r = 0; r < rows && status == STM_OK; r++)
            status = stm__png_row(png, pixels + 3 * r * f->width, error);
    }
    if (status == STM_OK)
        status = stm__png_finish(png, error);
    stm__png_free(png);
    free(pixels);
    return status;
}

static cairo_status_t write_stream(void *context, const unsigned char *data, unsigned int size)
{
    return stm_output_write(context, data, size) == STM_OK ? CAIRO_STATUS_SUCCESS
                                                           : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *make_surface(const stm__figure *f, stm_figure_format format,
                                     const char *title, stm_output *output)
{
    double width = (double)f->width, height = (double)f->height;
    cairo_surface_t *surface;
    if (format == STM_FIGURE_SVG) {
        surface = cairo_svg_surface_create_for_stream(write_stream, output, width, height);
#if CAIRO_VERSION >= CAIRO_VERSION_ENCODE(1, 16, 0)
        cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
#endif
        return surface;
    }
    surface = cairo_pdf_surface_create_for_stream(write_stream, output, width * POINTS_PER_PIXEL,
                                                  height * POINTS_PER_PIXEL);
#if CAIRO_VERSION >= CAIRO_VERSION_ENCODE(1, 16, 0)
    char *clean = title == NULL ? NULL : malloc(strlen(title) + 1);
    if (clean != NULL) { /* a title's absence is no reason to fail */
        stm__utf8_clean(clean, title);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, clean);
    }
    free(clean);
#else
    (void)title;
#endif
    return surface;
}

static stm_status write_vectors(const stm__figure *f, stm_figure_format format, const char *title,
                                stm_output *output, stm_error *error)
{
    cairo_surface_t *surface = make_surface(f, format, title, output);
    cairo_t *cairo = cairo_create(surface);
    stm_status status = STM_OK;
    if (format == STM_FIGURE_PDF)
        cairo_scale(cairo, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    for (size_t k = 0; k < f->num && status == STM_OK; k++)
        status = stm__cells_draw(cairo, &f->panels[k].cells, error);
    if (status == STM_OK)
        stm__figure_furniture(cairo, f);
    cairo_status_t drawn = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_status_t written = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (stm_output_status(output) != STM_OK)
        return stm__figure_fail(error, stm_output_status(output),
                                "the figure could not be written");
    if (drawn != CAIRO_STATUS_SUCCESS || status == STM_OK)
        status = stm__cairo_status(drawn != CAIRO_STATUS_SUCCESS ? drawn : written, error);
    return status;
}

stm_status stm_figure_draw(const stm_panel *panels, size_t num, stm_output *output,
                           stm_error *error, const stm_figure_options *options)
{
    static const stm_figure_options defaults;
    const stm_figure_options *o = options == NULL ? &defaults : options;
    stm__figure figure;
    stm_status status = stm__figure_layout(panels, num, o->title, &figure, error);
    if (status != STM_OK)
        return status;
    const char *title = o->title != NULL || num > 1 ? o->title : panels[0].title;
    if (o->format == STM_FIGURE_PNG)
        status = write_png(&figure, title, output, error);
    else
        status = write_vectors(&figure, o->format, title, output, error);
    stm__figure_free(&figure);
    return status;
}
