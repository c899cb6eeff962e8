/* The inside of a mask: a rectangle of a rule. */
#ifndef STM__MASK_MASK_H
#define STM__MASK_MASK_H

#include <stmask/mask.h>

#include "mask/rule.h"

struct stm_mask {
    atomic_size_t references;
    stm__rule *rule;
    stm_rectangle bounds;
};

/* Gives a rule a mask that covers `bounds` of it, or all of it where that is NULL. Takes the
 * caller's reference, on failure too. */
stm_status stm__mask_of_rule(stm__rule *rule, const stm_rectangle *bounds, stm_mask **mask,
                             stm_error *error);

/* STM_EINVAL where two masks have other bounds: they "must cover the same cells to `purpose`". */
stm_status stm__same_bounds(const stm_mask *left, const stm_mask *right, const char *purpose,
                            stm_error *error);

/* stm_mask_bands of the part of a mask within a rectangle of its own, which makes no mask of it.
 * The rest, where there is one, has the bounds of the mask. */
stm_status stm__mask_bands(const stm_mask *mask, const stm_rectangle *within, stm_bands *bands,
                           stm_error *error);

/* The ordered runs of a row or a column. */
stm_status stm__reader_ordered(stm_reader *reader, stm__axis axis, int64_t index,
                               const stm_run **runs, int64_t *num_runs);

/* The one message for a reader's failure. */
stm_status stm__reader_failed(stm_status status, stm_error *error);

#endif
