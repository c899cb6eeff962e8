/* Axes of cells: a tick at the middle of every so many of them, labelled by its index. Where a cell
 * stands for many, the tick stands where the index begins. */
#ifndef STM__FIGURE_AXES_H
#define STM__FIGURE_AXES_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

/* The indices first .. first + num - 1 in a line, `each` of them a cell, from `begin` on. */
typedef struct stm__panel_axis {
    const char *name;
    int64_t first, num, each;
    int64_t begin, pitch, cell; /* pixels */
    int64_t step;               /* from a tick to the next, in indices */
    double size;                /* of the font */
    double labels;              /* width of the widest label */
} stm__panel_axis;

/* A line's width, and a tick's length, beside text of this size. */
int64_t stm__axis_line(double size);
int64_t stm__axis_tick(double size);

/* The pixel at which an index begins, from the axis's. */
static inline int64_t stm__axis_at(const stm__panel_axis *axis, int64_t index)
{
    if (axis->each == 1)
        return (index - axis->first) * axis->pitch;
    return (int64_t)((double)(index - axis->first) / (double)axis->each * (double)axis->pitch);
}

/* Chooses the ticks: at multiples of 1, 2 or 5 times a power of ten, or of a power of two where the
 * number of cells is rather one of those, and so far apart that labels along the axis never touch.
 */
void stm__axis_choose(cairo_t *cairo, stm__panel_axis *axis, bool horizontal);

/* How far the outermost labels of a horizontal axis stand out to the right of its cells. */
int64_t stm__axis_overhang(const stm__panel_axis *axis);

/* The space an axis takes beside its cells, line to name. */
int64_t stm__axis_depth(const stm__panel_axis *axis, bool horizontal);

/* Draws ticks, labels and name: of a horizontal axis below y = edge, of a vertical one left of
 * x = edge, where the axis line ends. */
void stm__axis_draw(cairo_t *cairo, const stm__panel_axis *axis, bool horizontal, int64_t edge);

#endif
