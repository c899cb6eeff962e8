/* Counting how many steps have each value of a measure. */
#ifndef STM__PLAN_TALLY_H
#define STM__PLAN_TALLY_H

#include <stdbool.h>
#include <stdint.h>

/* Zero-initialise; free `steps`. */
typedef struct stm__tally {
    int64_t *steps; /* by value, up to capacity - 1 */
    int64_t capacity, peak, total, sum;
} stm__tally;

/* Adds `steps` steps of one value. False where memory ran out. */
bool stm__tally_add(stm__tally *tally, int64_t value, int64_t steps);

#endif
