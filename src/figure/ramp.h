/* The cells of a ramp, as rectangles or as pixels, and its colour bar. */
#ifndef STM__FIGURE_RAMP_H
#define STM__FIGURE_RAMP_H

#include <cairo.h>

#include <stmask/chart.h>

#include "figure/lettering.h"
#include "figure/panel_cells.h"

/* Where the cells stand: pixels, from the figure's upper left corner. */
typedef struct stm__ramp_cells {
    const stm_ramp *ramp;
    int64_t x, y, width, height;
    stm__spacing across, down;
} stm__ramp_cells;

void stm__ramp_draw(cairo_t *cairo, const stm__ramp_cells *cells);

/* The part of the cells in rows y .. y + rows - 1 of a picture `width` pixels wide. */
void stm__ramp_paint(const stm__ramp_cells *cells, int64_t y, int64_t rows, int64_t width,
                     uint8_t *pixels);

/* The colour bar with its texts, and what the cells without a number are. Zero-initialise; free
 * with stm__ramp_bar_close. */
typedef struct stm__ramp_bar {
    double size; /* of the font */
    stm__text_lines title, low, high, none;
    double before, length, after; /* of the bar; ahead of and behind it */
    int64_t width, height;        /* of all */
} stm__ramp_bar;

stm_status stm__ramp_bar_make(cairo_t *cairo, const stm_ramp *ramp, double size, stm__ramp_bar *bar,
                              stm_error *error);
void stm__ramp_bar_close(stm__ramp_bar *bar);

/* Draws it, centred at x, from y down. */
void stm__ramp_bar_draw(cairo_t *cairo, const stm__ramp_bar *bar, int64_t x, int64_t y);

#endif
