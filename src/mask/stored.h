/* Masks of stored rows. */
#ifndef STM__MASK_STORED_H
#define STM__MASK_STORED_H

#include <stmask/mask.h>

#include "mask/run_list.h"

/* Makes the mask of the runs of its rows, none of which begins before the one ahead of it ends. The
 * list is empty then, on failure too. */
stm_status stm__stored_new(stm__run_list *rows, int64_t num_rows, int64_t num_columns,
                           stm_mask **mask, stm_error *error);

#endif
