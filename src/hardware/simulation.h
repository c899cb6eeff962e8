/* The inside of a simulation. */
#ifndef STM__HARDWARE_SIMULATION_H
#define STM__HARDWARE_SIMULATION_H

#include <stmask/hardware.h>

struct stm_simulation {
    stm_simulation_summary summary;
    int64_t *busy;
    char *notes[2];
    char *name; /* of the machine */
};

#endif
