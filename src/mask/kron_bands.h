/* Bands of masks of masks' blocks. */
#ifndef STM__MASK_KRON_BANDS_H
#define STM__MASK_KRON_BANDS_H

#include <stmask/mask.h>

#include "base/bands.h"

/* Appends the bands of the Kronecker product of two masks that are these bands (of the outer mask,
 * of the inner one) alone; both masks begin at (0, 0). False where it has none. */
bool stm__kron_bands(const stm_mask *inner, const stm_bands parts[2], stm__bands *list);

#endif
