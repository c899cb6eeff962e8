/* Draws a bar chart: bars stand on a common scale, and values that would not fit stand beside them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <stmask/chart.h>

#include "base/arithmetic.h"
#include "figure/cairo_fail.h"
#include "figure/key.h"
#include "figure/page.h"
#include "figure/plot.h"

#define BAR 1.35      /* width of a horizontal bar, in sizes of text */
#define WIDE_BAR 2.6  /* of one that stands, at most */
#define GROUP_GAP 0.9 /* between groups, in bars */
#define LABEL_GAP 0.3 /* between a bar and its value, in sizes of text */

typedef struct drawing {
    const stm_bar_chart *chart;
    stm__scale scale;
    stm__plot plot;
    stm__names names;
    double bar;     /* width, in pixels */
    double longest; /* text of a value */
    bool upright;   /* values of standing bars are turned */
} drawing;

static double value_of(const stm_bar_chart *chart, size_t group, size_t series)
{
    return chart->values[group * chart->num_series + series];
}

static void format_value(const drawing *d, double value, char text[32])
{
    stm__number_short(value, d->chart->axis.scale == STM_SCALE_LOG2, false, text);
}

/* From the edge of the plot at which bars begin. */
static double length_of(const drawing *d, double value)
{
    double whole = (double)(d->chart->horizontal ? d->plot.width : d->plot.height);
    return round(stm__scale_at(&d->scale, value) * whole);
}

