/* Text on a drawing, measured alike for every kind of surface. */
#ifndef STM__FIGURE_LETTERING_H
#define STM__FIGURE_LETTERING_H

#include <cairo.h>
#include <stddef.h>
#include <stdint.h>

#include <stmask/status.h>

typedef enum stm__align { STM__LEFT, STM__CENTRE, STM__RIGHT } stm__align;

/* Lines of text, cut to a width. All-zero is no lines. */
typedef struct stm__text_lines {
    char *text; /* num lines, each with a NUL */
    int num;
    double size, width, height; /* of the font; of the longest line; of all lines */
} stm__text_lines;

/* The size of text beside panels of this many pixels, so many in a row: such that it can still be
 * read where one panel fills a column of a paper, or where five fill the width of its page. */
double stm__text_size(double pixels, size_t columns);

/* Makes a drawing that is only for measuring. It has the fonts, which other drawings share. */
stm_status stm__text_open(cairo_t **scratch, stm_error *error);
stm_status stm__text_share(cairo_t *cairo, cairo_t *scratch, stm_error *error);

/* Finds fonts for a text's characters, and how many of all texts no font has. Texts that are made
 * into lines are prepared with that. */
stm_status stm__text_prepare(cairo_t *cairo, const char *text, stm_error *error);
int64_t stm__text_missing(cairo_t *cairo);

/* The width of a line in the font of `size` pixels. */
double stm__text_width(cairo_t *cairo, double size, const char *text);

/* Writes a line with its baseline at y. */
void stm__text_draw(cairo_t *cairo, double size, double x, double y, stm__align align,
                    const char *text);

/* Cleans a text and cuts it into lines no wider than `width` (a single character may be): at spaces
 * where it can, else behind punctuation, else anywhere. NULL and empty texts give no lines. */
stm_status stm__lines_make(cairo_t *cairo, double size, double width, const char *text,
                           stm__text_lines *lines, stm_error *error);
/* The same as one line, of any width; newlines become spaces. */
stm_status stm__line_make(cairo_t *cairo, double size, const char *text, stm__text_lines *lines,
                          stm_error *error);
void stm__lines_free(stm__text_lines *lines);

/* Writes the lines below each other, each centred at x, the first one's top at y. */
void stm__lines_draw(cairo_t *cairo, const stm__text_lines *lines, double x, double y);

/* `sparsity 95.4086%`, whatever the locale. */
void stm__sparsity_text(double sparsity, char text[40]);

/* What cairo says of a drawing, and STM_EIO before all where its output failed. */
stm_status stm__cairo_status(cairo_status_t status, stm_error *error);

#endif
