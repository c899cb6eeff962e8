/* Paints the cells of a raster as rows of pixels, and as rectangles, into which equal neighbours
 * are merged. */
#include "figure/panel_cells.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "figure/cairo_fail.h"
#include "figure/key.h"
#include "figure/lettering.h"

#define GRID 255      /* white */
#define LINED 9       /* the least pitch with a line between cells */
#define LEAST_PART 8  /* a side is at least this part of the other long */
#define MOST_PITCH 33 /* of cells that are made longer */

static stm__spacing spacing_of(int64_t pitch, bool lines)
{
    return (stm__spacing){pitch - (lines && pitch >= LINED), pitch};
}

void stm__spacing_choose(int64_t rows, int64_t columns, size_t panels, bool lines,
                         stm__spacing *across, stm__spacing *down)
{
    static const int64_t spaces[] = {0, 1024, 768, 640, 576, 576};
    int64_t longest = stm__max(rows, columns), shortest = stm__min(rows, columns);
    int64_t space = spaces[panels], pitch = space * 9 / 8 / longest;
    if (pitch >= LINED)
        pitch = stm__min(pitch, space / 8 + 1);
    else
        pitch = stm__min(stm__max(space / longest, 1), LINED - 2);
    *across = *down = spacing_of(pitch, lines);
    if (pitch >= LINED || shortest * LEAST_PART >= longest)
        return;
    /* Without lines between them cells are as long as the side needs. */
    int64_t most = lines ? MOST_PITCH : INT64_MAX;
    int64_t wanted = stm__min(stm__ceil_div(longest * pitch, LEAST_PART * shortest), most);
    wanted = stm__max(wanted, pitch);
    *(rows < columns ? down : across) = spacing_of(wanted + (wanted == LINED - 1), lines);
}

void stm__spacing_text(stm__spacing across, stm__spacing down, char text[48])
{
    int used = snprintf(text, 48, "%" PRId64, across.pitch);
    if (down.pitch != across.pitch)
        snprintf(text + used, 48 - (size_t)used, ",%" PRId64, down.pitch);
}

int64_t stm__cells_width(const stm__panel_cells *cells)
{
    return stm__spacing_length(cells->across, stm_raster_shape_of(cells->raster).columns);
}

int64_t stm__cells_height(const stm__panel_cells *cells)
{
    return stm__spacing_length(cells->down, stm_raster_shape_of(cells->raster).rows);
}

