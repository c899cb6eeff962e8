/* Degrees: how many keys a query sees, and how many queries see a key. */
#ifndef STMASK_DEGREES_H
#define STMASK_DEGREES_H

#include <stmask/mask.h>

#define STM_DEGREE_BINS 33

/* Lines are the queries of a mask, or its keys. */
typedef struct stm_degrees {
    int64_t lines, cells;
    int64_t smallest, largest;
    /* bins[0] lines have no cell; bins[b], from 1 on, have 2^(b-1) to 2^b - 1. */
    int64_t bins[STM_DEGREE_BINS];
} stm_degrees;

/* Of all rows, or with `keys` of all columns. Of a handful of bands, a few periods of lines are
 * read (docs/recurrences.md), whatever the size; of all other masks every line. */
STM_CHECKED stm_status stm_mask_degrees(const stm_mask *mask, bool keys, stm_degrees *degrees,
                                        stm_error *error, const stm_progress *progress);

#endif
