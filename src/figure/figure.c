/* Draws rasters side by side: lays the figure out, writes the text once, and paints the cells as
 * pixels or as rectangles. */
#include <stmask/figure.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure/cairo_fail.h"
#include "figure/layout.h"
#include "figure/page.h"

static void draw_furniture(cairo_t *cairo, const void *context)
{
    stm__figure_furniture(cairo, context);
}

static stm_status draw_cells(cairo_t *cairo, const void *context, stm_error *error)
{
    const stm__figure *f = context;
    stm_status status = STM_OK;
    for (size_t k = 0; k < f->num && status == STM_OK; k++)
        status = stm__cells_draw(cairo, &f->panels[k].cells, error);
    return status;
}

static void paint_cells(const void *context, int64_t y, int64_t rows, int64_t width,
                        uint8_t *pixels)
{
    const stm__figure *f = context;
    for (size_t k = 0; k < f->num; k++)
        stm__cells_paint(&f->panels[k].cells, y, rows, width, pixels);
}

/* Of the first panel. */
static void print_blocks(const stm__figure *f, char text[48])
{
    stm_raster_shape shape = stm_raster_shape_of(f->panels[0].cells.raster);
    stm__spacing across = {shape.keys, shape.keys}, down = {shape.queries, shape.queries};
    stm__spacing_text(across, down, text);
}

static stm_status write_figure(const stm__figure *f, const char *title, stm_figure_format format,
                               stm_output *output, stm_error *error)
{
    size_t capacity = f->num * 42 + 1, used = 0;
    char *origins = malloc(capacity), pitch[48];
    if (origins == NULL)
        return stm__figure_fail_memory(error);
    for (size_t k = 0; k < f->num; k++)
        used += (size_t)snprintf(origins + used, capacity - used, "%s%" PRId64 ",%" PRId64,
                                 k == 0 ? "" : " ", f->panels[k].cells.x, f->panels[k].cells.y);
    stm__spacing_text(f->panels[0].cells.across, f->panels[0].cells.down, pitch);
    char each[48] = "";
    if (f->shares)
        print_blocks(f, each);
    stm__png_text texts[] = {{"Cells-Origin", origins},
                             {"Cell-Size", pitch},
                             {"Cells-Per-Pixel", f->shares ? each : NULL}};
    stm__page page = {.width = f->width,
                      .height = f->height,
                      .title = title,
                      .others = texts,
                      .num_others = 3,
                      .draw = draw_furniture,
                      .draw_cells = draw_cells,
                      .paint_cells = paint_cells,
                      .context = f,
                      .scratch = f->scratch};
    stm_status status = stm__page_write(&page, format, output, error);
    free(origins);
    return status;
}

stm_status stm_figure_draw(const stm_panel *panels, size_t num, stm_output *output,
                           stm_error *error, const stm_figure_options *options)
{
    static const stm_figure_options defaults;
    const stm_figure_options *o = options == NULL ? &defaults : options;
    stm__figure figure;
    stm_status status = stm__figure_layout(panels, num, o, &figure, error);
    if (status != STM_OK)
        return status;
    const char *title = o->title != NULL || num > 1 ? o->title : panels[0].title;
    status = write_figure(&figure, title, o->format, output, error);
    if (o->missing != NULL)
        *o->missing = stm__text_missing(figure.scratch);
    stm__figure_free(&figure);
    return status;
}
