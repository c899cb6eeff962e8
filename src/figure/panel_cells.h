/* The cells of a raster, as rectangles or as pixels. */
#ifndef STM__FIGURE_PANEL_CELLS_H
#define STM__FIGURE_PANEL_CELLS_H

#include <cairo.h>

#include <stmask/raster.h>

/* Where a raster's cells stand: pixels, from the figure's upper left corner. */
typedef struct stm__panel_cells {
    const stm_raster *raster;
    const stm_colour *colours; /* of the values; NULL: those of stm_value_colour */
    int64_t x, y;
    int64_t cell, pitch; /* a cell's side; from one to the next, 1 more where a line is between */
} stm__panel_cells;

/* The sizes of cells, `longest` of them side by side, with which they take about the space of one
 * panel out of `columns`. */
stm__panel_cells stm__cells_choose(int64_t longest, size_t columns);

/* The pixels that `num` cells take side by side. */
static inline int64_t stm__cells_length(const stm__panel_cells *cells, int64_t num)
{
    return num * cells->pitch - (cells->pitch - cells->cell);
}

/* Draws all cells and the lines between them as rectangles, merged into one path a colour. */
stm_status stm__cells_draw(cairo_t *cairo, const stm__panel_cells *cells, stm_error *error);

/* Writes the part of the cells that lies in rows y .. y + rows - 1 of a picture `width` pixels
 * wide, red, green, blue each. */
void stm__cells_paint(const stm__panel_cells *cells, int64_t y, int64_t rows, int64_t width,
                      uint8_t *pixels);

#endif
