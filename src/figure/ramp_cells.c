/* Paints the cells of a ramp; the colours between two stops are mixed in sRGB. */
#include <math.h>
#include <string.h>

#include "base/arithmetic.h"
#include "figure/key.h"
#include "figure/ramp.h"

/* viridis at eighths. */
static const stm_colour anchors[] = {
    {0x44, 0x01, 0x54}, {0x47, 0x2d, 0x7b}, {0x3b, 0x52, 0x8b},
    {0x2c, 0x72, 0x8e}, {0x21, 0x90, 0x8c}, {0x27, 0xad, 0x81},
    {0x5d, 0xc8, 0x63}, {0xaa, 0xdc, 0x32}, {0xfd, 0xe7, 0x25},
};

#define PARTS ((int)(sizeof anchors / sizeof *anchors) - 1)

static uint8_t between(uint8_t low, uint8_t high, double share)
{
    return (uint8_t)lround(low + share * (high - low));
}

stm_colour stm_ramp_colour(double share)
{
    if (isnan(share))
        return stm_value_colour(0);
    double at = fmin(fmax(share, 0), 1) * PARTS;
    int part = at < PARTS ? (int)at : PARTS - 1;
    const stm_colour *low = &anchors[part], *high = low + 1;
    at -= part;
    return (stm_colour){between(low->red, high->red, at), between(low->green, high->green, at),
                        between(low->blue, high->blue, at)};
}

static bool is_equal(stm_colour a, stm_colour b)
{
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

static void draw_grid(cairo_t *cairo, const stm__ramp_cells *c)
{
    stm__spacing across = c->across, down = c->down;
    cairo_set_source_rgb(cairo, 1, 1, 1);
    for (int64_t j = 1; j < c->ramp->columns && across.cell < across.pitch; j++)
        cairo_rectangle(cairo, (double)(c->x + j * across.pitch - 1), (double)c->y, 1,
                        (double)c->height);
    for (int64_t i = 1; i < c->ramp->rows && down.cell < down.pitch; i++)
        cairo_rectangle(cairo, (double)c->x, (double)(c->y + i * down.pitch - 1), (double)c->width,
                        1);
    cairo_fill(cairo);
}

void stm__ramp_draw(cairo_t *cairo, const stm__ramp_cells *cells)
{
    const stm__ramp_cells *c = cells;
    const stm_ramp *ramp = c->ramp;
    stm_colour none = stm_ramp_colour(NAN);
    stm__set_colour(cairo, none);
    cairo_rectangle(cairo, (double)c->x, (double)c->y, (double)c->width, (double)c->height);
    cairo_fill(cairo);
    for (int64_t i = 0; i < ramp->rows; i++)
        for (int64_t j = 0, end; j < ramp->columns; j = end) {
            const double *row = ramp->cells + i * ramp->columns;
            stm_colour colour = stm_ramp_colour(row[j]);
            for (end = j + 1; end < ramp->columns && is_equal(colour, stm_ramp_colour(row[end]));)
                end++;
            if (is_equal(colour, none))
                continue;
            stm__set_colour(cairo, colour);
            cairo_rectangle(cairo, (double)(c->x + j * c->across.pitch),
                            (double)(c->y + i * c->down.pitch),
                            (double)stm__spacing_length(c->across, end - j), (double)c->down.cell);
            cairo_fill(cairo);
        }
    draw_grid(cairo, c);
}

/* One row of pixels through the middle of a row of cells; white between them. */
static void paint_row(const stm__ramp_cells *c, const double *row, uint8_t *pixels)
{
    memset(pixels, 255, 3 * (size_t)c->width);
    for (int64_t j = 0; j < c->ramp->columns; j++) {
        stm_colour colour = stm_ramp_colour(row[j]);
        uint8_t *at = pixels + 3 * j * c->across.pitch;
        for (int64_t x = 0; x < c->across.cell; x++) {
            *at++ = colour.red;
            *at++ = colour.green;
            *at++ = colour.blue;
        }
    }
}

void stm__ramp_paint(const stm__ramp_cells *cells, int64_t y, int64_t rows, int64_t width,
                     uint8_t *pixels)
{
    const stm__ramp_cells *c = cells;
    int64_t begin = stm__max(y, c->y), end = stm__min(y + rows, c->y + c->height);
    for (int64_t r = begin; r < end; r++) {
        int64_t within = (r - c->y) % c->down.pitch, i = (r - c->y) / c->down.pitch;
        uint8_t *row = pixels + 3 * ((r - y) * width + c->x);
        if (within >= c->down.cell)
            memset(row, 255, 3 * (size_t)c->width);
        else if (within > 0 && r > begin)
            memcpy(row, row - 3 * width, 3 * (size_t)c->width);
        else
            paint_row(c, c->ramp->cells + i * c->ramp->columns, row);
    }
}
