/* Which values occur, for legends. */
#ifndef STM__RASTER_LEGEND_H
#define STM__RASTER_LEGEND_H

#include <stmask/raster.h>

/* The number of a value's colour. */
static inline uint8_t stm__colour_number(int32_t value)
{
    return (uint8_t)(value < STM_NUM_COLOURS - 1 ? value : STM_NUM_COLOURS - 1);
}

/* Adds the values a mask names, and those of `occurs` under a name of their own. */
void stm__legend_add_occurring(stm_legend *legend, const stm_mask *mask,
                               const bool occurs[STM_NUM_COLOURS]);

#endif
