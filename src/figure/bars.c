/* Lays a bar chart out: bars stand on a common scale that is long enough for their values. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/print.h"
#include "figure/bars.h"
#include "figure/cairo_fail.h"
#include "figure/page.h"

#define BAR 1.35      /* width of a horizontal bar, in sizes of text */
#define WIDE_BAR 2.6  /* of one that stands, at most */
#define GROUP_GAP 0.9 /* between groups, in bars */

/* Each series that a reference names has to be there. */
static stm_status check_series(const stm_reference *reference, size_t num, stm_error *error)
{
    if (num < 64 && reference->series >> num != 0)
        return stm__figure_fail(error, STM_EINVAL,
                                "reference: its series must be some of the chart's");
    return STM_OK;
}

static stm_status check(cairo_t *scratch, stm__bars *d, stm__scale_range *range, stm_error *error)
{
    const stm_bar_chart *chart = d->chart;
    for (size_t g = 0; g < chart->num_groups; g++)
        for (size_t s = 0; s < chart->num_series; s++) {
            double value = stm__bars_value(chart, g, s);
            char what[128], text[32];
            if (isnan(value))
                continue;
            snprintf(what, sizeof what, "group %zu, series %zu: value", g, s);
            stm_status status = stm__number_check(&chart->axis, what, value, error);
            if (status != STM_OK)
                return status;
            if (value < 0) {
                stm__print(what, sizeof what, "group %zu, series %zu: value %g: must be 0 or more",
                           g, s, value);
                return stm__figure_fail(error, STM_EINVAL, what);
            }
            stm__range_add(range, value);
            stm__bars_format(d, value, text);
            d->longest = fmax(d->longest, stm__text_width(scratch, STM__CHART_SIZE, text));
        }
    if (range->low > range->high)
        return stm__figure_fail(error, STM_EINVAL, "chart of no bars: must have one or more");
    stm_status status = stm__axis_check(&chart->axis, range, error);
    for (size_t k = 0; k < chart->num_references && status == STM_OK; k++) {
        stm_reference reference = chart->references[k];
        reference.vertical = false;
        status = check_series(&reference, chart->num_series, error);
        if (status == STM_OK)
            status = stm__references_check(&reference, 1, &chart->axis, false, range, error);
    }
    if (status == STM_OK && range->low < 0)
        status =
            stm__figure_fail(error, STM_EINVAL, "axis and references of bars: must be 0 or more");
    return status;
}

/* Bars of the usual width; those that stand get as wide as there is room. */
static void choose_sizes(stm__bars *d)
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
static void make_scale(cairo_t *scratch, stm__bars *d, stm__scale_range range)
{
    stm_chart_axis axis = d->chart->axis;
    bool sideways = d->chart->horizontal;
    double length = (double)(sideways ? d->plot.width : d->plot.height), size = d->plot.size;
    double needed = STM__BAR_GAP * size + 0.3 * size + (sideways || d->upright ? d->longest : size);
    axis.zero = axis.scale == STM_SCALE_LINEAR;
    needed += stm__bars_are_dots(d->chart) ? STM__DOT_GAP * size : 0;
    if (axis.scale == STM_SCALE_LINEAR) {
        range.high /= 1 - needed / length;
    } else if (range.low == range.high) {
        range.low /= 10;
    } else {
        /* The least dot stands clear of the frame. */
        range.low *= pow(range.low / range.high, 0.08);
    }
    if (axis.scale != STM_SCALE_LINEAR)
        range.high *= pow(range.high / range.low, needed / (length - needed));
    stm__scale_make(scratch, &axis, range, axis.scale == STM_SCALE_LINEAR, sideways, length, size,
                    &d->scale);
}

static stm_status make_names(cairo_t *scratch, stm__bars *d, stm_error *error)
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

static stm_status add_texts(cairo_t *scratch, stm__bars *d, stm_error *error)
{
    const stm_bar_chart *chart = d->chart;
    stm__plot *p = &d->plot;
    stm_status status = make_names(scratch, d, error);
    p->marks = calloc(chart->num_references + 1, sizeof *p->marks);
    p->entries = calloc(chart->num_series + 1, sizeof *p->entries);
    if (status == STM_OK && (p->marks == NULL || p->entries == NULL))
        status = stm__figure_fail_memory(error);
    for (size_t k = 0; k < chart->num_references && status == STM_OK; k++)
        status = stm__plot_add_mark(scratch, p, &chart->references[k], chart->horizontal,
                                    chart->axis.scale == STM_SCALE_LOG2, error);
    for (size_t k = 0; k < chart->num_series && chart->num_series > 1 && status == STM_OK; k++) {
        stm__entry entry = {
            .series = k, .bar = !stm__bars_are_dots(chart), .dot = stm__bars_are_dots(chart)};
        status = stm__plot_add_entry(scratch, p, chart->series[k], &entry, error);
    }
    return status;
}

static stm_status place(cairo_t *scratch, stm__bars *d, const char *title, stm_error *error)
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
    stm__bars d = {.chart = chart};
    cairo_t *scratch;
    stm_status status = stm__text_open(&scratch, error);
    if (status != STM_OK)
        return status;
    status = place(scratch, &d, o->title, error);
    stm__page page = {.width = d.plot.page_width,
                      .height = d.plot.page_height,
                      .title = o->title,
                      .draw = stm__bars_draw,
                      .context = &d,
                      .scratch = scratch};
    if (status == STM_OK)
        status = stm__page_write(&page, o->format, output, error);
    if (o->missing != NULL)
        *o->missing = stm__text_missing(scratch);
    cairo_destroy(scratch);
    for (size_t k = 0; k < d.names.num; k++)
        stm__lines_free(&d.names.lines[k]);
    free(d.names.lines);
    stm__plot_close(&d.plot);
    return status;
}
