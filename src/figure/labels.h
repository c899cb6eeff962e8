/* Labels of points, placed beside them so that none covers another. */
#ifndef STM__FIGURE_LABELS_H
#define STM__FIGURE_LABELS_H

#include "figure/plot.h"

typedef struct stm__label {
    stm__text_lines text; /* one line */
    double x, y;          /* its point, in pixels */
    double left, top;     /* where it stands */
    bool placed, led;     /* it has a place; a line leads to it */
} stm__label;

typedef struct stm__labels {
    stm__label *items;
    size_t num;
} stm__labels;

/* Prepares the texts of all series; all-zero before. Freed by stm__labels_free, on failure too. */
stm_status stm__labels_make(cairo_t *scratch, const stm_chart *chart, stm__labels *labels,
                            stm_error *error);

/* Finds places in a plot that has its own. O(labels^2). */
void stm__labels_place(const stm__plot *plot, const stm_chart *chart, stm__labels *labels);
void stm__labels_draw(cairo_t *cairo, const stm__plot *plot, const stm__labels *labels);
void stm__labels_free(stm__labels *labels);

#endif
