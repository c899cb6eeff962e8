/* The distances at which a mask repeats itself. */
#ifndef STM__MASK_DISTANCES_H
#define STM__MASK_DISTANCES_H

#include <stmask/mask.h>

enum { STM__SAMPLES = 64 }; /* rows of a mask that are looked at where it has no bands */

/* Query number k of the sample, from 1 to STM__SAMPLES, spread over a mask of these bounds. */
static inline int64_t stm__sample_query(const stm_rectangle *bounds, int64_t k)
{
    return bounds->first_query + (bounds->num_queries - 1) / STM__SAMPLES * k;
}

/* Finds different distances from 2 to `most`, as many as there is room for: the steps, blocks and
 * periods of a mask's bands, and the steps of the runs of their rest in the rows of the sample. */
stm_status stm__mask_distances(const stm_bands *bands, int64_t most, int64_t *steps, int room,
                               int *num, stm_error *error);

#endif
