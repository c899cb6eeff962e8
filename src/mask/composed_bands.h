/* The bands of two masks put together. */
#ifndef STM__MASK_COMPOSED_BANDS_H
#define STM__MASK_COMPOSED_BANDS_H

#include "mask/mask.h"

/* The bands hook of a rule whose parts are put together by an operation. */
stm_status stm__composed_bands(const stm__rule *rule, stm_operation operation,
                               const stm_rectangle *within, stm_bands *bands, bool *found,
                               stm_error *error);

#endif
