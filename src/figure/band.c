#include <stmask/figure.h>

#include <math.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "figure/fail.h"
#include "figure/key.h"
#include "figure/strip.h"
#include "figure/text.h"

#define TITLE 1.2
#define MIN_SIZE 14.0 /* of text, in pixels */

typedef struct band_panel {
    stm__lines title;
    char sparsity[40];   /* empty for none */
    int64_t width, slot; /* of its cells; with its text */
} band_panel;

struct stm_figure_band {
    stm_band pixels;
    band_panel *panels;
    int64_t *panel_x;
    size_t num;
    double size;
    stm__lines title;
    bool density;
    stm__key key; /* or the colour bar */
    int64_t key_width, key_height, title_y, key_y, panel_y;
};

static int64_t up(double x)
{
    return (int64_t)ceil(x);
}

/* From top to bottom: the title; above several panels the key; then each panel's title and
 * sparsity; above one panel the key comes last. */
static void draw(cairo_t *cairo, const void *context)
{
    const stm_figure_band *band = context;
    double size = band->size, middle = (double)band->pixels.width / 2;
    stm__lines_draw(cairo, &band->title, middle, (double)band->title_y);
    if (band->density)
        stm__bar_draw(cairo, size, band->pixels.width / 2, band->key_y);
    else
        stm__key_draw(cairo, &band->key, band->pixels.width / 2, band->key_y);
    for (size_t k = 0; k < band->num; k++) {
        const band_panel *p = &band->panels[k];
        double x = (double)band->panel_x[k] + (double)p->width / 2, y = (double)band->panel_y;
        if (p->sparsity[0] != '\0')
            stm__text_draw(cairo, size, x, y - 0.35 * size, STM__CENTRE, p->sparsity);
        y -= p->sparsity[0] == '\0' ? 0 : 1.35 * size;
        stm__lines_draw(cairo, &p->title, x, y - p->title.height);
    }
}

static stm_status draw_rows(void *context, int64_t y, int64_t rows, uint8_t *pixels,
                            stm_error *error)
{
    const stm_figure_band *band = context;
    return stm__strip_render(draw, band, band->pixels.width, y, rows, pixels, error);
}

static stm_status layout_panels(cairo_t *scratch, stm_figure_band *band,
                                const stm_full_panel *panels, const stm_band_text *text,
                                int64_t *tallest, stm_error *error)
{
    for (size_t k = 0; k < band->num; k++) {
        band_panel *p = &band->panels[k];
        p->width = panels[k].width;
        double room = fmax((double)p->width, 13.5 * band->size), width;
        stm_status status = stm__lines_make(scratch, 1.05 * band->size, room,
                                            text->panel_title == NULL ? NULL : text->panel_title[k],
                                            &p->title, error);
        if (status != STM_OK)
            return status;
        width = p->title.width;
        if (text->sparsity != NULL && !isnan(text->sparsity[k])) {
            stm__sparsity_text(text->sparsity[k], p->sparsity);
            width = fmax(width, stm__text_width(scratch, band->size, p->sparsity));
        }
        p->slot = stm__max(p->width, up(width));
        *tallest = stm__max(*tallest,
                            up(p->title.height + (p->sparsity[0] == '\0' ? 0 : 1.35 * band->size)));
    }
    return STM_OK;
}

/* Puts the panels side by side, in the middle of the band. */
static void place_panels(stm_figure_band *band, int64_t between, int64_t total)
{
    int64_t x = (band->pixels.width - total) / 2;
    for (size_t k = 0; k < band->num; k++) {
        band->panel_x[k] = x + (band->panels[k].slot - band->panels[k].width) / 2;
        x += band->panels[k].slot + between;
    }
}

static stm_status place(cairo_t *scratch, stm_figure_band *band, const stm_full_layout *layout,
                        const stm_full_panel *panels, const stm_band_text *text, stm_error *error)
{
    double size = band->size;
    int64_t tallest = 0, total = 0, between = 0, margin = up(0.8 * size);
    stm_status status = layout_panels(scratch, band, panels, text, &tallest, error);
    if (status != STM_OK)
        return status;
    if (band->num > 1)
        between = stm__max(margin, panels[1].x - panels[0].width);
    for (size_t k = 0; k < band->num; k++)
        total += band->panels[k].slot + (k > 0 ? between : 0);
    double room = fmax((double)total, 30 * size);
    status = stm__lines_make(scratch, TITLE * size, room, text->title, &band->title, error);
    if (status != STM_OK)
        return status;
    if (layout->density) {
        stm__bar_measure(size, &band->key_width, &band->key_height);
    } else if (text->legend != NULL) {
        stm__key_layout(scratch, text->legend, text->colours, size, room, &band->key);
        band->key_width = up(band->key.width);
        band->key_height = band->key.height;
    }
    /* Text that is wider than the cells keeps a margin; cells need none. */
    int64_t widest = stm__max(up(band->title.width), band->key_width);
    bool inside = band->panels[0].slot == panels[0].width &&
                  band->panels[band->num - 1].slot == panels[band->num - 1].width;
    band->pixels.width = stm__max(total + (inside ? 0 : 2 * margin), widest + 2 * margin);
    band->title_y = up(0.6 * size);
    int64_t y = band->title_y + up(band->title.height);
    if (band->num == 1)
        y += tallest;
    band->panel_y = y;
    band->key_y = y + up(0.2 * size);
    y = band->key_y + band->key_height;
    if (band->num > 1)
        band->panel_y = y += up(0.4 * size) + tallest;
    band->pixels.height = y + up(0.5 * size);
    place_panels(band, between, total);
    return STM_OK;
}

stm_status stm_figure_band_new(const stm_full_layout *layout, const stm_full_panel *panels,
                               size_t num, const stm_band_text *text, stm_figure_band **band,
                               stm_error *error)
{
    if (num == 0)
        return stm__figure_fail(error, STM_EINVAL, "band of no panels: must have one or more");
    cairo_t *scratch = stm__text_scratch();
    stm_figure_band *new = calloc(1, sizeof *new);
    stm_status status = STM_OK;
    if (new != NULL) {
        new->panels = calloc(num, sizeof *new->panels);
        new->panel_x = calloc(num, sizeof *new->panel_x);
        new->num = num;
    }
    if (scratch == NULL || new == NULL || new->panels == NULL || new->panel_x == NULL) {
        status = stm__figure_fail_memory(error);
        goto done;
    }
    int64_t side = 1;
    for (size_t k = 0; k < num; k++)
        side = stm__max(side, stm__max(panels[k].width, panels[k].height));
    new->size = fmax(MIN_SIZE, stm__text_size((double)side, num < 2 ? num : 2));
    new->density = layout->density;
    status = place(scratch, new, layout, panels, text, error);
    if (status == STM_OK)
        status = stm__cairo_status(cairo_status(scratch), error);
    new->pixels.panel_x = new->panel_x;
    new->pixels.draw = draw_rows;
    new->pixels.context = new;
done:
    if (scratch != NULL)
        cairo_destroy(scratch);
    if (status == STM_OK)
        *band = new;
    else
        stm_figure_band_free(new);
    return status;
}

void stm_figure_band_free(stm_figure_band *band)
{
    if (band == NULL)
        return;
    if (band->panels != NULL)
        for (size_t k = 0; k < band->num; k++)
            stm__lines_free(&band->panels[k].title);
    stm__lines_free(&band->title);
    free(band->panels);
    free(band->panel_x);
    free(band);
}

const stm_band *stm_figure_band_pixels(const stm_figure_band *band)
{
    return &band->pixels;
}
