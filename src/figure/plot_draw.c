/* Draws what line and bar charts share with cairo: grid, frame, ticks, labels, marks and legend. */
#include <math.h>

#include "base/arithmetic.h"
#include "figure/axes.h"
#include "figure/key.h"
#include "figure/plot.h"

#define GRID 0.9 /* gray */

/* Lines of whole pixels. */
static void fill_rectangle(cairo_t *cairo, double x, double y, double width, double height)
{
    cairo_rectangle(cairo, floor(x), floor(y), width, height);
    cairo_fill(cairo);
}

void stm__plot_draw_grid(cairo_t *cairo, const stm__plot *plot)
{
    double line = (double)stm__axis_line(plot->size);
    cairo_set_source_rgb(cairo, GRID, GRID, GRID);
    for (int k = 0; plot->horizontal != NULL && k < plot->horizontal->num; k++)
        fill_rectangle(cairo, stm__plot_x(plot, plot->horizontal->ticks[k]) - line / 2,
                       (double)plot->y, line, (double)plot->height);
    for (int k = 0; plot->vertical != NULL && k < plot->vertical->num; k++)
        fill_rectangle(cairo, (double)plot->x,
                       stm__plot_y(plot, plot->vertical->ticks[k]) - line / 2, (double)plot->width,
                       line);
}

static void draw_horizontal(cairo_t *cairo, const stm__plot *plot)
{
    const stm__scale *s = plot->horizontal;
    double size = plot->size, line = (double)stm__axis_line(size);
    double tick = (double)stm__axis_tick(size), edge = (double)(plot->y + plot->height) + line;
    for (int k = 0; k < s->num_minor; k++)
        fill_rectangle(cairo, stm__plot_x(plot, s->minor[k]) - line / 2, edge, line,
                       round(tick * 0.6));
    for (int k = 0; k < s->num; k++) {
        double x = stm__plot_x(plot, s->ticks[k]);
        fill_rectangle(cairo, x - line / 2, edge, line, tick);
        stm__text_draw(cairo, size, x, edge + tick + 1.1 * size, STM__CENTRE, s->labels[k]);
    }
}

static void draw_vertical(cairo_t *cairo, const stm__plot *plot)
{
    const stm__scale *s = plot->vertical;
    double size = plot->size, line = (double)stm__axis_line(size);
    double tick = (double)stm__axis_tick(size), edge = (double)plot->x - line;
    for (int k = 0; k < s->num_minor; k++)
        fill_rectangle(cairo, edge - round(tick * 0.6), stm__plot_y(plot, s->minor[k]) - line / 2,
                       round(tick * 0.6), line);
    for (int k = 0; k < s->num; k++) {
        double y = stm__plot_y(plot, s->ticks[k]);
        fill_rectangle(cairo, edge - tick, y - line / 2, tick, line);
        stm__text_draw(cairo, size, edge - tick - 0.25 * size, y + 0.36 * size, STM__RIGHT,
                       s->labels[k]);
    }
}

/* The labels of groups, each in the middle of its part of the side. */
static void draw_names(cairo_t *cairo, const stm__plot *plot)
{
    double size = plot->size, line = (double)stm__axis_line(size);
    double tick = (double)stm__axis_tick(size);
    for (size_t k = 0; plot->below != NULL && k < plot->below->num; k++)
        stm__lines_draw(cairo, &plot->below->lines[k],
                        (double)plot->x +
                            ((double)k + 0.5) * (double)plot->width / (double)plot->below->num,
                        (double)(plot->y + plot->height) + line + tick + 0.15 * size);
    for (size_t k = 0; plot->left != NULL && k < plot->left->num; k++) {
        const stm__text_lines *lines = &plot->left->lines[k];
        double middle =
            (double)plot->y + ((double)k + 0.5) * (double)plot->height / (double)plot->left->num;
        stm__lines_draw(cairo, lines,
                        (double)plot->x - line - tick - 0.25 * size - lines->width / 2,
                        middle - lines->height / 2 + 0.08 * size);
    }
}

static void draw_titles(cairo_t *cairo, const stm__plot *plot)
{
    double size = plot->size, line = (double)(stm__axis_line(size) + stm__axis_tick(size));
    double x = (double)plot->x + (double)plot->width / 2;
    double y = (double)plot->y + (double)plot->height / 2;
    double labels = stm__plot_labels_width(plot);
    stm__lines_draw(cairo, &plot->title, x, (double)plot->margin);
    stm__lines_draw(cairo, &plot->x_title, x,
                    (double)(plot->y + plot->height) + line + 0.5 * size +
                        stm__plot_labels_height(plot));
    cairo_save(cairo);
    cairo_translate(cairo, (double)plot->x - line - labels - 0.9 * size - plot->y_title.height, y);
    cairo_rotate(cairo, -M_PI / 2);
    stm__lines_draw(cairo, &plot->y_title, 0, 0);
    cairo_restore(cairo);
}

