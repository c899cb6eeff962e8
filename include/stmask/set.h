/* Sets: a file that names masks, and says which heads of which layers have which.
 *
 *     # comment
 *     band = local:window_size=256
 *     head 0-3 = band
 *     head 4-7 = band + global:tokens=0-3
 *     layer 2 head 5 = dense
 *     layer 4-27 every 6 offset 5 = causal
 *
 * Layers and heads are numbers and ranges, `0/2/4-7`; of each range `every` takes one in so many,
 * from the one at `offset` on: here 9, 15, 21 and 27.
 * A name is letters, digits and `_`, not the name of a pattern; specs further down may use it as if
 * it were one. A `head` line holds for all layers; a `layer` line beats it for its own layer (and,
 * without `head`, holds for all heads of it). Layers and heads count from 0: there are as many as
 * the highest that a line names. Which line a head has must be plain: two that say it alike are an
 * error, and so is a head of a layer that none says. In specs, `@FILE:NAME` is a name's mask, and
 * a FILE of other characters than letters, digits and `_./-` stands in quotes.
 */
#ifndef STMASK_SET_H
#define STMASK_SET_H

#include <stmask/spec.h>

#define STM_SET_MAX_HEADS 65536 /* layers times heads */

typedef struct stm_set stm_set;

/* Reads a set and checks every line but for what depends on the size. STM_EINVAL names the file and
 * the line. O(bytes). */
STM_CHECKED stm_status stm_set_read(const char *path, stm_set **set, stm_error *error);
STM_API void stm_set_free(stm_set *set); /* NULL is fine */

/* 0 and 0 where the set has names only. */
STM_API int64_t stm_set_layers(const stm_set *set);
STM_API int64_t stm_set_heads(const stm_set *set);

/* The spec of a head of a layer, as its line has it; NULL where there is no such head. Heads of one
 * line have the same pointer. Valid as long as the set. */
STM_API const char *stm_set_spec(const stm_set *set, int64_t layer, int64_t head);

/* The size that the heads' specs have themselves, as stm_spec_own_size: the largest of several, 0
 * where none has one. Errors as below. */
STM_CHECKED stm_status stm_set_own_size(const stm_set *set, int64_t *size, stm_error *error);

/* Makes the mask of a head of a layer; heads of one line share one mask only where the caller keeps
 * it. Errors as stm_mask_from_spec, and name the file and the line. */
STM_CHECKED stm_status stm_set_mask(const stm_set *set, int64_t layer, int64_t head, int64_t size,
                                    stm_mask **mask, stm_error *error);

#endif
