/* The line and the markers of a series, of any number of points. */
#ifndef STM__FIGURE_CURVE_H
#define STM__FIGURE_CURVE_H

#include "figure/plot.h"

/* x of a point; whether it is one; and, in steps, where its y ends: at the next point, or after as
 * long as the one before lasted. */
double stm__series_x(const stm_series *series, int64_t k);
bool stm__series_has(const stm_series *series, int64_t k);
double stm__series_end(const stm_series *series, int64_t k, stm_scale scale);

/* Draws the k-th series. */
void stm__curve_draw(cairo_t *cairo, const stm__plot *plot, const stm_series *series, size_t k);

#endif
