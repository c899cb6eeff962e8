/* Places labels greedily: each at the nearest place, on rings around its point, that is free of the
 * labels before it and of all points; where there is none, of the points that have a label. */
#include "figure/labels.h"

#include <math.h>
#include <stdlib.h>

#include "figure/axes.h"
#include "figure/cairo_fail.h"
#include "figure/curve.h"

enum { RINGS = 8, PLACES = 8, MOST = 500 }; /* more labels are left out */

/* Where the points of all series are, in cells of the plot. */
enum { ACROSS = 144, DOWN = 80 };
typedef struct cells {
    bool taken[DOWN][ACROSS];
} cells;

typedef struct box {
    double left, top, right, bottom;
} box;

static double size_of(const stm__plot *plot)
{
    return 0.8 * plot->size;
}

static bool has_label(const stm_series *series, int64_t k)
{
    return series->labels != NULL && series->labels[k] != NULL && series->labels[k][0] != '\0' &&
           stm__series_has(series, k);
}

stm_status stm__labels_make(cairo_t *scratch, const stm_chart *chart, stm__labels *labels,
                            stm_error *error)
{
    size_t num = 0;
    for (size_t s = 0; s < chart->num_series; s++)
        for (int64_t k = 0; k < chart->series[s].num && num < MOST; k++)
            num += has_label(&chart->series[s], k);
    labels->items = calloc(num + 1, sizeof *labels->items);
    if (labels->items == NULL)
        return stm__figure_fail_memory(error);
    for (size_t s = 0; s < chart->num_series; s++)
        for (int64_t k = 0; k < chart->series[s].num && labels->num < num; k++) {
            if (!has_label(&chart->series[s], k))
                continue;
            stm_status status =
                stm__line_make(scratch, 0.8 * STM__CHART_SIZE, chart->series[s].labels[k],
                               &labels->items[labels->num++].text, error);
            if (status != STM_OK)
                return status;
        }
    return STM_OK;
}

