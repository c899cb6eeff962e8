/* The cells of a raster, as rectangles or as pixels. */
#ifndef STM__FIGURE_PANEL_CELLS_H
#define STM__FIGURE_PANEL_CELLS_H

#include <cairo.h>
#include <stdbool.h>

#include <stmask/raster.h>

/* Cells side by side: a cell's length, and from one to the next, 1 more where a line is between. */
typedef struct stm__spacing {
    int64_t cell, pitch;
} stm__spacing;

/* The pixels that `num` cells take side by side. */
static inline int64_t stm__spacing_length(stm__spacing spacing, int64_t num)
{
    return num * spacing.pitch - (spacing.pitch - spacing.cell);
}

/* Chooses how large cells are, `rows` x `columns` of them, so that they take about the space of one
 * panel out of `panels` in a row. They are squares; but where they are so small that a side would
 * have less than an eighth of the other's length, they are longer that way. `lines` lets large
 * cells have a line between them. */
void stm__spacing_choose(int64_t rows, int64_t columns, size_t panels, bool lines,
                         stm__spacing *across, stm__spacing *down);

/* Writes `11`, or across and down, `1,13`, where they differ. */
void stm__spacing_text(stm__spacing across, stm__spacing down, char text[48]);

/* Where a raster's cells stand: pixels, from the figure's upper left corner. */
typedef struct stm__panel_cells {
    const stm_raster *raster;
    const stm_colour *colours; /* of the values; NULL: those of stm_value_colour */
    int64_t x, y;
    stm__spacing across, down;
} stm__panel_cells;

int64_t stm__cells_width(const stm__panel_cells *cells);
int64_t stm__cells_height(const stm__panel_cells *cells);

/* Draws all cells and the lines between them: as rectangles, merged into one path a colour; shares,
 * which have very many colours, as one image. */
stm_status stm__cells_draw(cairo_t *cairo, const stm__panel_cells *cells, stm_error *error);

/* Writes the part of the cells that lies in rows y .. y + rows - 1 of a picture `width` pixels
 * wide, red, green, blue each. */
void stm__cells_paint(const stm__panel_cells *cells, int64_t y, int64_t rows, int64_t width,
                      uint8_t *pixels);

#endif
