/* What line and bar charts share: the plot with its frame, axes, titles, references and legend. */
#ifndef STM__FIGURE_PLOT_H
#define STM__FIGURE_PLOT_H

#include "figure/lettering.h"
#include "figure/scale.h"

/* Labels of a plot's side that stand in place of the numbers of a scale: of groups of bars. */
typedef struct stm__names {
    stm__text_lines *lines;
    size_t num;
} stm__names;

/* A reference with its place, and that of its label, moved apart from its neighbours. */
typedef struct stm__mark {
    double value;
    bool vertical;
    uint64_t series; /* the bars that it crosses alone; 0: the whole plot */
    size_t first_group, num_groups;
    stm__text_lines text; /* one line, or none */
    double at;            /* pixels */
    double label;         /* middle of its label, pixels */
    int row;              /* of labels above the plot */
} stm__mark;

/* An entry of the legend. */
typedef struct stm__entry {
    stm__text_lines text; /* one line */
    size_t series;        /* whose colour, dash and marker it has */
    bool bar, markers, dot;
    double x, y, width; /* from the legend's corner */
} stm__entry;

typedef struct stm__plot {
    double size;                 /* of the font */
    int64_t x, y, width, height; /* of the plot, in pixels */
    int64_t margin, page_width, page_height;
    const stm__scale *horizontal, *vertical; /* NULL: names stand there */
    const stm__names *below, *left;          /* NULL: numbers stand there */
    stm__text_lines title, x_title, y_title;
    stm__mark *marks;
    size_t num_marks;
    stm__entry *entries;
    size_t num_entries;
    int64_t legend_x, legend_y;
} stm__plot;

/* The size of text of all charts, and the plot's usual size, in pixels. */
#define STM__CHART_SIZE 28.0
#define STM__CHART_WIDTH 1152
#define STM__CHART_HEIGHT 640

/* Adds a reference, an entry of the legend: `marks` and `entries` have room for it. */
stm_status stm__plot_add_mark(cairo_t *scratch, stm__plot *plot, const stm_reference *reference,
                              bool vertical, bool binary, stm_error *error);
stm_status stm__plot_add_entry(cairo_t *scratch, stm__plot *plot, const char *name,
                               const stm__entry *entry, stm_error *error);

/* Places all around a plot that has its size, scales, names, marks and entries. */
stm_status stm__plot_place(cairo_t *scratch, stm__plot *plot, const char *title,
                           const char *x_title, const char *y_title, stm_error *error);
void stm__plot_close(stm__plot *plot); /* frees titles, marks and entries */

/* What the labels beside the plot take; what those below it do. */
double stm__plot_labels_width(const stm__plot *plot);
double stm__plot_labels_height(const stm__plot *plot);

/* Draws what is below the data; what may be below or above; and what is above. */
void stm__plot_draw_grid(cairo_t *cairo, const stm__plot *plot);
void stm__plot_draw_marks(cairo_t *cairo, const stm__plot *plot);
void stm__plot_draw_frame(cairo_t *cairo, const stm__plot *plot); /* axes, titles, legend too */

/* Where a value stands, in pixels. */
double stm__plot_x(const stm__plot *plot, double value);
double stm__plot_y(const stm__plot *plot, double value);

/* How the k-th series is drawn. */
double stm__series_line(double size);
void stm__series_set(cairo_t *cairo, size_t k, double size); /* colour, width and dash */
void stm__series_marker(cairo_t *cairo, size_t k, double size, double x, double y);

/* STM_EINVAL where a number cannot stand on an axis; `what` names it, as "series 2, y of point 3".
 */
stm_status stm__number_check(const stm_chart_axis *axis, const char *what, double value,
                             stm_error *error);

/* Checks the range that an axis asks for, and references. They are added to the range. */
stm_status stm__axis_check(const stm_chart_axis *axis, stm__scale_range *range, stm_error *error);
stm_status stm__references_check(const stm_reference *references, size_t num,
                                 const stm_chart_axis *axis, bool vertical, stm__scale_range *range,
                                 stm_error *error);

#endif
