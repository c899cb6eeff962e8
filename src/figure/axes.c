/* Chooses how often an axis of cells has a tick, so that labels keep apart, and draws it with
 * cairo. */
#include "figure/axes.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/arithmetic.h"
#include "figure/lettering.h"

int64_t stm__axis_line(double size)
{
    return stm__max(1, (int64_t)(size / 14));
}

int64_t stm__axis_tick(double size)
{
    return (int64_t)ceil(size / 4);
}

/* Small odd multiples of powers of two count as such: 48, 96, 384. */
static bool is_binary(int64_t num)
{
    while (num % 2 == 0)
        num /= 2;
    return num <= 3;
}

static int64_t next_step(int64_t step, bool binary)
{
    if (binary)
        return 2 * step;
    int64_t ten = 1;
    while (step >= 10 * ten)
        ten *= 10;
    return step == 2 * ten ? 5 * ten : 2 * step;
}

static double label_width(cairo_t *cairo, double size, int64_t index)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, index);
    return stm__text_width(cairo, size, text);
}

void stm__axis_choose(cairo_t *cairo, stm__panel_axis *axis, bool horizontal)
{
    bool binary = is_binary(axis->num);
    /* Digits are equally wide: no label is wider than the last index. */
    axis->labels = label_width(cairo, axis->size, axis->first + axis->num - 1);
    double apart = horizontal ? axis->labels + 0.5 * axis->size : 1.4 * axis->size;
    int64_t most = binary ? 8 : 10;
    axis->step = 1;
    while ((double)(axis->step * axis->pitch) < apart * (double)axis->each ||
           axis->num > most * axis->step)
        axis->step = next_step(axis->step, binary);
}

int64_t stm__axis_overhang(const stm__panel_axis *axis)
{
    return (int64_t)ceil(fmax(0, axis->labels / 2));
}

int64_t stm__axis_depth(const stm__panel_axis *axis, bool horizontal)
{
    double labels = horizontal ? axis->size : axis->labels + 0.2 * axis->size;
    return stm__axis_line(axis->size) + stm__axis_tick(axis->size) +
           (int64_t)ceil(labels + 1.9 * axis->size);
}

static void draw_tick(cairo_t *cairo, const stm__panel_axis *axis, bool horizontal, int64_t edge,
                      int64_t index)
{
    char text[24];
    double size = axis->size;
    int64_t line = stm__axis_line(size), length = stm__axis_tick(size);
    int64_t begin = axis->begin + stm__axis_at(axis, index),
            cell = axis->each == 1 ? axis->cell : 1;
    double middle = (double)begin + (double)cell / 2;
    /* Whole pixels, in the very middle where the cell's parity lets them. */
    if ((cell - line) % 2 != 0)
        line = line > 1 ? line - 1 : cell == 1 ? 1 : 2;
    double corner = (double)(begin + (cell - line) / 2);
    snprintf(text, sizeof text, "%" PRId64, index);
    if (horizontal) {
        cairo_rectangle(cairo, corner, (double)edge, (double)line, (double)length);
        cairo_fill(cairo);
        stm__text_draw(cairo, size, middle, (double)(edge + length) + 1.05 * size, STM__CENTRE,
                       text);
    } else {
        cairo_rectangle(cairo, (double)(edge - length), corner, (double)length, (double)line);
        cairo_fill(cairo);
        stm__text_draw(cairo, size, (double)(edge - length) - 0.25 * size, middle + 0.36 * size,
                       STM__RIGHT, text);
    }
}

void stm__axis_draw(cairo_t *cairo, const stm__panel_axis *axis, bool horizontal, int64_t edge)
{
    double size = axis->size;
    int64_t last = axis->first + axis->num - 1;
    int64_t index = stm__ceil_div(axis->first, axis->step) * axis->step;
    if (index > last) /* no round index among the cells */
        index = axis->first;
    for (; index <= last; index += axis->step)
        draw_tick(cairo, axis, horizontal, edge, index);
    double middle =
        (double)axis->begin + (double)(stm__ceil_div(axis->num, axis->each) * axis->pitch) / 2;
    double tick = (double)stm__axis_tick(size);
    if (horizontal) {
        stm__text_draw(cairo, size, middle, (double)edge + tick + 2.45 * size, STM__CENTRE,
                       axis->name);
        return;
    }
    cairo_save(cairo);
    cairo_translate(cairo, (double)edge - tick - axis->labels - 0.95 * size, middle);
    cairo_rotate(cairo, -M_PI / 2);
    stm__text_draw(cairo, size, 0, 0, STM__CENTRE, axis->name);
    cairo_restore(cairo);
}
