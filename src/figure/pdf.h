/* Looking at a PDF before it is handed on. */
#ifndef STM__FIGURE_PDF_H
#define STM__FIGURE_PDF_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a PDF is whole: it has its end and, where its table of objects is text (up to
 * cairo 1.16), every object that it counts, so that no font is missing. `data` has a NUL behind its
 * `length` bytes. */
bool stm__pdf_is_whole(const char *data, size_t length);

#endif
