/* Writes full pictures, a row of pixels at a time: the heading, then the cells or densities of all
 * panels. */
#include "raster/full.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "raster/palette.h"
#include "raster/pixels.h"
#include "raster/png.h"

#define HEADING_ROWS 64 /* drawn at a time */

typedef struct picture {
    stm_full_layout layout;
    stm_full_panel *panels;
    stm__painter *painters;
    size_t num;
    stm__palette palette;
    const stm_heading *heading;
    int64_t width, height, top;
    uint8_t *row;
    stm__png *png;
} picture;

/* A row of the heading in the palette's colours. Most pixels look like the one before them. */
static void pack_heading_row(const picture *p, const uint8_t *pixels)
{
    int64_t begin = 0;
    for (int64_t x = 1; x <= p->width; x++) {
        if (x < p->width && memcmp(pixels + 3 * x, pixels + 3 * begin, 3) == 0)
            continue;
        stm__pixels_fill(p->row, p->palette.bits, begin, x - begin,
                         stm__palette_nearest(&p->palette, pixels + 3 * begin));
        begin = x;
    }
}

static stm_status write_heading(picture *p, stm_error *error)
{
    stm_status status = STM_OK;
    size_t bytes;
    if (p->heading == NULL || p->heading->height == 0)
        return STM_OK;
    if (!stm__multiply_size((size_t)p->width, (size_t)3 * HEADING_ROWS, &bytes))
        return stm__fail_memory(error, "heading");
    uint8_t *pixels = malloc(bytes);
    if (pixels == NULL)
        return stm__fail_memory(error, "heading");
    for (int64_t y = 0; y < p->heading->height && status == STM_OK; y += HEADING_ROWS) {
        int64_t rows = stm__min(HEADING_ROWS, p->heading->height - y);
        status = p->heading->draw(p->heading->context, y, rows, pixels, error);
        for (int64_t r = 0; r < rows && status == STM_OK; r++) {
            pack_heading_row(p, pixels + (size_t)(r * p->width) * 3);
            status = stm__png_row(p->png, p->row, error);
        }
    }
    free(pixels);
    return status;
}

static int64_t panel_x(const picture *p, size_t k)
{
    return p->heading == NULL ? p->panels[k].x : p->heading->panel_x[k];
}

static stm_status write_cells(picture *p, const stm_progress *progress, stm_error *error)
{
    /* Rows report as often in a density picture, where they take longer. */
    int64_t often = p->layout.density ? 1 : 256;
    unsigned white = p->palette.num_greys == 0 ? 0 : (unsigned)p->palette.first_grey;
    stm__pixels_fill(p->row, p->palette.bits, 0, p->width, white);
    for (int64_t y = 0; y < p->layout.height; y++) {
        if (y % often == 0 && !stm__progress(progress, y, p->layout.height))
            return stm__fail(error, STM_ESTOPPED, "stopped");
        for (size_t k = 0; k < p->num; k++) {
            int64_t x = panel_x(p, k);
            stm_status status = STM_OK;
            if (y == p->panels[k].height)
                stm__pixels_fill(p->row, p->palette.bits, x, p->panels[k].width, white);
            else if (y < p->panels[k].height && p->layout.density)
                status = stm__paint_density(&p->painters[k], y, x, p->row, error);
            else if (y < p->panels[k].height)
                status = stm__paint_cells(&p->painters[k], y, p->palette.bits, x, p->row, error);
            if (status != STM_OK)
                return status;
        }
        stm_status status = stm__png_row(p->png, p->row, error);
        if (status != STM_OK)
            return status;
    }
    return STM_OK;
}

