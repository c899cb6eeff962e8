/* Writes a drawing: PNG in strips of rows, SVG and PDF when they are whole, for cairo does not
 * always say so. */
#include "figure/page.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/utf8.h"
#include "figure/cairo_fail.h"
#include "figure/lettering.h"
#include "figure/pdf.h"
#include "figure/strip.h"

#define STRIP 128
#define PIXELS_PER_METRE 7559 /* 192 an inch */
#define POINTS_PER_PIXEL 0.375

static stm_status write_png(const stm__page *page, stm_output *output, stm_error *error)
{
    stm__png *png = NULL;
    stm__png_text texts[1 + STM__PAGE_MOST_OTHERS] = {{"Title", page->title}};
    for (int k = 0; k < page->num_others; k++)
        texts[1 + k] = page->others[k];
    stm__png_header header = {.width = page->width,
                              .height = page->height,
                              .bits = 8,
                              .level = 6,
                              .pixels_per_metre = PIXELS_PER_METRE,
                              .texts = texts,
                              .num_texts = 1 + page->num_others};
    uint8_t *pixels = calloc((size_t)page->width, (size_t)3 * STRIP);
    if (pixels == NULL)
        return stm__figure_fail_memory(error);
    stm_status status = stm__png_new(&header, output, &png, error);
    for (int64_t y = 0; y < page->height && status == STM_OK; y += STRIP) {
        int64_t rows = stm__min(STRIP, page->height - y);
        status = stm__strip_render(page->draw, page->context, page->scratch, page->width, y, rows,
                                   pixels, error);
        if (status == STM_OK && page->paint_cells != NULL)
            page->paint_cells(page->context, y, rows, page->width, pixels);
        for (int64_t r = 0; r < rows && status == STM_OK; r++)
            status = stm__png_row(png, pixels + 3 * r * page->width, error);
    }
    if (status == STM_OK)
        status = stm__png_finish(png, error);
    stm__png_free(png);
    free(pixels);
    return status;
}

/* A vector figure, which is looked at before it is handed on. */
typedef struct held {
    char *data;
    size_t length, capacity;
    bool failed;
} held;

static cairo_status_t hold(void *context, const unsigned char *data, unsigned int size)
{
    held *to = context;
    if (to->capacity - to->length <= size) {
        size_t capacity = 2 * to->capacity + size + 4096;
        char *grown = realloc(to->data, capacity);
        to->failed = to->failed || grown == NULL;
        if (grown == NULL)
            return CAIRO_STATUS_NO_MEMORY;
        to->data = grown;
        to->capacity = capacity;
    }
    memcpy(to->data + to->length, data, size);
    to->length += size;
    to->data[to->length] = '\0';
    return CAIRO_STATUS_SUCCESS;
}

static bool is_whole(const held *figure, stm_figure_format format)
{
    static const char end[] = "</svg>\n";
    size_t size = strlen(end);
    if (figure->failed || figure->length < size)
        return false;
    return format == STM_FIGURE_PDF ? stm__pdf_is_whole(figure->data, figure->length)
                                    : memcmp(figure->data + figure->length - size, end, size) == 0;
}

static cairo_surface_t *make_surface(const stm__page *page, stm_figure_format format, held *to)
{
    double width = (double)page->width, height = (double)page->height;
    cairo_surface_t *surface;
    if (format == STM_FIGURE_SVG) {
        surface = cairo_svg_surface_create_for_stream(hold, to, width, height);
#if CAIRO_VERSION >= CAIRO_VERSION_ENCODE(1, 16, 0)
        cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
#endif
        return surface;
    }
    surface = cairo_pdf_surface_create_for_stream(hold, to, width * POINTS_PER_PIXEL,
                                                  height * POINTS_PER_PIXEL);
#if CAIRO_VERSION >= CAIRO_VERSION_ENCODE(1, 16, 0)
    char *clean = page->title == NULL ? NULL : malloc(strlen(page->title) + 1);
    if (clean != NULL) { /* a title's absence is no reason to fail */
        stm__utf8_clean(clean, page->title);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, clean);
    }
    free(clean);
#endif
    return surface;
}

static stm_status write_vectors(const stm__page *page, stm_figure_format format, stm_output *output,
                                stm_error *error)
{
    held figure = {.data = NULL};
    cairo_surface_t *surface = make_surface(page, format, &figure);
    cairo_t *cairo = cairo_create(surface);
    stm_status status = STM_OK;
    if (format == STM_FIGURE_PDF)
        cairo_scale(cairo, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    status = stm__text_share(cairo, page->scratch, error);
    if (status == STM_OK && page->draw_cells != NULL)
        status = page->draw_cells(cairo, page->context, error);
    if (status == STM_OK) {
        cairo_set_source_rgb(cairo, 0, 0, 0);
        page->draw(cairo, page->context);
    }
    cairo_status_t drawn = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_status_t written = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (drawn != CAIRO_STATUS_SUCCESS || status == STM_OK)
        status = stm__cairo_status(drawn != CAIRO_STATUS_SUCCESS ? drawn : written, error);
    if (status == STM_OK && !is_whole(&figure, format))
        status = stm__figure_fail_memory(error);
    if (status == STM_OK && stm_output_write(output, figure.data, figure.length) != STM_OK)
        status =
            stm__figure_fail(error, stm_output_status(output), "the figure could not be written");
    free(figure.data);
    return status;
}

stm_status stm__page_write(const stm__page *page, stm_figure_format format, stm_output *output,
                           stm_error *error)
{
    return format == STM_FIGURE_PNG ? write_png(page, output, error)
                                    : write_vectors(page, format, output, error);
}
