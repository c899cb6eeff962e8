/* Draws cells coloured by a number, with axes and a colour bar: as pixels in a PNG, as rectangles
 * in a vector figure. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/arithmetic.h"
#include "base/print.h"
#include "figure/axes.h"
#include "figure/cairo_fail.h"
#include "figure/lettering.h"
#include "figure/page.h"
#include "figure/ramp.h"

#define TITLE 1.2 /* size of text, of that of the axes */

typedef struct layout {
    cairo_t *scratch;
    const stm_ramp *ramp;
    stm__ramp_bar bar;
    stm__ramp_cells cells;
    stm__panel_axis keys, queries;
    stm__text_lines title;
    double size;
    int64_t margin, width, height, middle, bar_x, bar_y;
} layout;

static int64_t up(double x)
{
    return (int64_t)ceil(x);
}

static void draw(cairo_t *cairo, const void *context)
{
    const layout *l = context;
    const stm__ramp_cells *c = &l->cells;
    int64_t line = stm__axis_line(l->size);
    double half = (double)line / 2;
    stm__lines_draw(cairo, &l->title, (double)l->middle, (double)l->margin);
    cairo_set_line_width(cairo, (double)line);
    cairo_rectangle(cairo, (double)c->x - half, (double)c->y - half, (double)(c->width + line),
                    (double)(c->height + line));
    cairo_stroke(cairo);
    stm__axis_draw(cairo, &l->keys, true, c->y + c->height + line);
    stm__axis_draw(cairo, &l->queries, false, c->x - line);
    stm__ramp_bar_draw(cairo, &l->bar, l->bar_x, l->bar_y);
}

static stm_status draw_cells(cairo_t *cairo, const void *context, stm_error *error)
{
    (void)error;
    stm__ramp_draw(cairo, &((const layout *)context)->cells);
    return STM_OK;
}

static void paint_cells(const void *context, int64_t y, int64_t rows, int64_t width,
                        uint8_t *pixels)
{
    stm__ramp_paint(&((const layout *)context)->cells, y, rows, width, pixels);
}

static stm_status check(const stm_ramp *ramp, stm_error *error)
{
    char text[128];
    if (ramp->rows < 1 || ramp->rows > STM_RASTER_MAX || ramp->columns < 1 ||
        ramp->columns > STM_RASTER_MAX) {
        snprintf(text, sizeof text, "ramp of %" PRId64 " x %" PRId64 " cells: must be from 1 to %d",
                 ramp->rows, ramp->columns, STM_RASTER_MAX);
        return stm__figure_fail(error, STM_EINVAL, text);
    }
    for (int64_t k = 0; k < ramp->rows * ramp->columns; k++)
        if (!isnan(ramp->cells[k]) && (ramp->cells[k] < 0 || ramp->cells[k] > 1)) {
            stm__print(text, sizeof text, "cell (%" PRId64 ", %" PRId64 ") %g: must be from 0 to 1",
                       ramp->first_query + k / ramp->columns, ramp->first_key + k % ramp->columns,
                       ramp->cells[k]);
            return stm__figure_fail(error, STM_EINVAL, text);
        }
    return STM_OK;
}

static void choose_axes(cairo_t *scratch, layout *l)
{
    const stm_ramp *ramp = l->ramp;
    l->keys = (stm__panel_axis){.name = ramp->across == NULL ? "key" : ramp->across,
                                .first = ramp->first_key,
                                .num = ramp->columns,
                                .each = 1,
                                .pitch = l->cells.across.pitch,
                                .cell = l->cells.across.cell,
                                .size = l->size};
    l->queries = (stm__panel_axis){.name = ramp->down == NULL ? "query" : ramp->down,
                                   .first = ramp->first_query,
                                   .num = ramp->rows,
                                   .each = 1,
                                   .pitch = l->cells.down.pitch,
                                   .cell = l->cells.down.cell,
                                   .size = l->size};
    stm__axis_choose(scratch, &l->keys, true);
    stm__axis_choose(scratch, &l->queries, false);
    if (ramp->rows == ramp->columns && ramp->first_query == ramp->first_key)
        l->queries.step = l->keys.step;
}

