/* A bar chart on its way to paper: the chart, its plot, and how wide its bars are. */
#ifndef STM__FIGURE_BARS_H
#define STM__FIGURE_BARS_H

#include <stmask/chart.h>

#include "figure/plot.h"

/* Between a bar and its value, in sizes of text; what a dot takes besides. */
#define STM__BAR_GAP 0.3
#define STM__DOT_GAP 0.3

typedef struct stm__bars {
    const stm_bar_chart *chart;
    stm__scale scale;
    stm__plot plot;
    stm__names names;
    double bar;     /* width, in pixels */
    double longest; /* text of a value */
    bool upright;   /* values of standing bars are turned */
} stm__bars;

static inline double stm__bars_value(const stm_bar_chart *chart, size_t group, size_t series)
{
    return chart->values[group * chart->num_series + series];
}

/* Whether values are dots. A logarithmic axis has no zero for a bar to stand on. */
static inline bool stm__bars_are_dots(const stm_bar_chart *chart)
{
    return chart->axis.scale != STM_SCALE_LINEAR;
}

static inline void stm__bars_format(const stm__bars *bars, double value, char text[32])
{
    stm__number_short(value, bars->chart->axis.scale == STM_SCALE_LOG2, false, text);
}

/* Draws the whole chart; `context` is a stm__bars. */
void stm__bars_draw(cairo_t *cairo, const void *context);

#endif
