/* Where everything in a figure stands. */
#ifndef STM__FIGURE_LAYOUT_H
#define STM__FIGURE_LAYOUT_H

#include <stmask/figure.h>

#include "figure/axes.h"
#include "figure/key.h"
#include "figure/lettering.h"
#include "figure/panel_cells.h"

typedef struct stm__figure_panel {
    stm__panel_cells cells;
    stm__panel_axis keys, queries;
    stm__text_lines title;
    char sparsity[40];          /* empty for none */
    int64_t left, right, above; /* what stands round the cells */
} stm__figure_panel;

typedef struct stm__figure {
    cairo_t *scratch;
    stm__figure_panel *panels;
    size_t num, columns;
    double size;                      /* of the font of axes and legend */
    stm__text_lines title;            /* above all panels */
    bool shares;                      /* below the panels there is a bar and no key */
    const stm_colour *colours;        /* of the values; NULL: those of stm_value_colour */
    stm_colour fine[STM_NUM_COLOURS]; /* of stm_value_colour_fine */
    stm__key key;
    int64_t key_width, key_height;
    int64_t margin, width, height, key_x, key_y;
} stm__figure;

/* The figure must stay where it is, as it points into itself. */
stm_status stm__figure_layout(const stm_panel *panels, size_t num,
                              const stm_figure_options *options, stm__figure *figure,
                              stm_error *error);
void stm__figure_free(stm__figure *figure); /* all-zero is fine */

/* Draws all but the cells. */
void stm__figure_furniture(cairo_t *cairo, const stm__figure *figure);

#endif
