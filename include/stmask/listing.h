/* Listings: the nonzero cells of a mask, as text. */
#ifndef STMASK_LISTING_H
#define STMASK_LISTING_H

#include <stmask/mask.h>
#include <stmask/output.h>

typedef enum stm_listing_order { STM_LIST_ROWS, STM_LIST_COLUMNS } stm_listing_order;

typedef struct stm_listing_options {
    stm_listing_order order; /* rows first by default */
    const stm_progress *progress;
} stm_listing_options;

/* Writes `Mask has K non-zero elements`, then a line a row, `Row 3: 0, 1, 3`, or a column; a row
 * without any reads `Row 5: No non-zero elements`. Indices are absolute. O(nonzeros), streamed.
 * STM_EIO as soon as the output fails; it stays the caller's to close. NULL options are the
 * defaults. */
STM_CHECKED stm_status stm_listing_write(const stm_mask *mask, stm_output *output, stm_error *error,
                                         const stm_listing_options *options);

#endif
