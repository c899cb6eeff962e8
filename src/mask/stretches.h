/* Stretches of lines that repeat: what is counted of a mask line by line need not be counted of
 * each.
 *
 * The keys that query i sees in a band lie between two bounds. Each of them stands still or moves
 * along with i, or, as the beginning of i's block, with i's block. Where two bounds meet, what is
 * seen changes; between such places are stretches in which line i + period sees what line i sees:
 * every run of it has its ends where they were, or `period` further on. The same holds of columns.
 * docs/recurrences.md has the argument.
 */
#ifndef STM__MASK_STRETCHES_H
#define STM__MASK_STRETCHES_H

#include "mask/mask.h"

typedef struct stm__stretch {
    int64_t first, end;
    int64_t period; /* 0: of these lines nothing is known */
    /* From one period to the next, the cells of each line become more, or fewer, by a multiple of
     * this; 0 where they stay as many. */
    int64_t growth;
} stm__stretch;

/* Zero-initialise; free `items`. */
typedef struct stm__stretches {
    stm__stretch *items; /* all lines, in order */
    int64_t num, capacity;
} stm__stretches;

/* Finds the stretches of a mask's rows or columns. Cells, and lines, that are `reach` apart or
 * fewer may matter to each other: stretches keep that distance from where bounds meet. The last
 * `tail` lines are in no stretch with a period. A mask that is not a handful of bands is one
 * stretch of which nothing is known. O(bands^2), whatever the size. STM_ENOMEM. */
stm_status stm__stretches_find(const stm_mask *mask, stm__axis axis, int64_t reach, int64_t tail,
                               stm__stretches *stretches, stm_error *error);

#endif
