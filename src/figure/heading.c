/* Lays out and draws what stands above a full picture, with text sized by the picture's width. */
#include <stmask/figure.h>

#include <math.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "figure/cairo_fail.h"
#include "figure/key.h"
#include "figure/lettering.h"
#include "figure/strip.h"

#define TITLE 1.2
#define MIN_SIZE 14.0 /* of text, in pixels */

typedef struct heading_panel {
    stm__text_lines title;
    char sparsity[40];   /* empty for none */
    int64_t width, slot; /* of its cells; with its text */
} heading_panel;

struct stm_figure_heading {
    stm_heading pixels;
    cairo_t *scratch;
    heading_panel *panels;
    int64_t *panel_x;
    size_t num;
    double size;
    stm__text_lines title;
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
    const stm_figure_heading *heading = context;
    double size = heading->size, middle = (double)heading->pixels.width / 2;
    stm__lines_draw(cairo, &heading->title, middle, (double)heading->title_y);
    if (heading->density)
        stm__bar_draw(cairo, size, heading->pixels.width / 2, heading->key_y);
    else
        stm__key_draw(cairo, &heading->key, heading->pixels.width / 2, heading->key_y);
    for (size_t k = 0; k < heading->num; k++) {
        const heading_panel *p = &heading->panels[k];
        double x = (double)heading->panel_x[k] + (double)p->width / 2, y = (double)heading->panel_y;
        if (p->sparsity[0] != '\0')
            stm__text_draw(cairo, size, x, y - 0.35 * size, STM__CENTRE, p->sparsity);
        y -= p->sparsity[0] == '\0' ? 0 : 1.35 * size;
        stm__lines_draw(cairo, &p->title, x, y - p->title.height);
    }
}

static stm_status draw_rows(void *context, int64_t y, int64_t rows, uint8_t *pixels,
                            stm_error *error)
{
    const stm_figure_heading *heading = context;
    return stm__strip_render(draw, heading, heading->scratch, heading->pixels.width, y, rows,
                             pixels, error);
}

static stm_status layout_panels(cairo_t *scratch, stm_figure_heading *heading,
                                const stm_full_panel *panels, const stm_heading_text *text,
                                int64_t *tallest, stm_error *error)
{
    for (size_t k = 0; k < heading->num; k++) {
        heading_panel *p = &heading->panels[k];
        p->width = panels[k].width;
        double room = fmax((double)p->width, 13.5 * heading->size), width;
        stm_status status = stm__lines_make(scratch, 1.05 * heading->size, room,
                                            text->panel_title == NULL ? NULL : text->panel_title[k],
                                            &p->title, error);
        if (status != STM_OK)
            return status;
        width = p->title.width;
        if (text->sparsity != NULL && !isnan(text->sparsity[k])) {
            stm__sparsity_text(text->sparsity[k], p->sparsity);
            width = fmax(width, stm__text_width(scratch, heading->size, p->sparsity));
        }
        p->slot = stm__max(p->width, up(width));
        *tallest = stm__max(
            *tallest, up(p->title.height + (p->sparsity[0] == '\0' ? 0 : 1.35 * heading->size)));
    }
    return STM_OK;
}

/* Puts the panels side by side, in the middle of the heading. */
static void place_panels(stm_figure_heading *heading, int64_t between, int64_t total)
{
    int64_t x = (heading->pixels.width - total) / 2;
    for (size_t k = 0; k < heading->num; k++) {
        heading->panel_x[k] = x + (heading->panels[k].slot - heading->panels[k].width) / 2;
        x += heading->panels[k].slot + between;
    }
}

