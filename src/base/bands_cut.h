/* Cutting bands where the order of two bounds changes. */
#ifndef STM__BASE_BANDS_CUT_H
#define STM__BASE_BANDS_CUT_H

#include "base/band.h"

/* Which of two bounds is the greater one; where they are equal, the first. */
typedef enum stm__greater { STM__FIRST, STM__SECOND } stm__greater;

typedef struct stm__cut_part {
    stm_band band;
    stm__greater greater;
} stm__cut_part;

typedef struct stm__cut {
    int num;
    bool unknown; /* there is no such cut into few bands */
    stm__cut_part parts[2];
} stm__cut;

/* Cuts the queries of a band so that in each part one of two bounds is always the greater. No
 * bound may be STM_BOUND_NONE. */
stm__cut stm__cut_by(const stm_band *band, const stm_bound *first, const stm_bound *second);

#endif