void stm__plot_draw_marks(cairo_t *cairo, const stm__plot *plot)
{
    double size = plot->size, line = fmax(2, (double)stm__axis_line(size));
    const double dash[] = {0.35 * size, 0.25 * size};
    double right = (double)(plot->x + plot->width), bottom = (double)(plot->y + plot->height);
    double edge = (double)stm__axis_line(size);
    cairo_save(cairo);
    for (size_t k = 0; k < plot->num_marks; k++) {
        const stm__mark *m = &plot->marks[k];
        const char *label = m->text.text;
        /* What crosses some bars alone has only a short line here, below its label. */
        double length = 0.5 * size;
        if (m->series != 0 && label == NULL)
            continue;
        if (m->vertical) {
            cairo_move_to(cairo, m->at, m->series == 0 ? bottom : (double)plot->y + length);
            cairo_line_to(cairo, m->at, (double)plot->y);
        } else {
            cairo_move_to(cairo, m->series == 0 ? (double)plot->x : right - length, m->at);
            cairo_line_to(cairo, right, m->at);
        }
        /* On white, so that it shows on bars. */
        cairo_set_dash(cairo, NULL, 0, 0);
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_set_line_width(cairo, 2 * line);
        cairo_stroke_preserve(cairo);
        cairo_set_dash(cairo, dash, m->series == 0 ? 2 : 0, 0);
        cairo_set_source_rgb(cairo, 0, 0, 0);
        cairo_set_line_width(cairo, line);
        cairo_stroke(cairo);
        if (label == NULL)
            continue;
        cairo_set_dash(cairo, NULL, 0, 0);
        if (m->vertical) {
            stm__text_draw(cairo, size, m->label,
                           (double)plot->y - edge - (0.4 + 1.4 * m->row) * size, STM__CENTRE,
                           label);
            continue;
        }
        /* A label that had to move is led to its line. */
        cairo_move_to(cairo, right + edge, m->at);
        cairo_line_to(cairo, right + edge + 0.5 * size, m->label);
        if (fabs(m->at - m->label) > 1)
            cairo_stroke(cairo);
        cairo_new_path(cairo);
        stm__text_draw(cairo, size, right + 0.7 * size, m->label + 0.36 * size, STM__LEFT, label);
    }
    cairo_restore(cairo);
}

static void draw_entries(cairo_t *cairo, const stm__plot *plot)
{
    double size = plot->size, swatch = round(1.8 * size);
    for (size_t k = 0; k < plot->num_entries; k++) {
        const stm__entry *e = &plot->entries[k];
        double x = floor((double)plot->legend_x + e->x), y = (double)plot->legend_y + floor(e->y);
        double middle = y + floor(0.8 * size);
        cairo_save(cairo);
        if (e->bar) {
            stm__set_colour(cairo, stm_series_colour(e->series));
            fill_rectangle(cairo, x + swatch - round(size), y + 0.3 * size, round(size),
                           round(size));
        } else if (e->dot) {
            stm__series_marker(cairo, e->series, 1.5 * size, x + swatch - round(size / 2), middle);
        } else {
            stm__series_set(cairo, e->series, size);
            cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT);
            cairo_move_to(cairo, x, middle);
            cairo_line_to(cairo, x + swatch, middle);
            cairo_stroke(cairo);
            if (e->markers)
                stm__series_marker(cairo, e->series, size, x + swatch / 2, middle);
        }
        cairo_restore(cairo);
        cairo_set_source_rgb(cairo, 0, 0, 0);
        stm__text_draw(cairo, size, x + swatch + 0.5 * size, middle + 0.36 * size, STM__LEFT,
                       e->text.num == 0 ? "" : e->text.text);
    }
}

void stm__plot_draw_frame(cairo_t *cairo, const stm__plot *plot)
{
    double line = (double)stm__axis_line(plot->size), half = line / 2;
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_line_width(cairo, line);
    cairo_rectangle(cairo, (double)plot->x - half, (double)plot->y - half,
                    (double)plot->width + line, (double)plot->height + line);
    cairo_stroke(cairo);
    if (plot->horizontal != NULL)
        draw_horizontal(cairo, plot);
    if (plot->vertical != NULL)
        draw_vertical(cairo, plot);
    draw_names(cairo, plot);
    draw_titles(cairo, plot);
    draw_entries(cairo, plot);
}
