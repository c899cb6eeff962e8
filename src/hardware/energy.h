/* Presets of energies: what each access and each operation of a machine costs. */
#ifndef STM__HARDWARE_ENERGY_H
#define STM__HARDWARE_ENERGY_H

#include <stmask/hardware.h>

/* Each in the preset's unit; all but `mac` are of one word. */
typedef struct stm__costs {
    double mac;
    double query_read, query_write; /* registers of a PE that hold queries, or scores */
    double key_read, key_write;     /* those that hold keys, or values */
    double sum_read, sum_write;     /* those that hold sums */
    double neighbour;               /* from PE to PE */
    double buffer_read, buffer_write;
    double dram;
} stm__costs;

typedef struct stm__energy_class {
    stm_machine_part about;
    const char *unit;
    /* What a machine's dtype and sizes make of it; a sentence where something had to be taken for
     * something else, or NULL. */
    const char *(*costs)(const stm_machine_settings *settings, stm__costs *costs);
} stm__energy_class;

/* The preset of that name, or NULL. */
const stm__energy_class *stm__energy_find(const char *name);

/* The cost that a file of energies calls so, or NULL. */
double *stm__cost_named(stm__costs *costs, const char *name);
extern const char *const stm__cost_names[];

/* Adds up a simulation's energy. */
stm_energy stm__energy_sum(const stm__costs *costs, const stm_simulation_summary *summary);

#endif
