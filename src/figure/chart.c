/* Draws a chart of lines: its range is that of all points, its legend keeps off them. */
#include <stmask/chart.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure/cairo_fail.h"
#include "figure/curve.h"
#include "figure/labels.h"
#include "figure/page.h"
#include "figure/plot.h"

typedef struct drawing {
    const stm_chart *chart;
    stm__scale x, y;
    stm__plot plot;
    stm__labels labels;
} drawing;

static void draw(cairo_t *cairo, const void *context)
{
    const drawing *d = context;
    stm__plot_draw_grid(cairo, &d->plot);
    stm__plot_draw_marks(cairo, &d->plot);
    for (size_t k = 0; k < d->chart->num_series; k++)
        stm__curve_draw(cairo, &d->plot, &d->chart->series[k], k);
    stm__labels_draw(cairo, &d->plot, &d->labels);
    stm__plot_draw_frame(cairo, &d->plot);
}

/* Checks a series and adds it to the ranges. */
static stm_status check_series(const stm_chart *chart, size_t s, stm__scale_range *x,
                               stm__scale_range *y, stm_error *error)
{
    const stm_series *series = &chart->series[s];
    for (int64_t k = 0; k < series->num; k++) {
        if (!stm__series_has(series, k))
            continue;
        char what[80];
        double at = stm__series_x(series, k), value = series->y[k];
        stm_status status = STM_OK;
        /* Only where something is wrong is it worth saying where. */
        if (!(fabs(at) < 1e299) || !(fabs(value) < 1e299) || at < 1e-299 || value < 1e-299) {
            snprintf(what, sizeof what, "series %zu, point %" PRId64 ": x", s, k);
            status = stm__number_check(&chart->x, what, at, error);
            snprintf(what, sizeof what, "series %zu, point %" PRId64 ": y", s, k);
            if (status == STM_OK)
                status = stm__number_check(&chart->y, what, value, error);
        }
        if (status != STM_OK)
            return status;
        stm__range_add(x, at);
        stm__range_add(y, value);
        if (series->steps)
            stm__range_add(x, stm__series_end(series, k, chart->x.scale));
    }
    return STM_OK;
}

static stm_status check(const stm_chart *chart, stm__scale_range *x, stm__scale_range *y,
                        stm_error *error)
{
    stm_status status = STM_OK;
    for (size_t s = 0; s < chart->num_series && status == STM_OK; s++)
        status = check_series(chart, s, x, y, error);
    if (status == STM_OK && x->low > x->high)
        status = stm__figure_fail(error, STM_EINVAL, "chart of no points: must have one or more");
    if (status == STM_OK)
        status = stm__axis_check(&chart->x, x, error);
    if (status == STM_OK)
        status = stm__axis_check(&chart->y, y, error);
    if (status == STM_OK)
        status = stm__references_check(chart->references, chart->num_references, &chart->y, false,
                                       y, error);
    if (status == STM_OK)
        status = stm__references_check(chart->references, chart->num_references, &chart->x, true, x,
                                       error);
    return status;
}

static stm_status add_texts(cairo_t *scratch, const stm_chart *chart, stm__plot *plot,
                            stm_error *error)
{
    plot->marks = calloc(chart->num_references + 1, sizeof *plot->marks);
    plot->entries = calloc(chart->num_series + 1, sizeof *plot->entries);
    if (plot->marks == NULL || plot->entries == NULL)
        return stm__figure_fail_memory(error);
    stm_status status = STM_OK;
    for (size_t k = 0; k < chart->num_references && status == STM_OK; k++) {
        const stm_reference *reference = &chart->references[k];
        status = stm__plot_add_mark(
            scratch, plot, reference, reference->vertical,
            (reference->vertical ? chart->x : chart->y).scale == STM_SCALE_LOG2, error);
    }
    for (size_t k = 0; k < chart->num_series && status == STM_OK; k++) {
        const stm_series *series = &chart->series[k];
        stm__entry entry = {.series = k, .markers = series->markers, .dot = series->apart};
        if (series->name != NULL)
            status = stm__plot_add_entry(scratch, plot, series->name, &entry, error);
    }
    return status;
}

/* Lines with markers, which stand out from their points, keep off the frame. */
static bool has_markers(const stm_chart *chart)
{
    for (size_t k = 0; k < chart->num_series; k++)
        if (chart->series[k].markers || chart->series[k].apart)
            return true;
    return false;
}

/* The greatest and the least keep off the frame; 0 does not, nor what is within the axis' own ends,
 * beyond which nothing is to be expected. */
static stm__scale_range keep_off(stm__scale_range range, const stm_chart_axis *axis)
{
    double room = 0.03 * (range.high - range.low);
    stm__scale_range wider = {range.low - room, range.high + room};
    if (range.low >= 0)
        wider.low = fmax(0, wider.low);
    if (range.high <= 0)
        wider.high = fmin(0, wider.high);
    if (axis->low == 0 && axis->high == 0)
        return wider;
    double near = 1e-9 * (axis->high - axis->low);
    if (range.low >= axis->low - near)
        wider.low = fmax(axis->low, wider.low);
    if (range.high <= axis->high + near)
        wider.high = fmin(axis->high, wider.high);
    return wider;
}

static stm_status place(cairo_t *scratch, drawing *d, const char *title, stm_error *error)
{
    const stm_chart *chart = d->chart;
    stm__scale_range x = {INFINITY, -INFINITY}, y = x;
    stm_status status = check(chart, &x, &y, error);
    if (status != STM_OK)
        return status;
    stm__plot *p = &d->plot;
    p->size = STM__CHART_SIZE;
    p->width = STM__CHART_WIDTH;
    p->height = STM__CHART_HEIGHT;
    p->horizontal = &d->x;
    p->vertical = &d->y;
    stm__scale_make(scratch, &chart->x, x, has_markers(chart), true, (double)p->width, p->size,
                    &d->x);
    if (chart->y.scale == STM_SCALE_LINEAR)
        y = keep_off(y, &chart->y);
    stm__scale_make(scratch, &chart->y, y, true, false, (double)p->height, p->size, &d->y);
    status = add_texts(scratch, chart, p, error);
    if (status == STM_OK)
        status = stm__labels_make(scratch, chart, &d->labels, error);
    if (status == STM_OK)
        status = stm__plot_place(scratch, p, title, chart->x.title, chart->y.title, error);
    if (status == STM_OK)
        stm__labels_place(p, chart, &d->labels);
    return status;
}

stm_status stm_chart_draw(const stm_chart *chart, stm_output *output, stm_error *error,
                          const stm_figure_options *options)
{
    static const stm_figure_options defaults;
    const stm_figure_options *o = options == NULL ? &defaults : options;
    drawing d = {.chart = chart};
    cairo_t *scratch;
    stm_status status = stm__text_open(&scratch, error);
    if (status != STM_OK)
        return status;
    status = place(scratch, &d, o->title, error);
    stm__page page = {.width = d.plot.page_width,
                      .height = d.plot.page_height,
                      .title = o->title,
                      .draw = draw,
                      .context = &d,
                      .scratch = scratch};
    if (status == STM_OK)
        status = stm__page_write(&page, o->format, output, error);
    if (o->missing != NULL)
        *o->missing = stm__text_missing(scratch);
    cairo_destroy(scratch);
    stm__labels_free(&d.labels);
    stm__plot_close(&d.plot);
    return status;
}
