/* Lays a figure out from its text inwards: the pitch of the cells is the largest that all panels
 * can have. */
#include "figure/layout.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "figure/cairo_fail.h"

#define MAX_COLUMNS 5
#define TITLE 1.2  /* sizes of text, of that of the axes */
#define PANEL 1.05 /* a panel's title in a figure of several */

static int64_t up(double x)
{
    return (int64_t)ceil(x);
}

/* What one panel needs round its cells. */
static stm_status layout_panel(cairo_t *scratch, const stm_panel *from, double size, bool alone,
                               stm__figure_panel *panel, stm_error *error)
{
    const stm__panel_cells *cells = &panel->cells;
    stm_rectangle b = stm_raster_bounds(cells->raster);
    stm_raster_shape shape = stm_raster_shape_of(cells->raster);
    int64_t width = stm__cells_width(cells);
    panel->keys = (stm__panel_axis){.name = "key",
                                    .first = b.first_key,
                                    .num = b.num_keys,
                                    .each = shape.keys,
                                    .pitch = cells->across.pitch,
                                    .cell = cells->across.cell,
                                    .size = size};
    panel->queries = (stm__panel_axis){.name = "query",
                                       .first = b.first_query,
                                       .num = b.num_queries,
                                       .each = shape.queries,
                                       .pitch = cells->down.pitch,
                                       .cell = cells->down.cell,
                                       .size = size};
    stm__axis_choose(scratch, &panel->keys, true);
    stm__axis_choose(scratch, &panel->queries, false);
    if (b.num_keys == b.num_queries && b.first_key == b.first_query)
        panel->queries.step = panel->keys.step;
    double room = fmax((double)width, (alone ? 30 : 13.5) * size);
    stm_status status = stm__lines_make(scratch, size * (alone ? TITLE : PANEL), room, from->title,
                                        &panel->title, error);
    if (status != STM_OK)
        return status;
    double text = panel->title.width;
    if (!isnan(from->sparsity)) {
        stm__sparsity_text(from->sparsity, panel->sparsity);
        text = fmax(text, stm__text_width(scratch, size, panel->sparsity));
    }
    int64_t beside = stm__max(0, up((text - (double)width) / 2));
    panel->left = stm__max(beside, stm__axis_depth(&panel->queries, false));
    panel->right = stm__max(beside, stm__axis_overhang(&panel->keys));
    panel->above =
        up(panel->title.height + (panel->sparsity[0] == '\0' ? 0 : 1.35 * size) + 0.5 * size);
    return STM_OK;
}

/* Puts the panels of one row at `y`, their cells' upper edges level; returns what is below them. */
static int64_t place_row(stm__figure *f, size_t begin, size_t end, int64_t x, int64_t y,
                         int64_t slot)
{
    int64_t above = 0, bottom = 0;
    for (size_t k = begin; k < end; k++)
        above = stm__max(above, f->panels[k].above);
    for (size_t k = begin; k < end; k++) {
        stm__figure_panel *p = &f->panels[k];
        int64_t free_space = slot - p->left - p->right - stm__cells_width(&p->cells);
        p->cells.x = p->keys.begin = x + free_space / 2 + p->left;
        p->cells.y = p->queries.begin = y + above;
        bottom = stm__max(bottom, p->cells.y + stm__cells_height(&p->cells) +
                                      stm__axis_depth(&p->keys, true));
        x += slot + (int64_t)f->size;
    }
    return bottom;
}

static stm_status layout_key(cairo_t *scratch, stm__figure *f, const stm_legend *legend,
                             double room, stm_error *error)
{
    if (f->shares) {
        stm__bar_measure(f->size, &f->key_width, &f->key_height);
        return STM_OK;
    }
    stm_status status = stm__key_layout(scratch, legend, f->colours, f->size, room, &f->key, error);
    f->key_width = up(f->key.width);
    f->key_height = f->key.height;
    return status;
}

