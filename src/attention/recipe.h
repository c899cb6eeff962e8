/* How a mask is computed: as parts that are dense bands in coordinates of their own, and what is
 * left over tile by tile or from runs. */
#ifndef STM__ATTENTION_RECIPE_H
#define STM__ATTENTION_RECIPE_H

#include "attention/part.h"

enum { STM__FEW_QUERIES = 4 }; /* so few are computed one by one, from their runs */

/* The parts of a mask share no cell. Those in classes come first: they leave their state to the
 * tiles, which take the others and the rest. All of them have one key_step and one residue. */
typedef struct stm__recipe {
    stm_mask *mask;
    stm__part *classes, *parts;
    int num_classes, num_parts;
    stm_mask *rest;      /* what the parts see none of, or NULL */
    bool rest_has_tiles; /* tiles of the rest have parts, though the rest has not; else runs */
    int64_t summary;     /* keys that tiles look at from afar, and that are gathered for them */
} stm__recipe;

/* Retains the mask. STM_ENOMEM leaves a recipe that is to be freed, too. */
stm_status stm__recipe_make(const stm_mask *mask, stm__recipe *recipe, stm_error *error);
void stm__recipe_free(stm__recipe *recipe);

/* The parts of queries `first` to first + count - 1 of the rest, at most STM_MAX_BANDS, into
 * parts; -1 where they are not all of it, and it has to go by its runs. STM_ENOMEM. */
stm_status stm__recipe_parts_of_rest(const stm__recipe *recipe, int64_t first, int64_t count,
                                     stm__part *parts, int *num, stm_error *error);

/* Whether all of it goes by its runs, or tile by tile. */
static inline bool stm__recipe_is_rest(const stm__recipe *recipe)
{
    return recipe->num_classes == 0 && recipe->num_parts == 0;
}

/* Whether anything follows the classes. */
static inline bool stm__recipe_has_tiles(const stm__recipe *recipe)
{
    return recipe->num_parts > 0 || recipe->rest != NULL || recipe->num_classes == 0;
}

/* Whether classes leave their state to tiles. */
static inline bool stm__recipe_leaves(const stm__recipe *recipe)
{
    return recipe->num_classes > 0 && stm__recipe_has_tiles(recipe);
}

#endif
