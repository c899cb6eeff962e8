/* Tokens that see everything, that everything sees, or both: what global and longformer share. */
#ifndef STM__PATTERN_TOKENS_H
#define STM__PATTERN_TOKENS_H

#include "base/bands.h"
#include "parameter/list.h"

/* Adds the bands of the tokens that meet `within`, without the cells that the list has: their rows,
 * their columns, or both, of which no key lies beyond `last`. Returns the number of bands, or -1
 * where they are no handful. */
int stm__give_global(stm__bands *list, const stm_list *tokens, bool rows, bool columns,
                     stm_bound last, const stm_rectangle *within);

#endif
