/* Keys that must stay at hand while queries come one after the other: the cache that a mask needs.
 *
 * A key is kept from its own token on, or from the first query that sees it where that comes
 * before, to the last query that sees it. A key that no query sees is never kept. Under a window of
 * w keys there are w of them, under causal attention as many as tokens, within chunks as many as a
 * chunk.
 */
#ifndef STMASK_RESIDENT_H
#define STMASK_RESIDENT_H

#include <stmask/mask.h>

#define STM_MOST_RESIDENT_LINES (INT64_C(1) << 27) /* queries of a mask that is looked at */

typedef struct stm_resident {
    int64_t most;  /* keys kept at once */
    int64_t query; /* the first query at which so many are */
    int64_t back;  /* the farthest that a query looks back: the most of i - j, or 0 */
} stm_resident;

/* Walks all columns: O(keys), by their runs, and 8 bytes a query of memory. STM_EINVAL where there
 * are more than STM_MOST_RESIDENT_LINES queries. */
STM_CHECKED stm_status stm_mask_resident(const stm_mask *mask, stm_resident *resident,
                                         stm_error *error, const stm_progress *progress);

#endif
