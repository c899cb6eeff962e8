/* How a mask is computed: as parts that are dense bands in coordinates of their own, or from runs.
 */
#ifndef STM__ATTENTION_RECIPE_H
#define STM__ATTENTION_RECIPE_H

#include <stmask/mask.h>
#include <stmask/status.h>

typedef enum stm__bound_kind {
    STM__UNBOUND,
    STM__OF_QUERY, /* offset from the query */
    STM__OF_BLOCK  /* offset from the first key of the query's block */
} stm__bound_kind;

typedef struct stm__bound {
    stm__bound_kind kind;
    int64_t offset;
} stm__bound;

/* Queries are dealt into classes by their residue modulo query_step. Those of class c look at the
 * keys j with (j + shift - c) mod key_step = 0 that lie within the bounds, both included. */
typedef struct stm__part {
    int64_t query_step, key_step, shift;
    stm__bound low, high;
    int64_t block; /* of STM__OF_BLOCK */
    int64_t limit; /* keys from this one on are not looked at; 0: none */
} stm__part;

/* The parts of a mask share no cell. The part in classes comes first: it leaves its state to the
 * other parts, of which each sees greater keys than the one before. */
typedef struct stm__recipe {
    stm_mask *mask;
    stm_mask *rest; /* what is added to the parts from runs, or NULL: the parts see none of it */
    bool from_runs; /* there are no parts */
    bool has_classes;
    stm__part classes; /* query_step > 1 */
    int num_parts;
    stm__part parts[2]; /* query_step = 1 */
} stm__recipe;

/* Retains the mask. STM_ENOMEM leaves nothing to be freed. */
stm_status stm__recipe_make(const stm_mask *mask, stm__recipe *recipe, stm_error *error);
void stm__recipe_free(stm__recipe *recipe);

#endif
