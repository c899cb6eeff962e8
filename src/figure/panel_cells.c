/* Paints the cells of a raster as rows of pixels, and as rectangles, into which equal neighbours
 * are merged. */
#include "figure/panel_cells.h"

#include <string.h>

#include "base/arithmetic.h"
#include "figure/key.h"

#define GRID 255 /* white */

stm__panel_cells stm__cells_choose(int64_t longest, size_t columns)
{
    static const int64_t spaces[] = {0, 1024, 768, 640, 576, 576};
    int64_t space = spaces[columns], pitch = space * 9 / 8 / longest;
    if (pitch >= 9) {
        pitch = stm__min(pitch, space / 8 + 1);
        return (stm__panel_cells){.cell = pitch - 1, .pitch = pitch};
    }
    pitch = stm__min(stm__max(space / longest, 1), 7);
    return (stm__panel_cells){.cell = pitch, .pitch = pitch};
}

static stm_colour colour_of(const stm__panel_cells *cells, int32_t value)
{
    return cells->colours == NULL ? stm_value_colour(value) : cells->colours[value];
}

/* Viewers take long over paths of very many rectangles. */
#define MAX_PATH 4096

typedef struct drawing {
    cairo_t *cairo;
    const stm__panel_cells *cells;
    int32_t value;
    int num_rectangles;
} drawing;

static void add_rectangle(drawing *d, int64_t x, int64_t y, int64_t width, int64_t height)
{
    const stm__panel_cells *c = d->cells;
    cairo_rectangle(d->cairo, (double)(c->x + x * c->pitch), (double)(c->y + y * c->pitch),
                    (double)stm__cells_length(c, width), (double)stm__cells_length(c, height));
    if (++d->num_rectangles % MAX_PATH == 0)
        cairo_fill(d->cairo);
}

static int visit(void *context, const stm_tile *tile)
{
    drawing *d = context;
    if (tile->value == d->value)
        add_rectangle(d, tile->x, tile->y, tile->width, tile->height);
    return cairo_status(d->cairo) != CAIRO_STATUS_SUCCESS;
}

static void draw_grid(cairo_t *cairo, const stm__panel_cells *cells)
{
    stm_rectangle b = stm_raster_bounds(cells->raster);
    double line = (double)(cells->pitch - cells->cell);
    double width = (double)stm__cells_length(cells, b.num_keys);
    double height = (double)stm__cells_length(cells, b.num_queries);
    cairo_set_source_rgb(cairo, GRID / 255.0, GRID / 255.0, GRID / 255.0);
    for (int64_t j = 1; j < b.num_keys; j++)
        cairo_rectangle(cairo, (double)(cells->x + j * cells->pitch) - line, (double)cells->y, line,
                        height);
    for (int64_t i = 1; i < b.num_queries; i++)
        cairo_rectangle(cairo, (double)cells->x, (double)(cells->y + i * cells->pitch) - line,
                        width, line);
    cairo_fill(cairo);
}

stm_status stm__cells_draw(cairo_t *cairo, const stm__panel_cells *cells, stm_error *error)
{
    stm_rectangle b = stm_raster_bounds(cells->raster);
    const stm_legend *legend = stm_raster_legend(cells->raster);
    drawing d = {.cairo = cairo, .cells = cells};
    stm__set_colour(cairo, colour_of(cells, 0));
    add_rectangle(&d, 0, 0, b.num_keys, b.num_queries);
    cairo_fill(cairo);
    for (int k = 0; k < legend->num; k++) {
        d.value = legend->entries[k].value;
        if (d.value == 0)
            continue;
        stm__set_colour(cairo, colour_of(cells, d.value));
        stm_status status = stm_raster_tiles(cells->raster, visit, &d, error);
        if (status != STM_OK)
            return status;
        cairo_fill(cairo);
    }
    if (cells->pitch > cells->cell)
        draw_grid(cairo, cells);
    return STM_OK;
}

/* One row of pixels through the middle of a row of cells. */
static void paint_row(const stm__panel_cells *cells, const uint8_t *values, int64_t num_keys,
                      uint8_t *pixels)
{
    for (int64_t j = 0; j < num_keys; j++) {
        stm_colour colour = colour_of(cells, values[j]);
        uint8_t *cell = pixels + 3 * j * cells->pitch;
        for (int64_t x = 0; x < cells->cell; x++) {
            cell[3 * x] = colour.red;
            cell[3 * x + 1] = colour.green;
            cell[3 * x + 2] = colour.blue;
        }
        if (j + 1 < num_keys)
            memset(cell + 3 * cells->cell, GRID, 3 * (size_t)(cells->pitch - cells->cell));
    }
}

void stm__cells_paint(const stm__panel_cells *cells, int64_t y, int64_t rows, int64_t width,
                      uint8_t *pixels)
{
    stm_rectangle b = stm_raster_bounds(cells->raster);
    int64_t begin = stm__max(y, cells->y);
    int64_t end = stm__min(y + rows, cells->y + stm__cells_length(cells, b.num_queries));
    size_t bytes = 3 * (size_t)stm__cells_length(cells, b.num_keys);
    for (int64_t r = begin; r < end; r++) {
        int64_t within = (r - cells->y) % cells->pitch, i = (r - cells->y) / cells->pitch;
        uint8_t *row = pixels + 3 * ((r - y) * width + cells->x);
        if (within >= cells->cell)
            memset(row, GRID, bytes);
        else if (within > 0 && r > begin)
            memcpy(row, row - 3 * width, bytes);
        else
            paint_row(cells, stm_raster_row(cells->raster, i), b.num_keys, row);
    }
}
