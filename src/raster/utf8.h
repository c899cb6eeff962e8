/* Text for files that take UTF-8 only. */
#ifndef STM__RASTER_UTF8_H
#define STM__RASTER_UTF8_H

#include <stddef.h>

/* The bytes of the character at `text`, or 0 where there is no valid one (RFC 3629). */
size_t stm__utf8_character(const char *text);

/* Copies a text: bytes that are no UTF-8, and control characters but newlines, become `?`, tabs a
 * space. `to` has room for all of `text`. */
void stm__utf8_clean(char *to, const char *text);

#endif
