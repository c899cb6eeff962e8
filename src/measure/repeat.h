/* Adding up what is measured of rows of blocks, of which every period-th is alike up to growth. */
#ifndef STM__MEASURE_REPEAT_H
#define STM__MEASURE_REPEAT_H

#include <stdbool.h>
#include <stdint.h>

#include <stmask/status.h>

#define STM__MEASURES 3

/* Measures rows, one after the other in any order, and adds up what is found. */
typedef struct stm__repeat {
    stm_status (*measure)(void *context, int64_t row, int64_t values[STM__MEASURES]);
    void *context;
    int64_t rows; /* of all, for progress */
    const stm_progress *progress;
    stm_error *error;
    int64_t sums[STM__MEASURES];
    int64_t measured; /* rows that were looked at; 0 at first */
} stm__repeat;

/* Adds rows first to end - 1. With a period, what is measured of every period-th row is expected to
 * be an arithmetic progression: three rows of each are measured, and all where it is none. Period
 * 0: all rows are measured. */
stm_status stm__repeat_add(stm__repeat *repeat, int64_t first, int64_t end, int64_t period);

#endif