static stm_status place(cairo_t *scratch, stm_figure_heading *heading,
                        const stm_full_layout *layout, const stm_full_panel *panels,
                        const stm_heading_text *text, stm_error *error)
{
    double size = heading->size;
    int64_t tallest = 0, total = 0, between = 0, margin = up(0.8 * size);
    stm_status status = layout_panels(scratch, heading, panels, text, &tallest, error);
    if (status != STM_OK)
        return status;
    if (heading->num > 1)
        between = stm__max(margin, panels[1].x - panels[0].width);
    for (size_t k = 0; k < heading->num; k++)
        total += heading->panels[k].slot + (k > 0 ? between : 0);
    double room = fmax((double)total, 30 * size);
    status = stm__lines_make(scratch, TITLE * size, room, text->title, &heading->title, error);
    if (status != STM_OK)
        return status;
    if (layout->density) {
        stm__bar_measure(size, &heading->key_width, &heading->key_height);
    } else if (text->legend != NULL) {
        status =
            stm__key_layout(scratch, text->legend, text->colours, size, room, &heading->key, error);
        if (status != STM_OK)
            return status;
        heading->key_width = up(heading->key.width);
        heading->key_height = heading->key.height;
    }
    /* Text that is wider than the cells keeps a margin; cells need none. */
    int64_t widest = stm__max(up(heading->title.width), heading->key_width);
    bool inside = heading->panels[0].slot == panels[0].width &&
                  heading->panels[heading->num - 1].slot == panels[heading->num - 1].width;
    heading->pixels.width = stm__max(total + (inside ? 0 : 2 * margin), widest + 2 * margin);
    heading->title_y = up(0.6 * size);
    int64_t y = heading->title_y + up(heading->title.height);
    if (heading->num == 1)
        y += tallest;
    heading->panel_y = y;
    heading->key_y = y + up(0.2 * size);
    y = heading->key_y + heading->key_height;
    if (heading->num > 1)
        heading->panel_y = y += up(0.4 * size) + tallest;
    heading->pixels.height = y + up(0.5 * size);
    place_panels(heading, between, total);
    return STM_OK;
}

stm_status stm_figure_heading_new(const stm_full_layout *layout, const stm_full_panel *panels,
                                  size_t num, const stm_heading_text *text,
                                  stm_figure_heading **heading, stm_error *error)
{
    if (num == 0)
        return stm__figure_fail(error, STM_EINVAL, "heading of no panels: must have one or more");
    stm_figure_heading *new = calloc(1, sizeof *new);
    stm_status status = STM_OK;
    if (new != NULL) {
        new->panels = calloc(num, sizeof *new->panels);
        new->panel_x = calloc(num, sizeof *new->panel_x);
        new->num = num;
    }
    if (new == NULL || new->panels == NULL || new->panel_x == NULL)
        status = stm__figure_fail_memory(error);
    else
        status = stm__text_open(&new->scratch, error);
    if (status != STM_OK)
        goto done;
    int64_t side = 1;
    for (size_t k = 0; k < num; k++)
        side = stm__max(side, stm__max(panels[k].width, panels[k].height));
    new->size = fmax(MIN_SIZE, stm__text_size((double)side, num < 2 ? num : 2));
    new->density = layout->density;
    status = place(new->scratch, new, layout, panels, text, error);
    if (status == STM_OK)
        status = stm__cairo_status(cairo_status(new->scratch), error);
    if (status == STM_OK && text->missing != NULL)
        *text->missing = stm__text_missing(new->scratch);
    new->pixels.panel_x = new->panel_x;
    new->pixels.draw = draw_rows;
    new->pixels.context = new;
done:
    if (status == STM_OK)
        *heading = new;
    else
        stm_figure_heading_free(new);
    return status;
}

void stm_figure_heading_free(stm_figure_heading *heading)
{
    if (heading == NULL)
        return;
    if (heading->panels != NULL)
        for (size_t k = 0; k < heading->num; k++)
            stm__lines_free(&heading->panels[k].title);
    stm__lines_free(&heading->title);
    free(heading->panels);
    free(heading->panel_x);
    if (heading->scratch != NULL)
        cairo_destroy(heading->scratch);
    free(heading);
}

const stm_heading *stm_figure_heading_pixels(const stm_figure_heading *heading)
{
    return &heading->pixels;
}
