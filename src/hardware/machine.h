/* The inside of a machine: its file's values, table by table, and what they come to. */
#ifndef STM__HARDWARE_MACHINE_H
#define STM__HARDWARE_MACHINE_H

#include <stmask/hardware.h>

#include "base/notes.h"
#include "hardware/dataflow.h"
#include "hardware/energy.h"
#include "hardware/ini.h"
#include "hardware/keys.h"
#include "hardware/limits.h"
#include "hardware/partition.h"

struct stm_machine {
    char *name; /* of the file */
    stm__ini ini;
    stm__notes notes;
    stm__table tables[STM__NUM_TABLES + 1]; /* the last one is the partition's own */
    const stm__partition *partition;
    const stm__dataflow *dataflow; /* NULL where it has none */
    stm_machine_settings settings;
    bool has_costs;
    stm__costs costs;
    char *cost_source;      /* of a file of one's own */
    const stm_order *order; /* of partition `step` */
    stm_arguments order_arguments;
    stm__limits limits; /* of the same */
};

/* Adds a note. */
stm_status stm__machine_note(stm_machine *machine, stm_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* STM_EINVAL with the file, and the line of a key where it has one, before the sentence. */
stm_status stm__machine_fail(const stm_machine *machine, const char *key, stm_error *error,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Finds the preset of energies, or reads the file of them. */
stm_status stm__machine_energies(stm_machine *machine, stm_error *error);

/* STM_EINVAL with the file and, above 0, the line before the sentence; below 0 it is of what was
 * set from outside. */
stm_status stm__entries_fail(const stm_machine *machine, int line, stm_error *error,
                             const char *sentence);

/* Adds `key=value`, in the place of what the file says of the key. */
stm_status stm__entries_set(stm_machine *machine, const char *text, stm_error *error);

/* Reads all entries into the tables, once the partition has brought its own. */
stm_status stm__entries_read(stm_machine *machine, stm_error *error);

#endif
