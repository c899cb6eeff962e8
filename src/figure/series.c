/* The colours, line patterns and markers that tell the series of a chart apart. */
#include <math.h>

#include "base/arithmetic.h"
#include "figure/key.h"
#include "figure/plot.h"

#define NUM_COLOURS 6

stm_colour stm_series_colour(size_t k)
{
    static const int32_t values[NUM_COLOURS] = {1, 4, 5, 2, 3, 6};
    return stm_value_colour(values[k % NUM_COLOURS]);
}

double stm__series_line(double size)
{
    return fmax(1, round(0.12 * size));
}

void stm__series_set(cairo_t *cairo, size_t k, double size)
{
    double line = stm__series_line(size);
    const double dash[] = {4 * line, 2.5 * line};
    stm__set_colour(cairo, stm_series_colour(k));
    cairo_set_line_width(cairo, line);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_dash(cairo, dash, k < NUM_COLOURS ? 0 : 2, 0);
}

static void polygon(cairo_t *cairo, double x, double y, double radius, int corners, double turn)
{
    for (int c = 0; c < corners; c++) {
        double angle = turn + 2 * M_PI * c / corners;
        cairo_line_to(cairo, x + radius * sin(angle), y - radius * cos(angle));
    }
    cairo_close_path(cairo);
}

/* Shapes of about the same area, with a white rim that keeps them apart from lines. */
void stm__series_marker(cairo_t *cairo, size_t k, double size, double x, double y)
{
    double radius = 0.27 * size;
    cairo_new_path(cairo);
    switch (k % NUM_COLOURS) {
    case 0:
        cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
        break;
    case 1:
        polygon(cairo, x, y, 1.25 * radius, 4, M_PI / 4);
        break;
    case 2:
        polygon(cairo, x, y + 0.15 * radius, 1.45 * radius, 3, 0);
        break;
    case 3:
        polygon(cairo, x, y, 1.35 * radius, 4, 0);
        break;
    case 4:
        polygon(cairo, x, y - 0.15 * radius, 1.45 * radius, 3, M_PI);
        break;
    default:
        polygon(cairo, x, y, 1.15 * radius, 6, 0);
    }
    cairo_set_dash(cairo, NULL, 0, 0);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER);
    cairo_set_line_width(cairo, 0.12 * size);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_stroke_preserve(cairo);
    stm__set_colour(cairo, stm_series_colour(k));
    cairo_fill(cairo);
}