static void draw_value(cairo_t *cairo, const drawing *d, double across, double length,
                       const char *text)
{
    const stm__plot *p = &d->plot;
    double size = p->size, gap = LABEL_GAP * size;
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

static void draw_bar(cairo_t *cairo, const drawing *d, size_t group, size_t series)
{
    const stm_bar_chart *chart = d->chart;
    const stm__plot *p = &d->plot;
    double value = value_of(chart, group, series), size = p->size;
    double slot = (double)(chart->horizontal ? p->height : p->width) / (double)chart->num_groups;
    double begin = (double)(chart->horizontal ? p->y : p->x) + (double)group * slot;
    double across =
        floor(begin + (slot - (double)chart->num_series * d->bar) / 2) + (double)series * d->bar;
    double thick = d->bar - fmax(1, round(size / 14));
    char text[32];
    if (isnan(value))
        return;
    double length = length_of(d, value);
    stm__set_colour(cairo, stm_series_colour(series));
    if (chart->horizontal)
        cairo_rectangle(cairo, (double)p->x, across, length, thick);
    else
        cairo_rectangle(cairo, across, (double)(p->y + p->height) - length, thick, length);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    format_value(d, value, text);
    draw_value(cairo, d, across + thick / 2, length, text);
}

static void draw(cairo_t *cairo, const void *context)
{
    const drawing *d = context;
    stm__plot_draw_grid(cairo, &d->plot);
    for (size_t g = 0; g < d->chart->num_groups; g++)
        for (size_t s = 0; s < d->chart->num_series; s++)
            draw_bar(cairo, d, g, s);
    stm__plot_draw_marks(cairo, &d->plot);
    stm__plot_draw_frame(cairo, &d->plot);
}

static stm_status check(cairo_t *scratch, drawing *d, stm__scale_range *range, stm_error *error)
{
    const stm_bar_chart *chart = d->chart;
    for (size_t g = 0; g < chart->num_groups; g++)
        for (size_t s = 0; s < chart->num_series; s++) {
            double value = value_of(chart, g, s);
            char what[128], text[32];
            if (isnan(value))
                continue;
            snprintf(what, sizeof what, "group %zu, series %zu: value", g, s);
            stm_status status = stm__number_check(&chart->axis, what, value, error);
            if (status != STM_OK)
                return status;
            if (value < 0) {
                snprintf(what, sizeof what, "group %zu, series %zu: value %g: must be 0 or more", g,
                         s, value);
                return stm__figure_fail(error, STM_EINVAL, what);
            }
            stm__range_add(range, value);
            format_value(d, value, text);
            d->longest = fmax(d->longest, stm__text_width(scratch, STM__CHART_SIZE, text));
        }
    if (range->low > range->high)
        return stm__figure_fail(error, STM_EINVAL, "chart of no bars: must have one or more");
    stm_status status = stm__axis_check(&chart->axis, range, error);
    for (size_t k = 0; k < chart->num_references && status == STM_OK; k++) {
        stm_reference reference = chart->references[k];
        reference.vertical = false;
        status = stm__references_check(&reference, 1, &chart->axis, false, range, error);
    }
    if (status == STM_OK && range->low < 0)
        status =
            stm__figure_fail(error, STM_EINVAL, "axis and references of bars: must be 0 or more");
    return status;
}

/* Bars of the usual width; those that stand get as wide as there is room. */
static void choose_sizes(drawing *d)
{
    const stm_bar_chart *chart = d->chart;
    stm__plot *p = &d->plot;
    double bars = (double)chart->num_groups * ((double)chart->num_series + GROUP_GAP);
    p->size = STM__CHART_SIZE;
    p->width = STM__CHART_WIDTH;
    p->height = STM__CHART_HEIGHT;
    if (chart->horizontal) {
        d->bar = round(BAR * p->size);
        p->height = (int64_t)(bars * d->bar);
        return;
    }
    double room = (double)p->width / bars;
    d->bar = round(fmin(fmax(room, BAR * p->size), fmax(WIDE_BAR * p->size, d->longest * 1.1)));
    p->width = stm__max(p->width, (int64_t)(bars * d->bar));
    d->upright = d->longest > 0.95 * d->bar;
}

/* The end of the axis is far enough out for the longest bar and its value. */
static void make_scale(cairo_t *scratch, drawing *d, stm__scale_range range)
{
    stm_chart_axis axis = d->chart->axis;
    bool sideways = d->chart->horizontal;
    double length = (double)(sideways ? d->plot.width : d->plot.height), size = d->plot.size;
    double needed = LABEL_GAP * size + 0.3 * size + (sideways || d->upright ? d->longest : size);
    axis.zero = axis.scale == STM_SCALE_LINEAR;
    if (axis.scale == STM_SCALE_LINEAR) {
        range.high /= 1 - needed / length;
    } else if (range.low == range.high) {
        range.low /= 10;
    } else {
        /* Of the least bar there is something to see. */
        range.low *= pow(range.low / range.high, 0.08);
    }
    if (axis.scale != STM_SCALE_LINEAR)
        range.high *= pow(range.high / range.low, needed / (length - needed));
    stm__scale_make(scratch, &axis, range, axis.scale == STM_SCALE_LINEAR, sideways, length, size,
                    &d->scale);
}

static stm_status make_names(cairo_t *scratch, drawing *d, stm_error *error)
{
    const stm_bar_chart *chart = d->chart;
    double slot = (double)d->plot.width / (double)chart->num_groups, size = d->plot.size;
    d->names.lines = calloc(chart->num_groups, sizeof *d->names.lines);
    if (d->names.lines == NULL)
        return stm__figure_fail_memory(error);
    d->names.num = chart->num_groups;
    for (size_t k = 0; k < chart->num_groups; k++) {
        double width = chart->horizontal ? 16 * size : slot - 0.4 * size;
        stm_status status =
            stm__lines_make(scratch, size, width, chart->groups[k], &d->names.lines[k], error);
        if (status != STM_OK)
            return status;
    }
    return STM_OK;
}

static stm_status add_texts(cairo_t *scratch, drawing *d, stm_error *error)
{
    const stm_bar_chart *chart = d->chart;
    stm__plot *p = &d->plot;
    stm_status status = make_names(scratch, d, error);
    p->marks = calloc(chart->num_references + 1, sizeof *p->marks);
    p->entries = calloc(chart->num_series + 1, sizeof *p->entries);
    if (status == STM_OK && (p->marks == NULL || p->entries == NULL))
        status = stm__figure_fail_memory(error);
    for (size_t k = 0; k < chart->num_references && status == STM_OK; k++)
        status = stm__plot_add_mark(scratch, p, &chart->references[k], chart->horizontal, error);
    for (size_t k = 0; k < chart->num_series && chart->num_series > 1 && status == STM_OK; k++) {
        stm__entry entry = {.series = k, .bar = true};
        status = stm__plot_add_entry(scratch, p, chart->series[k], &entry, error);
    }
    return status;
}

static stm_status place(cairo_t *scratch, drawing *d, const char *title, stm_error *error)
{
    const stm_bar_chart *chart = d->chart;
    stm__plot *p = &d->plot;
    stm__scale_range range = {INFINITY, -INFINITY};
    stm_status status = check(scratch, d, &range, error);
    if (status != STM_OK)
        return status;
    choose_sizes(d);
    make_scale(scratch, d, range);
    status = add_texts(scratch, d, error);
    if (status != STM_OK)
        return status;
    if (chart->horizontal) {
        p->horizontal = &d->scale;
        p->left = &d->names;
        return stm__plot_place(scratch, p, title, chart->axis.title, NULL, error);
    }
    p->vertical = &d->scale;
    p->below = &d->names;
    return stm__plot_place(scratch, p, title, NULL, chart->axis.title, error);
}

stm_status stm_bar_chart_draw(const stm_bar_chart *chart, stm_output *output, stm_error *error,
                              const stm_figure_options *options)
{
    static const stm_figure_options defaults;
    const stm_figure_options *o = options == NULL ? &defaults : options;
    drawing d = {.chart = chart};
    cairo_t *scratch = stm__text_scratch();
    if (scratch == NULL)
        return stm__figure_fail_memory(error);
    stm_status status = place(scratch, &d, o->title, error);
    cairo_destroy(scratch);
    stm__page page = {.width = d.plot.page_width,
                      .height = d.plot.page_height,
                      .title = o->title,
                      .draw = draw,
                      .context = &d};
    if (status == STM_OK)
        status = stm__page_write(&page, o->format, output, error);
    for (size_t k = 0; k < d.names.num; k++)
        stm__lines_free(&d.names.lines[k]);
    free(d.names.lines);
    stm__plot_close(&d.plot);
    return status;
}
