/* Counting the cells of lines, of one of each that are alike. */
#ifndef STM__MEASURE_LINES_H
#define STM__MEASURE_LINES_H

#include <stmask/degrees.h>

#include "mask/mask.h"

/* Counts the cells of all rows or columns. Progress is in lines. Where the mask is a handful of
 * bands, the cost is that of three periods of lines, else that of all. */
stm_status stm__lines_count(const stm_mask *mask, stm__axis axis, stm_degrees *counts,
                            stm_error *error, const stm_progress *progress);

#endif
