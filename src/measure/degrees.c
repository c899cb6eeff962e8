/* Counts and bins the degrees of queries and of keys: the cells of rows and of columns. */
#include <stmask/degrees.h>

#include "measure/lines.h"

stm_status stm_mask_degrees(const stm_mask *mask, bool keys, stm_degrees *degrees, stm_error *error,
                            const stm_progress *progress)
{
    return stm__lines_count(mask, keys ? STM__COLUMNS : STM__ROWS, degrees, error, progress);
}
