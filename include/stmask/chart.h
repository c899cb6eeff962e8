/* Charts: lines, bars, and pictures of numbers from 0 to 1, drawn with cairo. Links with
 * libstmask_figure.
 *
 * Formats, text and titles are those of figures (stmask/figure.h): PNG at 192 pixels an inch with
 * the text chunks `Title` and `Software`, SVG and PDF as vectors; DejaVu Sans; no text is ever cut
 * off. The title is that of stm_figure_options. Series take the colours of stm_series_colour, which
 * readers who do not see all colours, and print without colours, still tell apart. Strings and
 * arrays stay the caller's and are not kept. The output stays the caller's to close.
 *
 * All calls fail with STM_EINVAL for what cannot be drawn, naming it, before anything is written;
 * with STM_EIO as soon as the output fails; and with STM_ENOMEM.
 */
#ifndef STMASK_CHART_H
#define STMASK_CHART_H

#include <stmask/figure.h>

/* The colour of the k-th series, from 0: darkblue, orange, firebrick, royalblue, skyblue, dimgray;
 * from the seventh on they repeat, and lines are dashed. */
STM_API stm_colour stm_series_colour(size_t k);

/* ---------------------------------------------------------------------------------------- axes */

typedef enum stm_scale { STM_SCALE_LINEAR, STM_SCALE_LOG2, STM_SCALE_LOG10 } stm_scale;

/* Ticks stand at multiples of 1, 2 or 5 times a power of ten, and of logarithmic axes at powers of
 * their base. Large numbers have commas, `12,000`, or, where there are larger ones, k, M, G, T, P,
 * E for powers of 1000 and, on an axis of base 2, Ki to Ei for powers of 1024. */
typedef struct stm_chart_axis {
    const char *title; /* with its unit: "buffer (vectors)"; NULL for none */
    stm_scale scale;
    double low, high; /* what it shows at least; both 0: all there is */
    bool zero;        /* a linear axis shows 0 too */
    bool whole;       /* no ticks between whole numbers */
} stm_chart_axis;

/* A dashed line across a chart, such as a bound, with its label beside the plot. */
typedef struct stm_reference {
    const char *label; /* NULL for none */
    double value;
    bool vertical;   /* at x = value; else at y = value */
    bool number;     /* the value stands behind the label */
    uint64_t series; /* in a bar chart, of the series k whose bits 1 << k are set: a short line
                      * across each of their bars; 0: across all */
    size_t first_group, num_groups; /* with `series`, in these groups; num_groups 0: in all */
} stm_reference;

/* --------------------------------------------------------------------------------------- lines */

typedef struct stm_series {
    const char *name; /* in the legend; NULL: not there */
    const double *x;  /* NULL: 0, 1, 2, ... */
    const double *y;  /* NaN, as in x: no point, and the line breaks */
    int64_t num;
    bool steps;   /* a y lasts from its x to the next; the last, as long as the one before it */
    bool markers; /* at the points */
    bool apart;   /* small markers alone, no line from point to point */
    /* `num` texts beside the points, NULL for none; NULL: no labels at all. They are placed so that
     * none covers another one or a point that has one, with a thin line where that is farther off,
     * and left out where there is no room. */
    const char *const *labels;
} stm_series;

typedef struct stm_chart {
    stm_chart_axis x, y;
    const stm_series *series; /* later ones are drawn over earlier ones */
    size_t num_series;
    const stm_reference *references;
    size_t num_references;
} stm_chart;

/* Draws a line chart. STM_EINVAL where there is no point at all, where a number is infinite, and
 * where one is not above 0 on a logarithmic axis.
 *
 * Where many points fall into one column of pixels, the first, the least, the greatest and the last
 * of them are drawn: no peak vanishes, and O(points) time is all that many points cost. */
STM_CHECKED stm_status stm_chart_draw(const stm_chart *chart, stm_output *output, stm_error *error,
                                      const stm_figure_options *options);

/* ---------------------------------------------------------------------------------------- bars */

/* Groups of bars, such as orders, with a bar for each series, such as kinds of loads. Bars begin at
 * 0. A logarithmic axis has no 0, and the length of a bar would depend on where the axis happens to
 * begin: there values are dots. */
typedef struct stm_bar_chart {
    const char *const *groups; /* their labels */
    size_t num_groups;
    const char *const *series; /* their names, in the legend where there are several */
    size_t num_series;
    const double *values; /* num_groups x num_series, a group after the other; NaN: no bar */
    stm_chart_axis axis;  /* of the values; a linear one always shows 0 */
    bool horizontal;      /* bars run to the right, groups from top to bottom; else upwards */
    const stm_reference *references; /* at values; `vertical` is not looked at */
    size_t num_references;
} stm_bar_chart;

/* Draws grouped bars, or dots, with their values at their ends. STM_EINVAL where there are no bars,
 * where a reference names a series that is not there, where a value is infinite or negative, and
 * where one is not above 0 on a logarithmic axis. */
STM_CHECKED stm_status stm_bar_chart_draw(const stm_bar_chart *chart, stm_output *output,
                                          stm_error *error, const stm_figure_options *options);

/* --------------------------------------------------------------------------------------- ramps */

/* Cells with a number each, such as the share of all steps after which a point is visited. */
typedef struct stm_ramp {
    const double *cells;   /* rows x columns, a row after the other: 0 to 1, or NaN for none */
    int64_t rows, columns; /* from 1 to STM_RASTER_MAX */
    int64_t first_query, first_key; /* indices of the first row and column */
    const char *bar_title;          /* of the colour bar: "visited at step"; NULL for none */
    const char *bar_low, *bar_high; /* what stands at its ends, for 0 and 1; NULL for none */
    const char *none;               /* what cells without a number are; NULL: not told */
    const char *across, *down;      /* what columns and rows are; NULL: "key", "query" */
} stm_ramp;

/* The colour of a number from 0 to 1: viridis, whose lightness rises evenly (S. van der Walt and N.
 * Smith, matplotlib 2015, CC0), here in equal parts of RGB between nine of its colours. NaN is
 * lightgray. */
STM_API stm_colour stm_ramp_colour(double share);

/* Draws the cells of a ramp as stm_figure_draw draws those of a mask, queries from top to bottom,
 * with the same text chunks, and a colour bar below. A vector figure has a rectangle for each run
 * of equal cells in a row. STM_EINVAL where a number is not from 0 to 1. */
STM_CHECKED stm_status stm_ramp_draw(const stm_ramp *ramp, stm_output *output, stm_error *error,
                                     const stm_figure_options *options);

#endif
