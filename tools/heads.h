/* An operand that may be a set, @FILE: the masks of all heads of all layers. */
#ifndef STMASK_TOOLS_HEADS_H
#define STMASK_TOOLS_HEADS_H

#include "command.h"

/* One mask, however many heads have it. */
typedef struct head_mask {
    stm_mask *mask;
    const char *spec; /* as the set, or the caller, wrote it */
    int64_t heads;    /* how many of all layers have it */
} head_mask;

/* Zero-initialise; free with heads_free. */
typedef struct head_masks {
    stm_set *set; /* NULL where the operand is a spec */
    int64_t layers, heads;
    head_mask *distinct;
    int64_t num_distinct;
    int64_t *of; /* the index among `distinct` of head h of layer l: of[l * heads + h] */
} head_masks;

/* Whether an operand is a set: @FILE, and no name of it. */
bool heads_is_set(const char *operand);

/* Reads it; a spec is one head of one layer. What is read is to be freed on failure too. */
stm_status heads_read(call *c, const char *operand, head_masks *all);
void heads_free(head_masks *all);

/* The same of that size, all of each mask. */
stm_status heads_read_whole(call *c, const char *operand, int64_t size, head_masks *all);

/* The masks of the heads of --layer, which has to be given where there are several: all->heads of
 * them, in an array that the caller frees; the masks stay those of `all`. */
stm_status heads_of_layer(call *c, const char *operand, const head_masks *all,
                          const stm_mask ***masks);

/* The mask of a head of a layer. */
static inline const head_mask *heads_at(const head_masks *all, int64_t layer, int64_t head)
{
    return &all->distinct[all->of[layer * all->heads + head]];
}

#endif