static stm_status begin_png(picture *p, const char *title, stm_output *output, stm_error *error)
{
    size_t capacity = p->num * 42 + 1, used = 0;
    char *origins = malloc(capacity), per_pixel[24];
    if (origins == NULL)
        return stm__fail_memory(error, "picture");
    for (size_t k = 0; k < p->num; k++)
        used += (size_t)snprintf(origins + used, capacity - used, "%s%" PRId64 ",%" PRId64,
                                 k == 0 ? "" : " ", panel_x(p, k), p->top);
    snprintf(per_pixel, sizeof per_pixel, "%" PRId64, p->layout.square);
    stm__png_text texts[] = {
        {"Title", title},
        {"Cells-Origin", origins},
        {p->layout.density ? "Cells-Per-Pixel" : "Cell-Size", per_pixel},
    };
    stm__png_header header = {.width = p->width,
                              .height = p->height,
                              .bits = p->palette.bits,
                              .palette = p->palette.colours,
                              .num_colours = p->palette.num,
                              .level = 6, /* 1 halves the time and doubles the file */
                              .texts = texts,
                              .num_texts = 3};
    stm_status status = stm__png_new(&header, output, &p->png, error);
    free(origins);
    return status;
}

static stm_status check_heading(const picture *p, stm_error *error)
{
    int64_t end = 0;
    for (size_t k = 0; k < p->num; k++) {
        if (p->heading->panel_x[k] < end)
            return stm__fail(error, STM_EINVAL, "heading: its panels must not overlap");
        end = p->heading->panel_x[k] + p->panels[k].width;
    }
    if (p->heading->width < end || p->heading->height < 0)
        return stm__fail(error, STM_EINVAL,
                         "heading of %" PRId64 " pixels: must be as wide as the panels, %" PRId64,
                         p->heading->width, end);
    return STM_OK;
}

/* Readers, and what a row needs. */
static stm_status prepare(picture *p, const stm_mask *const *masks, stm_error *error)
{
    p->painters = calloc(p->num, sizeof *p->painters);
    p->row = calloc(1, stm__pixels_bytes(p->width, p->palette.bits)); /* padding bits too */
    if (p->painters == NULL || p->row == NULL)
        return stm__fail_memory(error, "picture");
    for (size_t k = 0; k < p->num; k++) {
        p->painters[k].mask = masks[k];
        stm_status status = stm_reader_new(masks[k], &p->painters[k].reader, error);
        if (status == STM_OK && p->layout.density)
            status = stm__density_init(&p->painters[k].density, stm_mask_bounds(masks[k]).num_keys,
                                       p->layout.square, error);
        if (status != STM_OK)
            return status;
    }
    return STM_OK;
}

stm_status stm_full_picture_write(const stm_mask *const *masks, size_t num, stm_output *output,
                                  stm_error *error, const stm_full_options *options)
{
    static const stm_full_options defaults;
    const stm_full_options *o = options == NULL ? &defaults : options;
    picture p = {.num = num, .heading = o->heading};
    p.panels = calloc(num == 0 ? 1 : num, sizeof *p.panels);
    if (p.panels == NULL)
        return stm__fail_memory(error, "picture");
    stm_status status = stm_full_layout_make(masks, num, &p.layout, p.panels, error, o);
    if (status == STM_OK && p.heading != NULL)
        status = check_heading(&p, error);
    if (status != STM_OK)
        goto done;
    p.width = p.heading == NULL ? p.layout.width : p.heading->width;
    p.top = p.heading == NULL ? 0 : p.heading->height;
    p.height = p.top + p.layout.height;
    p.palette = stm__palette_make(p.layout.density, p.heading == NULL && num == 1 ? masks[0] : NULL,
                                  o->colours);
    status = prepare(&p, masks, error);
    if (status == STM_OK)
        status = begin_png(&p, o->title, output, error);
    if (status == STM_OK)
        status = write_heading(&p, error);
    if (status == STM_OK)
        status = write_cells(&p, o->progress, error);
    if (status == STM_OK)
        status = stm__png_finish(p.png, error);
done:
    stm__png_free(p.png);
    if (p.painters != NULL)
        for (size_t k = 0; k < num; k++) {
            stm_reader_free(p.painters[k].reader);
            stm__density_free(&p.painters[k].density);
        }
    free(p.painters);
    free(p.panels);
    free(p.row);
    return status;
}
