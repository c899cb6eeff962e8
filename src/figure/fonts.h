/* The fonts of a drawing: DejaVu Sans, and others for the characters that it has not. */
#ifndef STM__FIGURE_FONTS_H
#define STM__FIGURE_FONTS_H

#include <cairo.h>
#include <stddef.h>
#include <stdint.h>

#include <stmask/status.h>

typedef struct stm__fonts stm__fonts;

/* Finds DejaVu Sans by its name, and nothing else in its place. STM_ENOMEM where it is not found,
 * as where memory runs out: fontconfig tells neither from the other. */
stm_status stm__fonts_new(stm__fonts **fonts, stm_error *error);
void stm__fonts_free(stm__fonts *fonts); /* one reference; NULL is fine */

/* Finds a font for every character of a text that no font of the drawing has yet, in fontconfig's
 * order for DejaVu Sans. Where no font that is installed has one, it is counted as missing. */
stm_status stm__fonts_prepare(stm__fonts *fonts, const char *text, stm_error *error);
int64_t stm__fonts_missing(const stm__fonts *fonts);

/* Lets a drawing have the fonts of another, or its own. STM_ENOMEM. */
stm_status stm__fonts_share(cairo_t *cairo, stm__fonts *fonts, stm_error *error);
stm__fonts *stm__fonts_of(cairo_t *cairo);

/* The bytes at the beginning of a text that one font has: at least a character, and at most `most`,
 * which is 4 or more. Sets its face. */
size_t stm__fonts_run(cairo_t *cairo, const char *text, size_t most);

#endif
