/* Counting the cells of lines, of one of each that are alike. */
#ifndef STM__MASK_LINES_H
#define STM__MASK_LINES_H

#include "mask/mask.h"

#define STM__LINE_BINS 33

/* Cells of all rows, or of all columns. */
typedef struct stm__lines {
    int64_t num, cells;
    int64_t least, most; /* of one */
    /* bins[0] lines have no cell; bins[b], from 1 on, have 2^(b-1) to 2^b - 1. */
    int64_t bins[STM__LINE_BINS];
} stm__lines;

/* Counts them. Progress, which may be NULL, is in lines. Where the mask is a handful of bands, the
 * cost is that of three periods of lines, else that of all. */
stm_status stm__lines_count(const stm_mask *mask, stm__axis axis, stm__lines *lines,
                            stm_error *error, const stm_progress *progress);

#endif
