/* Draws a bar chart with cairo: bars from zero on a linear axis, dots on a logarithmic one, their
 * values beside them, and references across the bars that they are of. */
#include <math.h>

#include "figure/axes.h"
#include "figure/bars.h"
#include "figure/key.h"

#define DOT 1.5    /* size of a dot, in sizes of text, that of a marker being 1 */
#define GUIDE 0.82 /* gray of the line below dots */

/* From the edge of the plot at which bars begin. */
static double length_of(const stm__bars *d, double value)
{
    double whole = (double)(d->chart->horizontal ? d->plot.width : d->plot.height);
    return round(stm__scale_at(&d->scale, value) * whole);
}

/* No guide goes through a value. */
static void clear_value(cairo_t *cairo, const stm__bars *d, double across, double length,
                        double width)
{
    const stm__plot *p = &d->plot;
    double size = p->size, along = length + 0.9 * STM__BAR_GAP * size,
           bottom = (double)(p->y + p->height);
    bool upright = !d->chart->horizontal && !d->upright;
    double high = upright ? size : width + 0.2 * STM__BAR_GAP * size,
           wide = upright ? width : 0.5 * size;
    cairo_set_source_rgb(cairo, 1, 1, 1);
    if (d->chart->horizontal)
        cairo_rectangle(cairo, (double)p->x + along, across - wide / 2, high, wide);
    else
        cairo_rectangle(cairo, across - wide / 2, bottom - along - high, wide, high);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0, 0, 0);
}

static void draw_value(cairo_t *cairo, const stm__bars *d, double across, double length,
                       const char *text)
{
    const stm__plot *p = &d->plot;
    double size = p->size, gap = STM__BAR_GAP * size;
    if (stm__bars_are_dots(d->chart))
        clear_value(cairo, d, across, length, stm__text_width(cairo, size, text));
    if (d->chart->horizontal) {
        stm__text_draw(cairo, size, (double)p->x + length + gap, across + 0.36 * size, STM__LEFT,
                       text);
        return;
    }
    double top = (double)(p->y + p->height) - length;
    if (!d->upright) {
        stm__text_draw(cairo, size, across, top - gap, STM__CENTRE, text);
        return;
    }
    cairo_save(cairo);
    cairo_translate(cairo, across + 0.36 * size, top - gap);
    cairo_rotate(cairo, -M_PI / 2);
    stm__text_draw(cairo, size, 0, 0, STM__LEFT, text);
    cairo_restore(cairo);
}

/* The edge of a bar along the groups: from the left, or from the top. */
static double edge_of(const stm__bars *d, size_t group, size_t series)
{
    const stm_bar_chart *chart = d->chart;
    const stm__plot *p = &d->plot;
    double slot = (double)(chart->horizontal ? p->height : p->width) / (double)chart->num_groups;
    double begin = (double)(chart->horizontal ? p->y : p->x) + (double)group * slot;
    return floor(begin + (slot - (double)chart->num_series * d->bar) / 2) + (double)series * d->bar;
}

/* Its width: a little less than from one to the next. */
static double width_of(const stm__bars *d)
{
    return d->bar - fmax(1, round(d->plot.size / 14));
}

/* A dot at the end of a faint line, which leads the eye to the label of its group and says nothing
 * by its length. */
static void draw_dot(cairo_t *cairo, const stm__bars *d, size_t series, double across,
                     double length)
{
    const stm__plot *p = &d->plot;
    double line = (double)stm__axis_line(p->size), bottom = (double)(p->y + p->height);
    double middle = floor(across - line / 2);
    cairo_set_source_rgb(cairo, GUIDE, GUIDE, GUIDE);
    if (d->chart->horizontal)
        cairo_rectangle(cairo, (double)p->x, middle, (double)p->width, line);
    else
        cairo_rectangle(cairo, middle, (double)p->y, line, (double)p->height);
    cairo_fill(cairo);
    if (d->chart->horizontal)
        stm__series_marker(cairo, series, DOT * p->size, (double)p->x + length, across);
    else
        stm__series_marker(cairo, series, DOT * p->size, across, bottom - length);
}

static void draw_bar(cairo_t *cairo, const stm__bars *d, size_t group, size_t series)
{
    const stm_bar_chart *chart = d->chart;
    const stm__plot *p = &d->plot;
    double value = stm__bars_value(chart, group, series), thick = width_of(d);
    double across = edge_of(d, group, series), gap = 0;
    char text[32];
    if (isnan(value))
        return;
    double length = length_of(d, value);
    if (stm__bars_are_dots(chart)) {
        draw_dot(cairo, d, series, across + thick / 2, length);
        gap = STM__DOT_GAP * p->size;
    } else {
        stm__set_colour(cairo, stm_series_colour(series));
        if (chart->horizontal)
            cairo_rectangle(cairo, (double)p->x, across, length, thick);
        else
            cairo_rectangle(cairo, across, (double)(p->y + p->height) - length, thick, length);
        cairo_fill(cairo);
    }
    cairo_set_source_rgb(cairo, 0, 0, 0);
    stm__bars_format(d, value, text);
    draw_value(cairo, d, across + thick / 2, length + gap, text);
}

/* A reference of some series crosses their bars alone, in every group. */
static void draw_reference(cairo_t *cairo, const stm__bars *d, const stm__mark *mark, size_t group)
{
    const stm_bar_chart *chart = d->chart;
    const stm__plot *p = &d->plot;
    double line = fmax(2, (double)stm__axis_line(p->size));
    double at = length_of(d, mark->value);
    if (mark->num_groups > 0 &&
        (group < mark->first_group || group - mark->first_group >= mark->num_groups))
        return;
    for (size_t s = 0; s < chart->num_series && s < 64; s++) {
        double edge = edge_of(d, group, s);
        /* It goes on to the next bar where it is of that, too. */
        double thick =
            s + 1 < chart->num_series && mark->series >> (s + 1) & 1 ? d->bar : width_of(d);
        if ((mark->series >> s & 1) == 0)
            continue;
        for (int white = 1; white >= 0; white--) { /* so that it shows on bars */
            double wide = line * (white ? 3 : 1);
            cairo_set_source_rgb(cairo, white, white, white);
            if (chart->horizontal)
                cairo_rectangle(cairo, (double)p->x + at - wide / 2, edge, wide, thick);
            else
                cairo_rectangle(cairo, edge, (double)(p->y + p->height) - at - wide / 2, thick,
                                wide);
            cairo_fill(cairo);
        }
    }
}

void stm__bars_draw(cairo_t *cairo, const void *context)
{
    const stm__bars *d = context;
    stm__plot_draw_grid(cairo, &d->plot);
    for (size_t g = 0; g < d->chart->num_groups; g++)
        for (size_t s = 0; s < d->chart->num_series; s++)
            draw_bar(cairo, d, g, s);
    for (size_t g = 0; g < d->chart->num_groups; g++)
        for (size_t k = 0; k < d->plot.num_marks; k++)
            draw_reference(cairo, d, &d->plot.marks[k], g);
    stm__plot_draw_marks(cairo, &d->plot);
    stm__plot_draw_frame(cairo, &d->plot);
}
