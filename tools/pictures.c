/* Pictures of plans as ramps, charts of lines, and steps over time, from what a plan tells. */
#include "pictures.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "draw.h"

#define MOST_BUFFERS 256
#define MOST_STEPS ((int64_t)1 << 24)

stm_status pictures_format(const char *name, const char *path, stm_figure_format *format,
                           stm_error *error)
{
    static const struct {
        const char *suffix;
        stm_figure_format format;
    } known[] = {{".png", STM_FIGURE_PNG}, {".svg", STM_FIGURE_SVG}, {".pdf", STM_FIGURE_PDF}};
    const char *dot = strrchr(path, '.');
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (dot != NULL && strcasecmp(dot, known[k].suffix) == 0) {
            *format = known[k].format;
            return STM_OK;
        }
    return options_refuse(error, "%s %.200s: must end in .png, .svg or .pdf", name, path);
}

static stm_status fail(stm_error *error, stm_status status, const char *sentence)
{
    snprintf(error->message, sizeof error->message, "%s", sentence);
    error->position = -1;
    return status;
}

/* The share of points visited before each cell; NaN where none is. */
static stm_status fill_order(const stm_plan *plan, int64_t points, double *cells, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(stm_plan_mask(plan));
    bool by_columns = stm_plan_settings(plan)->order->by_columns;
    stm_steps *steps;
    const stm_step *step = NULL;
    int64_t visited = 0;
    stm_status status = stm_steps_new(plan, &steps, error);
    if (status != STM_OK)
        return status;
    for (;;) {
        status = stm_steps_next(steps, &step);
        if (status != STM_OK || step == NULL)
            break;
        for (int64_t k = 0; k < step->num_pieces; k++) {
            const stm_piece *piece = &step->pieces[k];
            for (int64_t c = 0; c < piece->count; c++, visited++) {
                int64_t cross = piece->first + c * piece->step;
                int64_t row = (by_columns ? cross : piece->line) - b.first_query;
                int64_t column = (by_columns ? piece->line : cross) - b.first_key;
                cells[row * b.num_keys + column] =
                    points > 1 ? (double)visited / (double)(points - 1) : 0;
            }
        }
    }
    stm_steps_free(steps);
    return status == STM_OK ? status : fail(error, status, stm_status_text(status));
}

stm_status pictures_order(const stm_plan *plan, const char *title, stm_figure_format format,
                          stm_output *output, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(stm_plan_mask(plan));
    int64_t points;
    stm_status status = stm_mask_count(stm_plan_mask(plan), &points, error);
    if (status != STM_OK)
        return status;
    if (b.num_queries > STM_RASTER_MAX || b.num_keys > STM_RASTER_MAX) {
        snprintf(error->message, sizeof error->message,
                 "--sample_size %" PRId64 ": a picture of an order shows at most %d tokens a side",
                 b.num_queries > b.num_keys ? b.num_queries : b.num_keys, STM_RASTER_MAX);
        return STM_EINVAL;
    }
    double *cells = malloc((size_t)(b.num_queries * b.num_keys) * sizeof *cells);
    if (cells == NULL)
        return fail(error, STM_ENOMEM, "out of memory");
    for (int64_t k = 0; k < b.num_queries * b.num_keys; k++)
        cells[k] = NAN;
    status = fill_order(plan, points, cells, error);
    if (status == STM_OK) {
        char last[40];
        snprintf(last, sizeof last, "last of %" PRId64, points);
        stm_ramp ramp = {.cells = cells,
                         .rows = b.num_queries,
                         .columns = b.num_keys,
                         .first_query = b.first_query,
                         .first_key = b.first_key,
                         .bar_title = "points by the order of visits",
                         .bar_low = "first",
                         .bar_high = last,
                         .none = "No Attention"};
        int64_t missing = 0;
        stm_figure_options options = {.format = format, .title = title, .missing = &missing};
        status = stm_ramp_draw(&ramp, output, error, &options);
        draw_say_missing(missing);
    }
    free(cells);
    return status;
}

void pictures_name(const stm_mask *mask, int64_t num_multiplications, int64_t read_limit,
                   char *text, size_t capacity)
{
    stm_rectangle b = stm_mask_bounds(mask);
    const char *spec = stm_mask_spec(mask);
    char limit[32] = "none", part[64] = "";
    int64_t size = stm_mask_size(mask);
    if (read_limit > 0)
        snprintf(limit, sizeof limit, "%" PRId64, read_limit);
    if (b.num_queries < size || b.num_keys < size)
        snprintf(part, sizeof part, ", %" PRId64 " queries x %" PRId64 " keys of it", b.num_queries,
                 b.num_keys);
    int used = snprintf(text, capacity, "%.*s, size %" PRId64 "%s",
                        spec == NULL ? 4 : stm_words_cut(spec, strlen(spec), 160),
                        spec == NULL ? "mask" : spec, size, part);
    if (num_multiplications > 0 && used > 0 && (size_t)used < capacity)
        snprintf(text + used, capacity - (size_t)used, ", P = %" PRId64 ", R = %s",
                 num_multiplications, limit);
}

