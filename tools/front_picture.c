/* Draws a front: all designs as points, and those on it in a line, with what tells them apart. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "front_report.h"
#include "run.h"

enum { LABEL = 80, NAMES = 120 };

/* The parameters that differ along the front: all of them would repeat themselves. */
static bool differs(const stm_front *front, int64_t p)
{
    const stm_front_summary *s = stm_front_summarise(front);
    for (int64_t k = 1; k < s->num; k++)
        if (strcmp(stm_front_value(front, k, p), stm_front_value(front, 0, p)) != 0)
            return true;
    return false;
}

static void join(char *text, size_t capacity, size_t *used, const char *word)
{
    if (*used < capacity)
        *used +=
            (size_t)snprintf(text + *used, capacity - *used, "%s%s", *used == 0 ? "" : ", ", word);
}

/* The labels of the points, and in the legend what they are of. */
static void make_labels(const stm_front *front, char *names, char (*labels)[LABEL])
{
    const stm_front_summary *s = stm_front_summarise(front);
    size_t used = 0;
    names[0] = '\0';
    for (int64_t p = 0; p < s->parameters; p++) {
        const char *name = stm_front_parameter(front, p);
        if (differs(front, p))
            join(names, NAMES, &used, strncmp(name, "machine_", 8) == 0 ? name + 8 : name);
    }
    for (int64_t k = 0; k < s->num; k++) {
        used = 0;
        labels[k][0] = '\0';
        for (int64_t p = 0; p < s->parameters; p++)
            if (differs(front, p))
                join(labels[k], LABEL, &used, stm_front_value(front, k, p));
    }
}

static stm_scale scale_of(const double *a, int64_t num_a, const double *b, int64_t num_b,
                          bool linear, bool logarithmic)
{
    double low = INFINITY, high = 0;
    for (int64_t k = 0; k < num_a + num_b; k++) {
        double value = k < num_a ? a[k] : b[k - num_a];
        low = fmin(low, value);
        high = fmax(high, value);
    }
    bool wide = low > 0 && high > 30 * low;
    return !linear && (logarithmic || wide) ? STM_SCALE_LOG10 : STM_SCALE_LINEAR;
}

/* Room for the numbers and labels of a front. */
typedef struct room {
    double *x, *y;
    char (*labels)[LABEL];
    const char **shown;
} room;

static stm_status draw(const stm_front *front, const char *title, bool linear, bool logarithmic,
                       stm_figure_format format, const room *r, stm_output *output,
                       stm_error *error)
{
    const stm_front_summary *s = stm_front_summarise(front);
    char names[NAMES], legend[NAMES + 20], heading[320];
    make_labels(front, names, r->labels);
    for (int64_t k = 0; k < s->num; k++) {
        r->x[k] = stm_front_at(front, k).x;
        r->y[k] = stm_front_at(front, k).y;
        r->shown[k] = r->labels[k];
    }
    snprintf(legend, sizeof legend, names[0] == '\0' ? "front" : "front: %s", names);
    snprintf(heading, sizeof heading, "%s against %s", s->y_title, s->x_title);
    stm_series series[] = {
        {.name = "other designs",
         .x = s->others_x,
         .y = s->others_y,
         .num = s->num_others,
         .apart = true},
        {.name = legend, .x = r->x, .y = r->y, .num = s->num, .markers = true, .labels = r->shown}};
    stm_chart chart = {
        .x = {.title = s->x_title,
              .scale = scale_of(s->others_x, s->num_others, r->x, s->num, linear, logarithmic)},
        .y = {.title = s->y_title,
              .scale = scale_of(s->others_y, s->num_others, r->y, s->num, linear, logarithmic)},
        .series = s->num_others > 0 ? series : series + 1,
        .num_series = s->num_others > 0 ? 2 : 1};
    stm_figure_options options = {.format = format, .title = title == NULL ? heading : title};
    return stm_chart_draw(&chart, output, error, &options);
}

stm_status front_draw(const stm_front *front, const char *title, bool linear, bool logarithmic,
                      stm_figure_format format, stm_output *output, stm_error *error)
{
    size_t num = (size_t)stm_front_summarise(front)->num;
    room r = {calloc(num, sizeof *r.x), calloc(num, sizeof *r.y), calloc(num, sizeof *r.labels),
              calloc(num, sizeof *r.shown)};
    stm_status status = r.x == NULL || r.y == NULL || r.labels == NULL || r.shown == NULL
                            ? run_no_memory(error)
                            : draw(front, title, linear, logarithmic, format, &r, output, error);
    free(r.x);
    free(r.y);
    free(r.labels);
    free(r.shown);
    return status;
}
