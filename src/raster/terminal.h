/* The colours of terminals. */
#ifndef STM__RASTER_TERMINAL_H
#define STM__RASTER_TERMINAL_H

#include <stmask/raster.h>

/* The nearest of xterm's 256 colours, in its 6 x 6 x 6 cube from 16 on or its greys from 232 on. */
int stm__nearest_256(stm_colour colour);

#endif
