/* Counts and bins the degrees of queries and of keys: the cells of rows and of columns. */
#include <stmask/degrees.h>

#include <string.h>

#include "mask/lines.h"

_Static_assert(STM_DEGREE_BINS == STM__LINE_BINS, "degrees are binned as lines are");

stm_status stm_mask_degrees(const stm_mask *mask, bool keys, stm_degrees *degrees, stm_error *error,
                            const stm_progress *progress)
{
    stm__lines lines;
    stm_status status =
        stm__lines_count(mask, keys ? STM__COLUMNS : STM__ROWS, &lines, error, progress);
    if (status != STM_OK)
        return status;
    degrees->lines = lines.num;
    degrees->cells = lines.cells;
    degrees->smallest = lines.least;
    degrees->largest = lines.most;
    memcpy(degrees->bins, lines.bins, sizeof degrees->bins);
    return STM_OK;
}