static bool meet(box a, box b)
{
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

static box box_of(const stm__plot *plot, const stm__label *label)
{
    double gap = 0.15 * size_of(plot);
    return (box){label->left - gap, label->top, label->left + label->text.width + gap,
                 label->top + 1.25 * size_of(plot)};
}

static box point_of(const stm__plot *plot, const stm__label *label)
{
    double radius = 0.4 * plot->size;
    return (box){label->x - radius, label->y - radius, label->x + radius, label->y + radius};
}

/* The cell of a place, of `num` along a side. */
static int cell_of(double at, int64_t begin, int64_t side, int num)
{
    double cell = (at - (double)begin) / (double)side * num;
    return cell < 0 ? 0 : cell >= num ? num - 1 : (int)cell;
}

static void take_points(const stm__plot *plot, const stm_chart *chart, cells *c)
{
    for (size_t s = 0; s < chart->num_series; s++)
        for (int64_t k = 0; k < chart->series[s].num; k++) {
            const stm_series *series = &chart->series[s];
            if (!stm__series_has(series, k))
                continue;
            double x = stm__plot_x(plot, stm__series_x(series, k));
            double y = stm__plot_y(plot, series->y[k]);
            c->taken[cell_of(y, plot->y, plot->height, DOWN)]
                    [cell_of(x, plot->x, plot->width, ACROSS)] = true;
        }
}

static bool covers_points(const stm__plot *plot, const cells *c, box of)
{
    int left = cell_of(of.left, plot->x, plot->width, ACROSS);
    int right = cell_of(of.right, plot->x, plot->width, ACROSS);
    int top = cell_of(of.top, plot->y, plot->height, DOWN);
    int bottom = cell_of(of.bottom, plot->y, plot->height, DOWN);
    for (int y = top; y <= bottom; y++)
        for (int x = left; x <= right; x++)
            if (c->taken[y][x])
                return true;
    return false;
}

static bool is_free(const stm__plot *plot, const stm__labels *labels, size_t k, const cells *c)
{
    box of = box_of(plot, &labels->items[k]);
    if (of.left < (double)plot->x || of.right > (double)(plot->x + plot->width) ||
        of.top < (double)plot->y || of.bottom > (double)(plot->y + plot->height))
        return false;
    for (size_t l = 0; l < labels->num; l++) {
        const stm__label *other = &labels->items[l];
        if (meet(of, point_of(plot, other)) ||
            (l < k && other->placed && meet(of, box_of(plot, other))))
            return false;
    }
    return c == NULL || !covers_points(plot, c, of);
}

/* On the right of its point first, then on the left, above and below; then on rings that widen. */
static void find_place(const stm__plot *plot, stm__labels *labels, size_t k, const cells *c)
{
    static const int sides[PLACES][2] = {{1, -1}, {1, 0},   {1, 1},  {-1, 1},
                                         {-1, 0}, {-1, -1}, {0, -1}, {0, 1}};
    stm__label *label = &labels->items[k];
    double height = 1.25 * size_of(plot), wide = label->text.width;
    for (int ring = 0; ring < RINGS && !label->placed; ring++)
        for (int p = 0; p < PLACES && !label->placed; p++) {
            int across = sides[p][0], down = sides[p][1];
            double gap = 0.6 * plot->size + ring * 0.8 * height;
            double rise = (down == 0 ? 0 : 0.1 * plot->size) + ring * 0.8 * height;
            label->left = across > 0   ? label->x + gap
                          : across < 0 ? label->x - gap - wide
                                       : label->x - wide / 2;
            rise += across == 0 ? 0.4 * plot->size : 0;
            label->top = down > 0   ? label->y + rise
                         : down < 0 ? label->y - rise - height
                                    : label->y - height / 2;
            label->placed = is_free(plot, labels, k, c);
            label->led = ring > 0;
        }
}

void stm__labels_place(const stm__plot *plot, const stm_chart *chart, stm__labels *labels)
{
    size_t num = 0;
    for (size_t s = 0; s < chart->num_series; s++)
        for (int64_t k = 0; k < chart->series[s].num && num < labels->num; k++)
            if (has_label(&chart->series[s], k)) {
                labels->items[num].x = stm__plot_x(plot, stm__series_x(&chart->series[s], k));
                labels->items[num++].y = stm__plot_y(plot, chart->series[s].y[k]);
            }
    cells *c = num == 0 ? NULL : calloc(1, sizeof *c);
    if (c != NULL) /* without memory for them, they may cover points */
        take_points(plot, chart, c);
    for (size_t k = 0; k < num; k++) {
        find_place(plot, labels, k, c);
        if (!labels->items[k].placed && c != NULL)
            find_place(plot, labels, k, NULL);
    }
    free(c);
}

/* From a point to the nearest of a label's edges. */
static void lead(cairo_t *cairo, const stm__plot *plot, const stm__label *label)
{
    box of = box_of(plot, label);
    cairo_move_to(cairo, label->x, label->y);
    cairo_line_to(cairo, fmin(fmax(label->x, of.left), of.right),
                  fmin(fmax(label->y, of.top), of.bottom));
    cairo_stroke(cairo);
}

void stm__labels_draw(cairo_t *cairo, const stm__plot *plot, const stm__labels *labels)
{
    cairo_save(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
    cairo_set_line_width(cairo, fmax(1, (double)stm__axis_line(plot->size) / 2));
    cairo_set_source_rgb(cairo, 0.4, 0.4, 0.4);
    for (size_t k = 0; k < labels->num; k++)
        if (labels->items[k].placed && labels->items[k].led)
            lead(cairo, plot, &labels->items[k]);
    for (size_t k = 0; k < labels->num; k++) {
        const stm__label *label = &labels->items[k];
        box of = box_of(plot, label);
        if (!label->placed)
            continue;
        /* On white, so that it can be read on lines and other points. */
        cairo_set_source_rgba(cairo, 1, 1, 1, 0.8);
        cairo_rectangle(cairo, of.left, of.top, of.right - of.left, of.bottom - of.top);
        cairo_fill(cairo);
        cairo_set_source_rgb(cairo, 0, 0, 0);
        stm__text_draw(cairo, size_of(plot), label->left, label->top + 0.95 * size_of(plot),
                       STM__LEFT, label->text.text);
    }
    cairo_restore(cairo);
}

void stm__labels_free(stm__labels *labels)
{
    for (size_t k = 0; k < labels->num; k++)
        stm__lines_free(&labels->items[k].text);
    free(labels->items);
    *labels = (stm__labels){0};
}
