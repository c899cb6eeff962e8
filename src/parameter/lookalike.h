/* Characters that look like those of specs, or like nothing: what word processors, web pages and
 * formulas have in their place. */
#ifndef STM__PARAMETER_LOOKALIKE_H
#define STM__PARAMETER_LOOKALIKE_H

#include <stmask/status.h>

/* Where a text was refused at error->position for such a character, or for one that stands behind
 * it before the next space, comma or operator: tells that in the place of what the error said.
 * `whole` begins where positions count from, and `end` ends it. NULL errors are fine. */
void stm__lookalike_explain(const char *whole, const char *end, stm_error *error);

#endif
