/* SALO's arrays: iterations of a block of queries and of keys, with a closed form. */
#ifndef STM__HARDWARE_SALO_H
#define STM__HARDWARE_SALO_H

#include "hardware/partition.h"

/* `iterations` of `cycles` each, one cycle between two, and `rest` at the end. Counts the cells of
 * the mask where they are not counted. */
stm_status stm__salo_finish(stm__job *job, int64_t iterations, int64_t cycles, int64_t rest,
                            stm_error *error);

#endif
