/* How a machine deals the work to its PEs: the contract of partitions. */
#ifndef STM__HARDWARE_PARTITION_H
#define STM__HARDWARE_PARTITION_H

#include <stmask/hardware.h>

#include "hardware/clock.h"
#include "parameter/table.h"

/* Keys that a machine has to have. */
enum {
    STM__NEEDS_PES = 1,
    STM__NEEDS_ARRAY = 2, /* ArrayHeight, ArrayWidth; its PEs are as many */
    STM__NEEDS_DATAFLOW = 4,
    STM__NEEDS_BANDWIDTH = 8 /* words a cycle, or that loads take no time */
};

/* A run of a machine on a mask, of one head (or of heads that share keys). */
typedef struct stm__job {
    const stm_mask *mask;
    const stm_machine *machine;
    const stm_machine_settings *settings;
    const stm_arguments *own; /* values of the partition's own keys */
    const stm_progress *progress;
    int64_t heads, kv_heads, batch;
    int64_t group; /* heads that share keys, and are computed together */
    bool with_values;
    stm__clock clock;
    /* Sums of one head or group; the caller multiplies. `busy` has pes zeroes. */
    stm_simulation_summary *sums;
    int64_t *busy;
    bool busy_known;
    int64_t idle;          /* PEs that have no row, column or point */
    double mapped, folded; /* PEs that folds use, and have */
} stm__job;

typedef struct stm__partition {
    stm_machine_part about;
    unsigned needs;
    bool whole; /* of whole attention: values always, all heads in one run */
    bool apart; /* each head is computed by itself, whether it shares keys or not */
    /* Checks the partition's own keys, and what they have to do with others. NULL: nothing. */
    stm_status (*check)(stm_machine *machine, stm_error *error);
    stm_status (*run)(stm__job *job, stm_error *error);
} stm__partition;

const stm__partition *stm__partition_at(int64_t index);
extern const char *const stm__partition_names[]; /* ended by NULL */

#endif