/* Places all: the title above the cells, the colour bar below them. */
static stm_status place(cairo_t *scratch, layout *l, const char *title, stm_error *error)
{
    const stm_ramp *ramp = l->ramp;
    l->cells.ramp = ramp;
    stm__ramp_cells *c = &l->cells;
    stm__spacing_choose(ramp->rows, ramp->columns, 1, true, &c->across, &c->down);
    c->width = stm__spacing_length(c->across, ramp->columns);
    c->height = stm__spacing_length(c->down, ramp->rows);
    l->size = fmax(18, stm__text_size((double)stm__max(c->width, c->height), 1));
    l->margin = up(0.8 * l->size);
    choose_axes(scratch, l);
    stm_status status = stm__lines_make(
        scratch, TITLE * l->size, fmax((double)c->width, 30 * l->size), title, &l->title, error);
    if (status == STM_OK)
        status = stm__ramp_bar_make(scratch, ramp, l->size, &l->bar, error);
    if (status != STM_OK)
        return status;
    int64_t bar = l->bar.width;
    int64_t title_half = up((l->title.width - (double)c->width) / 2);
    int64_t left = stm__max(title_half, stm__axis_depth(&l->queries, false));
    int64_t right = stm__max(title_half, stm__axis_overhang(&l->keys));
    l->width = 2 * l->margin + stm__max(bar, left + c->width + right);
    c->x = l->keys.begin = (l->width - left - c->width - right) / 2 + left;
    c->y = l->queries.begin = l->margin +
                              up(l->title.height + (l->title.num > 0 ? 0.5 * l->size : 0)) +
                              up(0.5 * l->size);
    l->middle = c->x + c->width / 2;
    l->bar_x = stm__max(l->margin + (bar + 1) / 2,
                        stm__min(l->middle, l->width - l->margin - (bar + 1) / 2));
    l->bar_y = c->y + c->height + stm__axis_depth(&l->keys, true) + up(0.3 * l->size);
    l->height = l->bar_y + l->bar.height + l->margin;
    return stm__cairo_status(cairo_status(scratch), error);
}

static stm_status write(const layout *l, const stm_figure_options *o, stm_output *output,
                        stm_error *error)
{
    char origin[48], pitch[48];
    snprintf(origin, sizeof origin, "%" PRId64 ",%" PRId64, l->cells.x, l->cells.y);
    stm__spacing_text(l->cells.across, l->cells.down, pitch);
    stm__png_text texts[] = {{"Cells-Origin", origin}, {"Cell-Size", pitch}};
    stm__page page = {.width = l->width,
                      .height = l->height,
                      .title = o->title,
                      .others = texts,
                      .num_others = 2,
                      .draw = draw,
                      .draw_cells = draw_cells,
                      .paint_cells = paint_cells,
                      .context = l,
                      .scratch = l->scratch};
    return stm__page_write(&page, o->format, output, error);
}

stm_status stm_ramp_draw(const stm_ramp *ramp, stm_output *output, stm_error *error,
                         const stm_figure_options *options)
{
    static const stm_figure_options defaults;
    const stm_figure_options *o = options == NULL ? &defaults : options;
    layout l = {.ramp = ramp};
    stm_status status = check(ramp, error);
    if (status != STM_OK)
        return status;
    status = stm__text_open(&l.scratch, error);
    if (status != STM_OK)
        return status;
    status = place(l.scratch, &l, o->title, error);
    if (status == STM_OK)
        status = write(&l, o, output, error);
    if (o->missing != NULL)
        *o->missing = stm__text_missing(l.scratch);
    cairo_destroy(l.scratch);
    stm__lines_free(&l.title);
    stm__ramp_bar_close(&l.bar);
    return status;
}