stm_status pictures_curve(const loads_report *report, const int64_t *at, int num_at,
                          stm_figure_format format, stm_output *output, stm_error *error)
{
    int64_t buffers[MOST_BUFFERS];
    double x[MOST_BUFFERS], y[3][MOST_BUFFERS];
    int num = loads_curve_buffers(report->loads, at, num_at, buffers, MOST_BUFFERS);
    const stm_plan_options *s = stm_plan_settings(report->plan);
    char order[120], name[320], title[480];
    for (int k = 0; k < num; k++) {
        stm_load_counts lru, opt;
        stm_bounds bounds;
        stm_status status = stm_loads_lru(report->loads, buffers[k], &lru, error);
        if (status == STM_OK)
            status = stm_loads_opt(report->loads, buffers[k], &opt, error);
        if (status == STM_OK)
            status = stm_bounds_of(stm_plan_mask(report->plan), s->num_multiplications,
                                   s->read_limit, buffers[k], &bounds, error);
        if (status != STM_OK)
            return status;
        x[k] = (double)buffers[k];
        y[0][k] = (double)loads_total(lru);
        y[1][k] = (double)loads_total(opt);
        y[2][k] = (double)bounds.any_order;
    }
    stm_order_format(s->order, s->order_arguments, order, sizeof order);
    pictures_name(stm_plan_mask(report->plan), s->num_multiplications, s->read_limit, name,
                  sizeof name);
    snprintf(title, sizeof title, "Loads against the buffer, %s\n%s", order, name);
    /* The bound comes down as the buffer grows. */
    char bound[96];
    if (num > 0 && y[2][0] != y[2][num - 1])
        snprintf(bound, sizeof bound, "bound for any order, %.0f to %.0f", y[2][0], y[2][num - 1]);
    else
        snprintf(bound, sizeof bound, "bound for any order, %.0f", num > 0 ? y[2][0] : 0);
    const stm_series series[] = {
        {.name = "lru", .x = x, .y = y[0], .num = num, .markers = true},
        {.name = "opt", .x = x, .y = y[1], .num = num, .markers = true},
        {.name = bound, .x = x, .y = y[2], .num = num},
    };
    stm_chart chart = {.x = {.title = "buffer (vectors)", .scale = STM_SCALE_LOG2},
                       .y = {.title = "loads (vectors)", .scale = STM_SCALE_LOG10},
                       .series = series,
                       .num_series = 3};
    int64_t missing = 0;
    stm_figure_options options = {.format = format, .title = title, .missing = &missing};
    stm_status status = stm_chart_draw(&chart, output, error, &options);
    draw_say_missing(missing);
    return status;
}

stm_status pictures_steps(const stm_plan *plan, int64_t steps, stm_figure_format format,
                          stm_output *output, stm_error *error)
{
    if (steps > MOST_STEPS) {
        snprintf(error->message, sizeof error->message,
                 "--draw_steps: %" PRId64 " steps are more than the %" PRId64 " a picture can show",
                 steps, MOST_STEPS);
        return STM_EINVAL;
    }
    stm_steps *walk = NULL;
    const stm_step *step = NULL;
    char order[120], name[320], title[480];
    const stm_plan_options *s = stm_plan_settings(plan);
    double *read = malloc((size_t)(steps + 1) * sizeof *read);
    double *fresh = malloc((size_t)(steps + 1) * sizeof *fresh);
    stm_status status = read == NULL || fresh == NULL ? fail(error, STM_ENOMEM, "out of memory")
                                                      : stm_steps_new(plan, &walk, error);
    while (status == STM_OK) {
        status = stm_steps_next(walk, &step);
        if (status != STM_OK)
            fail(error, status, stm_status_text(status));
        if (status != STM_OK || step == NULL)
            break;
        read[step->time] = (double)(step->rows + step->columns);
        fresh[step->time] = (double)(step->new_rows + step->new_columns);
    }
    if (status == STM_OK) {
        stm_order_format(s->order, s->order_arguments, order, sizeof order);
        pictures_name(stm_plan_mask(plan), s->num_multiplications, s->read_limit, name,
                      sizeof name);
        snprintf(title, sizeof title, "Reads of every step, %s\n%s", order, name);
        const stm_series series[] = {
            {.name = "unique rows and columns", .y = read, .num = steps, .steps = true},
            {.name = "new since the step before", .y = fresh, .num = steps, .steps = true},
        };
        stm_chart chart = {.x = {.title = "step", .whole = true},
                           .y = {.title = "vectors a step", .zero = true, .whole = true},
                           .series = series,
                           .num_series = 2};
        int64_t missing = 0;
        stm_figure_options options = {.format = format, .title = title, .missing = &missing};
        status = stm_chart_draw(&chart, output, error, &options);
        draw_say_missing(missing);
    }
    stm_steps_free(walk);
    free(read);
    free(fresh);
    return status;
}
