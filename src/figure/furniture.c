/* Draws what stands round the cells of a figure: titles, frames, axes and the legend. */
#include "figure/layout.h"

/* The frame, axes and titles of one panel. */
static void draw_panel(cairo_t *cairo, const stm__figure_panel *p, double size)
{
    const stm__panel_cells *c = &p->cells;
    int64_t width = stm__cells_width(c), height = stm__cells_height(c);
    int64_t line = stm__axis_line(size);
    double half = (double)line / 2;
    cairo_set_line_width(cairo, (double)line);
    cairo_rectangle(cairo, (double)c->x - half, (double)c->y - half, (double)(width + line),
                    (double)(height + line));
    cairo_stroke(cairo);
    stm__axis_draw(cairo, &p->keys, true, c->y + height + line);
    stm__axis_draw(cairo, &p->queries, false, c->x - line);
    double middle = (double)c->x + (double)width / 2;
    double top = (double)c->y - 0.5 * size;
    if (p->sparsity[0] != '\0') {
        top -= 1.35 * size;
        stm__text_draw(cairo, size, middle, top + size, STM__CENTRE, p->sparsity);
    }
    stm__lines_draw(cairo, &p->title, middle, top - p->title.height);
}

void stm__figure_furniture(cairo_t *cairo, const stm__figure *figure)
{
    cairo_set_source_rgb(cairo, 0, 0, 0);
    stm__lines_draw(cairo, &figure->title, (double)figure->width / 2, (double)figure->margin);
    for (size_t k = 0; k < figure->num; k++)
        draw_panel(cairo, &figure->panels[k], figure->size);
    if (figure->shares)
        stm__bar_draw(cairo, figure->size, figure->key_x, figure->key_y);
    else
        stm__key_draw(cairo, &figure->key, figure->key_x, figure->key_y);
}