/* Of a value, or of a step of shares. */
static stm_colour colour_of(const stm__panel_cells *cells, bool shares, int32_t number)
{
    if (shares)
        return stm_density_colour(number);
    return cells->colours == NULL ? stm_value_colour(number) : cells->colours[number];
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
    cairo_rectangle(d->cairo, (double)(c->x + x * c->across.pitch),
                    (double)(c->y + y * c->down.pitch),
                    (double)stm__spacing_length(c->across, width),
                    (double)stm__spacing_length(c->down, height));
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

/* The white lines between cells, where there are any. */
static void draw_grid(cairo_t *cairo, const stm__panel_cells *cells)
{
    stm_raster_shape shape = stm_raster_shape_of(cells->raster);
    double width = (double)stm__cells_width(cells), height = (double)stm__cells_height(cells);
    stm__spacing across = cells->across, down = cells->down;
    cairo_set_source_rgb(cairo, GRID / 255.0, GRID / 255.0, GRID / 255.0);
    for (int64_t j = 1; j < shape.columns && across.cell < across.pitch; j++)
        cairo_rectangle(cairo, (double)(cells->x + j * across.pitch - 1), (double)cells->y, 1,
                        height);
    for (int64_t i = 1; i < shape.rows && down.cell < down.pitch; i++)
        cairo_rectangle(cairo, (double)cells->x, (double)(cells->y + i * down.pitch - 1), width, 1);
    cairo_fill(cairo);
}

/* The pixels that a PNG would have, as an image in a vector figure. */
static stm_status draw_image(cairo_t *cairo, const stm__panel_cells *cells, stm_error *error)
{
    stm__panel_cells here = *cells;
    here.x = here.y = 0;
    int64_t width = stm__cells_width(cells), height = stm__cells_height(cells);
    uint8_t *row = malloc(3 * (size_t)width);
    cairo_surface_t *image =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    cairo_status_t made = cairo_surface_status(image);
    if (row == NULL || made != CAIRO_STATUS_SUCCESS) {
        free(row);
        cairo_surface_destroy(image);
        return stm__figure_fail_memory(error);
    }
    cairo_surface_flush(image);
    unsigned char *data = cairo_image_surface_get_data(image);
    int stride = cairo_image_surface_get_stride(image);
    for (int64_t y = 0; y < height; y++) {
        stm__cells_paint(&here, y, 1, width, row);
        for (int64_t x = 0; x < width; x++) {
            uint32_t pixel = (uint32_t)row[3 * x] << 16 | (uint32_t)row[3 * x + 1] << 8 |
                             (uint32_t)row[3 * x + 2];
            memcpy(data + y * stride + 4 * x, &pixel, 4);
        }
    }
    free(row);
    cairo_surface_mark_dirty(image);
    cairo_set_source_surface(cairo, image, (double)cells->x, (double)cells->y);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(cairo);
    cairo_surface_destroy(image);
    return stm__cairo_status(cairo_status(cairo), error);
}

stm_status stm__cells_draw(cairo_t *cairo, const stm__panel_cells *cells, stm_error *error)
{
    stm_raster_shape shape = stm_raster_shape_of(cells->raster);
    const stm_legend *legend = stm_raster_legend(cells->raster);
    drawing d = {.cairo = cairo, .cells = cells};
    if (shape.shares)
        return draw_image(cairo, cells, error);
    stm__set_colour(cairo, colour_of(cells, false, 0));
    add_rectangle(&d, 0, 0, shape.columns, shape.rows);
    cairo_fill(cairo);
    for (int k = 0; k < legend->num; k++) {
        d.value = legend->entries[k].value;
        if (d.value == 0)
            continue;
        stm__set_colour(cairo, colour_of(cells, false, d.value));
        stm_status status = stm_raster_tiles(cells->raster, visit, &d, error);
        if (status != STM_OK)
            return status;
        cairo_fill(cairo);
    }
    draw_grid(cairo, cells);
    return STM_OK;
}

/* One row of pixels through the middle of a row of cells. */
static void paint_row(const stm__panel_cells *cells, int64_t row, uint8_t *pixels)
{
    stm_raster_shape shape = stm_raster_shape_of(cells->raster);
    const uint8_t *numbers = stm_raster_row(cells->raster, row);
    stm__spacing across = cells->across;
    for (int64_t j = 0; j < shape.columns; j++) {
        stm_colour colour = colour_of(cells, shape.shares, numbers[j]);
        uint8_t *cell = pixels + 3 * j * across.pitch;
        for (int64_t x = 0; x < across.cell; x++) {
            cell[3 * x] = colour.red;
            cell[3 * x + 1] = colour.green;
            cell[3 * x + 2] = colour.blue;
        }
        if (j + 1 < shape.columns)
            memset(cell + 3 * across.cell, GRID, 3 * (size_t)(across.pitch - across.cell));
    }
}

void stm__cells_paint(const stm__panel_cells *cells, int64_t y, int64_t rows, int64_t width,
                      uint8_t *pixels)
{
    stm__spacing down = cells->down;
    int64_t begin = stm__max(y, cells->y);
    int64_t end = stm__min(y + rows, cells->y + stm__cells_height(cells));
    size_t bytes = 3 * (size_t)stm__cells_width(cells);
    for (int64_t r = begin; r < end; r++) {
        int64_t within = (r - cells->y) % down.pitch, i = (r - cells->y) / down.pitch;
        uint8_t *row = pixels + 3 * ((r - y) * width + cells->x);
        if (within >= down.cell)
            memset(row, GRID, bytes);
        else if (within > 0 && r > begin)
            memcpy(row, row - 3 * width, bytes);
        else
            paint_row(cells, i, row);
    }
}
