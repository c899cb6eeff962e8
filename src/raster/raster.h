/* What rasters of values and rasters of shares have in common. */
#ifndef STM__RASTER_RASTER_H
#define STM__RASTER_RASTER_H

#include <stmask/raster.h>

struct stm_raster {
    stm_rectangle bounds;
    stm_raster_shape shape;
    stm_legend legend; /* empty where the cells are shares */
    uint8_t *cells;    /* a row after the other */
};

/* Makes a raster of this shape whose cells are all 0. */
stm_status stm__raster_allocate(const stm_rectangle *bounds, const stm_raster_shape *shape,
                                stm_raster **raster, stm_error *error);

#endif
