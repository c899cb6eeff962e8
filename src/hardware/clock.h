/* The clock of a machine: stages of loading and computing, one after the other or overlapped. */
#ifndef STM__HARDWARE_CLOCK_H
#define STM__HARDWARE_CLOCK_H

#include <stmask/hardware.h>

#include "hardware/count.h"

/* `count` equal stages in a row. */
typedef struct stm__work {
    int64_t count;
    int64_t load, compute; /* cycles of each */
    int64_t words;         /* loaded by each */
    int64_t query_words;   /* of those that it holds at once, in the buffer of queries */
    int64_t key_words;     /* keys and values, in theirs */
} stm__work;

typedef struct stm__clock {
    const stm_machine_settings *settings;
    const stm_simulation_options *options;
    bool over; /* a number did not fit */
    int64_t stages;
    int64_t compute, load; /* sums of one head */
    int64_t hidden;        /* double buffered: the sum of the longer of compute and next load */
    int64_t first_load;
    stm__work last;
    double peak; /* words a cycle */
} stm__clock;

/* Cycles of one port to load so many vectors. */
int64_t stm__clock_load(stm__clock *clock, int64_t vectors);

/* STM_EINVAL where a buffer cannot hold what it has to; STM_ESTOPPED where the trace says so. */
stm_status stm__clock_add(stm__clock *clock, const stm__work *work, stm_error *error);

/* Adds the cycles of `repeats` heads, one after the other, to the sums. */
void stm__clock_finish(stm__clock *clock, int64_t repeats, stm_simulation_summary *sums);

#endif
