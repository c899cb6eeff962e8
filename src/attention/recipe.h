/* How a mask is computed: as parts that are dense bands in coordinates of their own, or from runs.
 */
#ifndef STM__ATTENTION_RECIPE_H
#define STM__ATTENTION_RECIPE_H

#include <stmask/mask.h>
#include <stmask/status.h>

enum { STM__FEW_QUERIES = 4 }; /* so few are computed one by one, from their runs */

typedef enum stm__bound_kind {
    STM__UNBOUND,
    STM__OF_QUERY, /* offset from the query's own row */
    STM__OF_BLOCK  /* offset from the row of the first query of the query's block */
} stm__bound_kind;

typedef struct stm__bound {
    stm__bound_kind kind;
    int64_t offset;
} stm__bound;

/* Queries and keys are rows, counted from the first of the mask's bounds. Queries are dealt into
 * classes by their residue modulo query_step. Those of class c look at the keys j with (j + shift -
 * c) mod key_step = 0 that lie within the bounds, both included. */
typedef struct stm__part {
    int64_t query_step, key_step, shift;
    stm__bound low, high;
    int64_t block, phase; /* of STM__OF_BLOCK: query i is number (i + phase) % block of its block */
    int64_t limit;        /* keys from this one on are not looked at */
} stm__part;

/* The parts of a mask share no cell. The part in classes comes first: it leaves its state to the
 * other parts, of which each sees greater keys than the one before. */
typedef struct stm__recipe {
    stm_mask *mask;
    stm_mask *rest; /* what the parts see none of, which goes by its runs; or NULL */
    bool has_classes;
    stm__part classes; /* query_step > 1 */
    int num_parts;
    stm__part parts[2]; /* query_step = 1 */
} stm__recipe;

/* Retains the mask. STM_ENOMEM leaves nothing to be freed. */
stm_status stm__recipe_make(const stm_mask *mask, stm__recipe *recipe, stm_error *error);
void stm__recipe_free(stm__recipe *recipe);

/* Whether all of it goes by its runs. */
static inline bool stm__recipe_of_runs(const stm__recipe *recipe)
{
    return !recipe->has_classes && recipe->num_parts == 0;
}

/* Whether anything follows the classes. */
static inline bool stm__recipe_has_tiles(const stm__recipe *recipe)
{
    return recipe->num_parts > 0 || recipe->rest != NULL;
}

/* Whether classes leave their state to tiles. */
static inline bool stm__recipe_leaves(const stm__recipe *recipe)
{
    return recipe->has_classes && stm__recipe_has_tiles(recipe);
}

/* The first row of the block of a query; may be below 0. */
static inline int64_t stm__part_block_start(const stm__part *part, int64_t query)
{
    return query - (query + part->phase) % part->block;
}

/* The lowest key that a part looks at for queries from `first` on; may be below all. */
int64_t stm__part_lowest_key(const stm__part *part, int64_t first);

#endif
