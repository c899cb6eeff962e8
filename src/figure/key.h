/* The keys to a figure's colours: legends of values, and the colour bar of densities. */
#ifndef STM__FIGURE_KEY_H
#define STM__FIGURE_KEY_H

#include <cairo.h>

#include <stmask/raster.h>

/* A legend laid out in centred rows. */
typedef struct stm__key {
    stm_legend legend;
    stm_colour colours[STM_NUM_COLOURS]; /* of the values */
    double size;                         /* of the font */
    int64_t swatch;
    double entry_width[STM_NUM_COLOURS], row_width[STM_NUM_COLOURS];
    int row_of[STM_NUM_COLOURS], num_rows;
    double width;
    int64_t height;
} stm__key;

/* Lays a legend out in rows no wider than `width`, one entry being the least. `colours` are those
 * of stm_figure_options. */
stm_status stm__key_layout(cairo_t *cairo, const stm_legend *legend, const stm_colour *colours,
                           double size, double width, stm__key *key, stm_error *error);

/* Draws it, centred at x, from y down. */
void stm__key_draw(cairo_t *cairo, const stm__key *key, int64_t x, int64_t y);

/* The colour bar of densities, with its caption and ticks. */
void stm__bar_measure(double size, int64_t *width, int64_t *height);
void stm__bar_draw(cairo_t *cairo, double size, int64_t x, int64_t y);

void stm__set_colour(cairo_t *cairo, stm_colour colour);

#endif
