/* Draws the keys to a figure's colours: swatches with names in as many lines as they need, and the
 * bar of densities. */
#include "figure/key.h"

#include <math.h>
#include <string.h>

#include "figure/axes.h"
#include "figure/lettering.h"

void stm__set_colour(cairo_t *cairo, stm_colour colour)
{
    cairo_set_source_rgb(cairo, colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0);
}

stm_status stm__key_layout(cairo_t *cairo, const stm_legend *legend, const stm_colour *colours,
                           double size, double width, stm__key *key, stm_error *error)
{
    double between = 1.4 * size, used = 0;
    memset(key, 0, sizeof *key);
    key->legend = *legend;
    for (int32_t value = 0; value < STM_NUM_COLOURS; value++)
        key->colours[value] = colours == NULL ? stm_value_colour(value) : colours[value];
    key->size = size;
    key->swatch = (int64_t)size;
    for (int k = 0; k < legend->num; k++) {
        stm_status status = stm__text_prepare(cairo, legend->entries[k].name, error);
        if (status != STM_OK)
            return status;
        double entry = (double)key->swatch + 0.5 * size +
                       stm__text_width(cairo, size, legend->entries[k].name);
        if (k > 0 && used + between + entry > width) {
            key->num_rows++;
            used = 0;
        }
        used += (used > 0 ? between : 0) + entry;
        key->entry_width[k] = entry;
        key->row_of[k] = key->num_rows;
        key->row_width[key->num_rows] = used;
        key->width = fmax(key->width, used);
    }
    key->num_rows += legend->num > 0;
    key->height = (int64_t)ceil(key->num_rows * 1.6 * size);
    return STM_OK;
}

/* Colours that white paper hides have an edge. */
static bool is_light(stm_colour c)
{
    return c.red >= 0xe8 && c.green >= 0xe8 && c.blue >= 0xe8;
}

void stm__key_draw(cairo_t *cairo, const stm__key *key, int64_t x, int64_t y)
{
    double size = key->size, at = 0;
    for (int k = 0; k < key->legend.num; k++) {
        int row = key->row_of[k];
        if (k == 0 || row != key->row_of[k - 1])
            at = round((double)x - key->row_width[row] / 2);
        double top = (double)y + round(row * 1.6 * size + 0.3 * size), left = round(at);
        stm__set_colour(cairo, key->colours[key->legend.entries[k].value]);
        cairo_rectangle(cairo, left, top, (double)key->swatch, (double)key->swatch);
        cairo_fill(cairo);
        cairo_set_source_rgb(cairo, 0, 0, 0);
        if (is_light(key->colours[key->legend.entries[k].value])) {
            cairo_set_line_width(cairo, 1);
            cairo_rectangle(cairo, left + 0.5, top + 0.5, (double)key->swatch - 1,
                            (double)key->swatch - 1);
            cairo_stroke(cairo);
        }
        stm__text_draw(cairo, size, left + (double)key->swatch + 0.5 * size, top + 0.86 * size,
                       STM__LEFT, key->legend.entries[k].name);
        at += key->entry_width[k] + 1.4 * size;
    }
}

static const struct {
    int64_t seen; /* of 1000 */
    const char *text;
} ticks[] = {{1, "0.1%"}, {10, "1%"}, {100, "10%"}, {250, "25%"}, {500, "50%"}, {1000, "100%"}};

static const char caption[] = "seen cells:";

void stm__bar_measure(double size, int64_t *width, int64_t *height)
{
    *width = (int64_t)(34 * size);
    *height = (int64_t)ceil(3.0 * size);
}

static void draw_bar_tick(cairo_t *cairo, double size, double middle, double top, const char *text)
{
    double line = (double)stm__axis_line(size), tick = (double)stm__axis_tick(size);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_rectangle(cairo, middle - floor(line / 2), top, line, tick);
    cairo_fill(cairo);
    stm__text_draw(cairo, size, middle, top + tick + 1.05 * size, STM__CENTRE, text);
}

/* No cell at all stands apart, as its colour does. */
void stm__bar_draw(cairo_t *cairo, double size, int64_t x, int64_t y)
{
    int64_t none = x - (int64_t)(10.4 * size), begin = none + (int64_t)(2 * size);
    int64_t length = (int64_t)(24 * size), high = (int64_t)size, steps = STM_DENSITY_STEPS - 1;
    int64_t top = y + (int64_t)(0.3 * size);
    stm__set_colour(cairo, stm_density_colour(0));
    cairo_rectangle(cairo, (double)none, (double)top, (double)high, (double)high);
    cairo_fill(cairo);
    for (int step = 1; step < STM_DENSITY_STEPS; step++) {
        /* Each goes on below the others, so that nothing shines through where they meet. */
        int64_t from = length * (step - 1) / steps;
        stm__set_colour(cairo, stm_density_colour(step));
        cairo_rectangle(cairo, (double)(begin + from), (double)top, (double)(length - from),
                        (double)high);
        cairo_fill(cairo);
    }
    cairo_set_source_rgb(cairo, 0, 0, 0);
    stm__text_draw(cairo, size, (double)none - 0.8 * size, (double)top + 0.86 * size, STM__RIGHT,
                   caption);
    draw_bar_tick(cairo, size, (double)(none + high / 2), (double)(top + high), "0%");
    for (size_t k = 0; k < sizeof ticks / sizeof *ticks; k++) {
        int step = stm_density_step(ticks[k].seen, 1000);
        double middle =
            (double)begin + floor(((double)step - 0.5) * (double)length / (double)steps);
        draw_bar_tick(cairo, size, middle, (double)(top + high), ticks[k].text);
    }
}
