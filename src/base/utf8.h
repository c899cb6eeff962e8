/* Text of UTF-8, and that of files that take nothing else. Exported for libstmask_figure alone. */
#ifndef STM__BASE_UTF8_H
#define STM__BASE_UTF8_H

#include <stddef.h>

#include <stmask/export.h>

/* The bytes of the character at `text`, or 0 where there is no valid one (RFC 3629). */
STM_API size_t stm__utf8_character(const char *text);

/* Copies a text: bytes that are no UTF-8, and control characters but newlines, become `?`, tabs a
 * space. `to` has room for all of `text`. */
STM_API void stm__utf8_clean(char *to, const char *text);

#endif
