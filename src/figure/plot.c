/* Places what line and bar charts share, from the outside inwards: titles, labels, legend, frame.
 */
#include "figure/plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "figure/axes.h"
#include "figure/cairo_fail.h"

#define TITLE 1.2      /* size of text, of that of the axes */
#define SWATCH 1.8     /* of the legend, in sizes of text */
#define BETWEEN 1.4    /* entries of the legend */
#define LEGEND_ROW 1.6 /* height */
#define MARK_ROW 1.4   /* height of a row of labels above the plot */

static int64_t up(double x)
{
    return (int64_t)ceil(x);
}

double stm__plot_x(const stm__plot *plot, double value)
{
    return (double)plot->x + stm__scale_at(plot->horizontal, value) * (double)plot->width;
}

double stm__plot_y(const stm__plot *plot, double value)
{
    return (double)plot->y + (1 - stm__scale_at(plot->vertical, value)) * (double)plot->height;
}

stm_status stm__plot_add_mark(cairo_t *scratch, stm__plot *plot, const stm_reference *reference,
                              bool vertical, bool binary, stm_error *error)
{
    stm__mark *mark = &plot->marks[plot->num_marks];
    const char *text = reference->label;
    char *label = NULL;
    *mark = (stm__mark){.value = reference->value,
                        .vertical = vertical,
                        .series = reference->series,
                        .first_group = reference->first_group,
                        .num_groups = reference->num_groups};
    if (text != NULL && reference->number) {
        char number[32];
        size_t capacity = strlen(text) + sizeof number + 2;
        stm__number_short(reference->value, binary, true, number);
        label = malloc(capacity);
        if (label == NULL)
            return stm__figure_fail_memory(error);
        snprintf(label, capacity, "%s %s", text, number);
        text = label;
    }
    stm_status status = stm__line_make(scratch, plot->size, text, &mark->text, error);
    free(label);
    plot->num_marks += status == STM_OK;
    return status;
}

stm_status stm__plot_add_entry(cairo_t *scratch, stm__plot *plot, const char *name,
                               const stm__entry *entry, stm_error *error)
{
    stm__entry *new = &plot->entries[plot->num_entries];
    *new = *entry;
    stm_status status = stm__line_make(scratch, plot->size, name, &new->text, error);
    plot->num_entries += status == STM_OK;
    return status;
}

/* What the labels of groups take. */
static double names_width(const stm__names *names)
{
    double width = 0;
    for (size_t k = 0; k < names->num; k++)
        width = fmax(width, names->lines[k].width);
    return width;
}

static double names_height(const stm__names *names)
{
    double height = 0;
    for (size_t k = 0; k < names->num; k++)
        height = fmax(height, names->lines[k].height);
    return height;
}

double stm__plot_labels_width(const stm__plot *plot)
{
    return plot->left != NULL ? names_width(plot->left) : plot->vertical->width;
}

double stm__plot_labels_height(const stm__plot *plot)
{
    return plot->below != NULL ? names_height(plot->below) : 1.3 * plot->size;
}

static int by_place(const void *a, const void *b)
{
    const stm__mark *p = a, *q = b;
    return p->vertical != q->vertical ? p->vertical - q->vertical
                                      : (p->at > q->at) - (p->at < q->at);
}

/* Labels to the right of the plot go down until they do not touch, then all up as far as needed. */
static void place_right(stm__plot *plot, size_t num)
{
    double least = -INFINITY, apart = 1.3 * plot->size;
    for (size_t k = 0; k < num; k++) {
        stm__mark *m = &plot->marks[k];
        m->label = fmax(m->at, least);
        least = m->label + apart;
    }
    double most = (double)plot->height;
    for (size_t k = num; k-- > 0 && plot->marks[k].label > most;) {
        plot->marks[k].label = most;
        most -= apart;
    }
}

/* Labels above the plot go to the first row in which they touch nothing; how many rows. */
static int place_above(stm__plot *plot, size_t begin)
{
    int rows = 0;
    for (size_t k = begin; k < plot->num_marks; k++) {
        stm__mark *m = &plot->marks[k];
        double width = m->text.width;
        if (width == 0)
            continue;
        m->label = fmax(width / 2, fmin(m->at, (double)plot->width - width / 2));
        for (bool touches = true; touches;) {
            touches = false;
            for (size_t l = begin; l < k && !touches; l++) {
                const stm__mark *other = &plot->marks[l];
                double taken = other->text.width;
                touches = taken > 0 && other->row == m->row &&
                          fabs(other->label - m->label) < (taken + width) / 2 + 0.6 * plot->size;
            }
            m->row += touches;
        }
        rows = m->row + 1 > rows ? m->row + 1 : rows;
    }
    return rows;
}

