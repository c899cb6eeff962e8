/* Taking the runs of one line apart by those of another. */
#ifndef STM__MASK_PART_H
#define STM__MASK_PART_H

#include "base/runs.h"

#define STM__KEEP (-1) /* the value that the cell has */

/* The values that cells come out with; 0 leaves them out. */
typedef struct stm__parting {
    int32_t only;  /* cells that the other line does not have */
    int32_t both;  /* cells that it has */
    int32_t other; /* of these, cells that it has with another value; 0: the same as both */
} stm__parting;

/* Appends the cells of `runs` to `out` with the values of `parting`, not in order. Both lines are
 * sorted by their first cells. False where memory ran out. O(runs), and the runs that come of it.
 */
bool stm__runs_part(stm__runs *out, const stm_run *runs, int64_t num_runs, const stm_run *others,
                    int64_t num_others, const stm__parting *parting);

#endif
