/* Makes and draws the colour bar of a ramp: a scale along it, and ends for what lies beyond. */
#include <math.h>

#include "figure/axes.h"
#include "figure/key.h"
#include "figure/lettering.h"
#include "figure/ramp.h"

#define LENGTH 20    /* of the bar, in sizes of text */
#define STEPS 256    /* of colour */
#define BETWEEN 0.8  /* title and bar */
#define SWATCH_GAP 2 /* bar and swatch */

stm_status stm__ramp_bar_make(cairo_t *cairo, const stm_ramp *ramp, double size, stm__ramp_bar *bar,
                              stm_error *error)
{
    stm__ramp_bar *b = bar;
    b->size = size;
    stm_status status = stm__line_make(cairo, size, ramp->bar_title, &b->title, error);
    if (status == STM_OK)
        status = stm__line_make(cairo, size, ramp->bar_low, &b->low, error);
    if (status == STM_OK)
        status = stm__line_make(cairo, size, ramp->bar_high, &b->high, error);
    if (status == STM_OK)
        status = stm__line_make(cairo, size, ramp->none, &b->none, error);
    b->length = floor(LENGTH * size);
    b->before = b->title.num == 0 ? 0 : b->title.width + BETWEEN * size;
    b->before = fmax(b->before, b->low.width / 2);
    b->after = b->none.num == 0 ? 0 : (SWATCH_GAP + 1.5) * size + b->none.width;
    b->after = fmax(b->after, b->high.width / 2);
    b->width = (int64_t)ceil(b->before + b->length + b->after);
    b->height = (int64_t)ceil((b->low.num + b->high.num > 0 ? 3.0 : 1.6) * size);
    return status;
}

void stm__ramp_bar_close(stm__ramp_bar *bar)
{
    stm__lines_free(&bar->title);
    stm__lines_free(&bar->low);
    stm__lines_free(&bar->high);
    stm__lines_free(&bar->none);
}

static void draw_end(cairo_t *cairo, double size, double middle, double top,
                     const stm__text_lines *end)
{
    double line = (double)stm__axis_line(size), tick = (double)stm__axis_tick(size);
    if (end->num == 0)
        return;
    cairo_rectangle(cairo, middle - floor(line / 2), top, line, tick);
    cairo_fill(cairo);
    stm__text_draw(cairo, size, middle, top + tick + 1.05 * size, STM__CENTRE, end->text);
}

void stm__ramp_bar_draw(cairo_t *cairo, const stm__ramp_bar *bar, int64_t x, int64_t y)
{
    const stm__ramp_bar *b = bar;
    double size = b->size, high = floor(size), top = (double)y + floor(0.3 * size);
    double begin = floor((double)x - (double)b->width / 2 + b->before);
    double baseline = top + 0.86 * size;
    for (int step = 0; step < STEPS; step++) {
        double from = floor(b->length * step / STEPS), to = floor(b->length * (step + 1) / STEPS);
        /* Each goes on below the next, so that nothing shines through where they meet. */
        double end = step + 1 < STEPS ? to + 1 : to;
        stm__set_colour(cairo, stm_ramp_colour((double)step / (STEPS - 1)));
        cairo_rectangle(cairo, begin + from, top, end - from, high);
        cairo_fill(cairo);
    }
    if (b->none.num > 0) {
        stm__set_colour(cairo, stm_ramp_colour(NAN));
        cairo_rectangle(cairo, floor(begin + b->length + SWATCH_GAP * size), top, high, high);
        cairo_fill(cairo);
    }
    cairo_set_source_rgb(cairo, 0, 0, 0);
    if (b->title.num > 0)
        stm__text_draw(cairo, size, begin - BETWEEN * size, baseline, STM__RIGHT, b->title.text);
    draw_end(cairo, size, begin, top + high, &b->low);
    draw_end(cairo, size, begin + b->length, top + high, &b->high);
    if (b->none.num > 0)
        stm__text_draw(cairo, size, begin + b->length + (SWATCH_GAP + 1.5) * size, baseline,
                       STM__LEFT, b->none.text);
}