/* Places marks, from the plot's corner; what their labels take to the right, and rows above. */
static int place_marks(stm__plot *plot, double *right)
{
    size_t beside = 0;
    *right = 0;
    for (size_t k = 0; k < plot->num_marks; k++) {
        stm__mark *m = &plot->marks[k];
        m->at = m->vertical ? stm__scale_at(plot->horizontal, m->value) * (double)plot->width
                            : (1 - stm__scale_at(plot->vertical, m->value)) * (double)plot->height;
    }
    if (plot->num_marks > 0)
        qsort(plot->marks, plot->num_marks, sizeof *plot->marks, by_place);
    while (beside < plot->num_marks && !plot->marks[beside].vertical) {
        double width = plot->marks[beside++].text.width;
        *right = fmax(*right, width == 0 ? 0 : width + 0.7 * plot->size);
    }
    place_right(plot, beside);
    return place_above(plot, beside);
}

/* Rows of entries no wider than `width`, each centred; their height. */
static double place_entries(stm__plot *plot, double width, double *widest)
{
    double size = plot->size, used = 0;
    size_t row_begin = 0, num = plot->num_entries;
    int row = 0;
    *widest = 0;
    for (size_t k = 0; k < num; k++) {
        stm__entry *e = &plot->entries[k];
        e->width = (SWATCH + 0.5) * size + e->text.width;
        *widest = fmax(*widest, e->width);
    }
    *widest = fmax(*widest, width);
    for (size_t k = 0; k <= num; k++) {
        double needed =
            k == num ? INFINITY : used + (used > 0 ? BETWEEN * size : 0) + plot->entries[k].width;
        if (needed > *widest && used > 0) {
            for (size_t l = row_begin; l < k; l++)
                plot->entries[l].x += (*widest - used) / 2;
            row_begin = k;
            row++;
            used = 0;
        }
        if (k == num)
            break;
        plot->entries[k].x = used + (used > 0 ? BETWEEN * size : 0);
        plot->entries[k].y = row * LEGEND_ROW * size;
        used = plot->entries[k].x + plot->entries[k].width;
    }
    return row * LEGEND_ROW * size;
}

stm_status stm__plot_place(cairo_t *scratch, stm__plot *plot, const char *title,
                           const char *x_title, const char *y_title, stm_error *error)
{
    stm__plot *p = plot;
    double size = p->size, right, legend_width, width = (double)p->width;
    stm_status status =
        stm__lines_make(scratch, TITLE * size, fmax(width, 30 * size), title, &p->title, error);
    if (status == STM_OK)
        status = stm__lines_make(scratch, size, width, x_title, &p->x_title, error);
    if (status == STM_OK)
        status = stm__lines_make(scratch, size, (double)p->height, y_title, &p->y_title, error);
    if (status != STM_OK)
        return status;
    int rows = place_marks(p, &right);
    double legend_height = place_entries(p, width, &legend_width);
    double line = (double)(stm__axis_line(size) + stm__axis_tick(size));
    /* The last label of a horizontal axis stands out by half its width. */
    if (p->horizontal != NULL)
        right = fmax(right, p->horizontal->width / 2);
    double left = line + 0.3 * size + stm__plot_labels_width(p) +
                  (p->y_title.num > 0 ? 0.7 * size + p->y_title.height : 0);
    double beside = fmax(0, (fmax(p->title.width, legend_width) - width) / 2);
    left = fmax(left, beside);
    right = fmax(right, beside);
    p->margin = up(0.8 * size);
    p->x = p->margin + up(left);
    p->y = p->margin + up(p->title.height + (p->title.num > 0 ? 0.6 * size : 0)) +
           up(rows * MARK_ROW * size + (rows > 0 ? 0.2 * size : 0));
    p->page_width = p->x + p->width + up(right) + p->margin;
    double below = line + 0.25 * size + stm__plot_labels_height(p);
    if (p->x_title.num > 0)
        below += 0.35 * size + p->x_title.height;
    p->legend_x = p->x + (int64_t)((width - legend_width) / 2);
    p->legend_y = p->y + p->height + up(below + 0.5 * size);
    p->page_height = p->y + p->height + up(below) + p->margin;
    if (p->num_entries > 0)
        p->page_height = p->legend_y + up(legend_height) + p->margin;
    for (size_t k = 0; k < p->num_marks; k++) {
        stm__mark *m = &p->marks[k];
        m->at += (double)(m->vertical ? p->x : p->y);
        m->label += (double)(m->vertical ? p->x : p->y);
    }
    return stm__cairo_status(cairo_status(scratch), error);
}

void stm__plot_close(stm__plot *plot)
{
    stm__lines_free(&plot->title);
    stm__lines_free(&plot->x_title);
    stm__lines_free(&plot->y_title);
    for (size_t k = 0; k < plot->num_marks; k++)
        stm__lines_free(&plot->marks[k].text);
    for (size_t k = 0; k < plot->num_entries; k++)
        stm__lines_free(&plot->entries[k].text);
    free(plot->marks);
    free(plot->entries);
}
