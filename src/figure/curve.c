/* Draws a series of any number of points: of those in one column of pixels the first, the least,
 * the greatest and the last are kept. */
#include "figure/curve.h"

#include <math.h>

#include "base/arithmetic.h"

/* cairo's numbers end at 2^23 pixels. */
#define FARTHEST 4e6

/* Viewers and cairo take long over very long paths. */
#define MAX_PATH 4096

typedef struct place {
    double x, y;
} place;

/* A line on its way: of the places in one column of pixels it keeps the first, the least, the
 * greatest and the last. */
typedef struct pen {
    cairo_t *cairo;
    bool down;
    int num_drawn; /* in the path */
    double column;
    int num; /* places in the column */
    place first, least, greatest, last;
    bool least_first; /* before the greatest */
} pen;

static void line_to(pen *p, place to)
{
    if (!p->down)
        cairo_move_to(p->cairo, to.x, to.y);
    /* A line to where it begins is a dot. */
    cairo_line_to(p->cairo, to.x, to.y);
    p->down = true;
    if (++p->num_drawn == MAX_PATH) {
        cairo_stroke(p->cairo);
        cairo_move_to(p->cairo, to.x, to.y);
        p->num_drawn = 0;
    }
}

static void end_column(pen *p)
{
    if (p->num == 0)
        return;
    line_to(p, p->first);
    if (p->num > 2) {
        line_to(p, p->least_first ? p->least : p->greatest);
        line_to(p, p->least_first ? p->greatest : p->least);
    }
    if (p->num > 1)
        line_to(p, p->last);
    p->num = 0;
}

static void add(pen *p, place at)
{
    if (p->num > 0 && floor(at.x) != p->column)
        end_column(p);
    if (p->num == 0) {
        p->column = floor(at.x);
        p->first = p->least = p->greatest = at;
        p->least_first = true;
    } else if (at.y < p->least.y) {
        p->least = at;
        p->least_first = false;
    } else if (at.y > p->greatest.y) {
        p->greatest = at;
        p->least_first = true;
    }
    p->last = at;
    p->num++;
}

static void lift(pen *p)
{
    end_column(p);
    p->down = false;
}

double stm__series_x(const stm_series *series, int64_t k)
{
    return series->x == NULL ? (double)k : series->x[k];
}

bool stm__series_has(const stm_series *series, int64_t k)
{
    return !isnan(stm__series_x(series, k)) && !isnan(series->y[k]);
}

double stm__series_end(const stm_series *series, int64_t k, stm_scale scale)
{
    double x = stm__series_x(series, k);
    if (k + 1 < series->num && stm__series_has(series, k + 1))
        return stm__series_x(series, k + 1);
    if (k == 0 || !stm__series_has(series, k - 1))
        return scale == STM_SCALE_LINEAR ? x + 1 : 2 * x;
    double before = stm__series_x(series, k - 1);
    return scale == STM_SCALE_LINEAR ? 2 * x - before : x / before * x;
}

static place place_of(const stm__plot *plot, double x, double y)
{
    double px = stm__plot_x(plot, x), py = stm__plot_y(plot, y);
    return (place){fmin(fmax(px, -FARTHEST), FARTHEST), fmin(fmax(py, -FARTHEST), FARTHEST)};
}

static void draw_line(cairo_t *cairo, const stm__plot *plot, const stm_series *series)
{
    pen p = {.cairo = cairo};
    for (int64_t k = 0; k < series->num; k++) {
        if (!stm__series_has(series, k)) {
            lift(&p);
            continue;
        }
        add(&p, place_of(plot, stm__series_x(series, k), series->y[k]));
        if (series->steps)
            add(&p,
                place_of(plot, stm__series_end(series, k, plot->horizontal->kind), series->y[k]));
    }
    end_column(&p);
    cairo_stroke(cairo);
}

/* Markers that would cover the one before are left out. */
static void draw_markers(cairo_t *cairo, const stm__plot *plot, const stm_series *series, size_t k)
{
    place before = {-INFINITY, 0};
    double apart = 0.1 * plot->size;
    for (int64_t n = 0; n < series->num; n++) {
        if (!stm__series_has(series, n))
            continue;
        place at = place_of(plot, stm__series_x(series, n), series->y[n]);
        if (fabs(at.x - before.x) < apart && fabs(at.y - before.y) < apart)
            continue;
        stm__series_marker(cairo, k, plot->size * (series->apart ? 0.6 : 1), at.x, at.y);
        before = at;
    }
}

void stm__curve_draw(cairo_t *cairo, const stm__plot *plot, const stm_series *series, size_t k)
{
    double room = stm__series_line(plot->size);
    cairo_save(cairo);
    cairo_rectangle(cairo, (double)plot->x - room, (double)plot->y - room,
                    (double)plot->width + 2 * room, (double)plot->height + 2 * room);
    cairo_clip(cairo);
    stm__series_set(cairo, k, plot->size);
    if (series->steps) { /* right angles have corners, sharper ones do not stand out */
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER);
        cairo_set_miter_limit(cairo, 1.5);
    }
    if (!series->apart)
        draw_line(cairo, plot, series);
    cairo_restore(cairo);
    if (series->markers || series->apart) {
        cairo_save(cairo);
        draw_markers(cairo, plot, series, k);
        cairo_restore(cairo);
    }
}
