/* Strides that may serve an order of points: the distances at which the mask repeats itself. */
#include "plan/strides.h"

#include "mask/distances.h"

stm_status stm__strides_find(const stm_mask *mask, int64_t strides[STM__MOST_STRIDES], int *num,
                             stm_error *error)
{
    stm_bands bands;
    stm_status status = stm_mask_bands(mask, &bands, error);
    if (status != STM_OK)
        return status;
    status = stm__mask_distances(&bands, stm_mask_size(mask) / 2, strides, STM__MOST_STRIDES, num,
                                 error);
    stm_bands_free(&bands);
    return status;
}