static stm_status place(cairo_t *scratch, stm__figure *f, const stm_figure_options *options,
                        stm_error *error)
{
    int64_t slot = 0, apart = (int64_t)f->size;
    stm_legend legend = {0};
    for (size_t k = 0; k < f->num; k++) {
        const stm__figure_panel *p = &f->panels[k];
        slot = stm__max(slot, p->left + p->right + stm__cells_width(&p->cells));
        stm_legend_merge(&legend, stm_raster_legend(p->cells.raster));
    }
    int64_t row = (int64_t)f->columns * (slot + apart) - apart;
    double room = fmax((double)row, 30 * f->size);
    stm_status status =
        layout_key(scratch, f, options->legend == NULL ? &legend : options->legend, room, error);
    if (status == STM_OK)
        status = stm__lines_make(scratch, TITLE * f->size, room, options->title, &f->title, error);
    if (status != STM_OK)
        return status;
    f->margin = up(0.8 * f->size);
    f->width = 2 * f->margin + stm__max(row, stm__max(up(f->title.width), f->key_width));
    int64_t y = f->margin + up(f->title.height + (f->title.num > 0 ? 0.5 * f->size : 0));
    for (size_t k = 0; k < f->num; k += f->columns) {
        size_t end = k + f->columns < f->num ? k + f->columns : f->num;
        int64_t taken = (int64_t)(end - k) * (slot + apart) - apart;
        y = place_row(f, k, end, (f->width - taken) / 2, y + (k > 0 ? apart : 0), slot);
    }
    f->key_x = f->width / 2;
    if (f->columns == 1) { /* below its cells, as far as the margins let it */
        const stm__panel_cells *c = &f->panels[0].cells;
        int64_t half = (f->key_width + 1) / 2 + f->margin;
        f->key_x = c->x + stm__cells_width(c) / 2;
        f->key_x = stm__max(half, stm__min(f->key_x, f->width - half));
    }
    f->key_y = y + up(0.3 * f->size);
    f->height = f->key_y + f->key_height + f->margin;
    return STM_OK;
}

/* The cells of all panels, equally large, and the size of text beside them. */
static stm_status choose_cells(const stm_panel *panels, const stm_figure_options *options,
                               stm__figure *f, stm_error *error)
{
    stm__panel_cells cells = {.colours = options->colours};
    int64_t rows = 1, columns = 1;
    f->shares = stm_raster_shape_of(panels[0].raster).shares;
    for (size_t k = 0; k < f->num; k++) {
        stm_raster_shape shape = stm_raster_shape_of(panels[k].raster);
        rows = stm__max(rows, shape.rows);
        columns = stm__max(columns, shape.columns);
        if (shape.shares != f->shares)
            return stm__figure_fail(error, STM_EINVAL,
                                    "figure: its panels must all show values, or all shares");
    }
    stm__spacing_choose(rows, columns, f->columns, !f->shares, &cells.across, &cells.down);
    for (int32_t value = 0; value < STM_NUM_COLOURS; value++)
        f->fine[value] = stm_value_colour_fine(value);
    if (options->colours == NULL && stm__min(cells.across.cell, cells.down.cell) < STM_FINE_CELL)
        cells.colours = f->fine;
    f->colours = cells.colours;
    double length = (double)stm__max(stm__spacing_length(cells.across, columns),
                                     stm__spacing_length(cells.down, rows));
    f->size = fmax(18, stm__text_size(length, f->columns));
    for (size_t k = 0; k < f->num; k++) {
        f->panels[k].cells = cells;
        f->panels[k].cells.raster = panels[k].raster;
    }
    return STM_OK;
}

stm_status stm__figure_layout(const stm_panel *panels, size_t num,
                              const stm_figure_options *options, stm__figure *figure,
                              stm_error *error)
{
    stm__figure *f = figure;
    *f = (stm__figure){.num = num};
    if (num == 0)
        return stm__figure_fail(error, STM_EINVAL, "figure of no panels: must have one or more");
    size_t rows = (num + MAX_COLUMNS - 1) / MAX_COLUMNS;
    f->columns = (num + rows - 1) / rows;
    f->panels = calloc(num, sizeof *f->panels);
    stm_status status =
        f->panels == NULL ? stm__figure_fail_memory(error) : stm__text_open(&f->scratch, error);
    if (status == STM_OK)
        status = choose_cells(panels, options, f, error);
    for (size_t k = 0; k < num && status == STM_OK; k++)
        status = layout_panel(f->scratch, &panels[k], f->size, num == 1, &f->panels[k], error);
    if (status == STM_OK)
        status = place(f->scratch, f, options, error);
    if (status == STM_OK)
        status = stm__cairo_status(cairo_status(f->scratch), error);
    if (status != STM_OK)
        stm__figure_free(f);
    return status;
}

void stm__figure_free(stm__figure *figure)
{
    if (figure->panels != NULL)
        for (size_t k = 0; k < figure->num; k++)
            stm__lines_free(&figure->panels[k].title);
    free(figure->panels);
    if (figure->scratch != NULL)
        cairo_destroy(figure->scratch);
    stm__lines_free(&figure->title);
    *figure = (stm__figure){0};
}
