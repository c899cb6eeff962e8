/* Filling in an stm_error. The function of base is hidden inside libstmask; this is another
 * library. */
#ifndef STM__FIGURE_CAIRO_FAIL_H
#define STM__FIGURE_CAIRO_FAIL_H

#include <stmask/status.h>

/* Copies the sentence into `error` (NULL is fine) and returns `status`. */
stm_status stm__figure_fail(stm_error *error, stm_status status, const char *message);

/* "figure: out of memory". */
stm_status stm__figure_fail_memory(stm_error *error);

#endif
