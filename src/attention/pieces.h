/* The parts of a mask that a tile of queries looks at. */
#ifndef STM__ATTENTION_PIECES_H
#define STM__ATTENTION_PIECES_H

#include "attention/extent.h"
#include "attention/layout.h"

/* One part, and the keys of it that the tile sees. */
typedef struct stm__piece {
    const stm__part *part;
    int number; /* of the part in the recipe; of one that is not gathered it does not matter */
    int64_t low, high; /* keys */
} stm__piece;

typedef struct stm__pieces {
    stm__part *parts;   /* [STM_MAX_BANDS]: of the tile, where the recipe's rest has some */
    stm__piece *pieces; /* [2 * STM_MAX_BANDS], by their lowest keys */
    int num;
    int64_t lowest_marked; /* key that is dealt after the pieces, or INT64_MAX */
    stm_mask *by_runs;     /* what else the tile sees, or NULL; the recipe's */
} stm__pieces;

void stm__pieces_lay_out(stm__pieces *pieces, stm__layout *layout);

/* Finds those of some queries, of `num_keys` keys in all. STM_ENOMEM. */
stm_status stm__pieces_find(stm__pieces *pieces, const stm__recipe *recipe,
                            const stm__queries *queries, int64_t num_keys);

#endif
