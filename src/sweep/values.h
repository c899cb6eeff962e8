/* Several values in one text: `32/64/128`, `16-64 every 16`, `dense | causal`. */
#ifndef STM__SWEEP_VALUES_H
#define STM__SWEEP_VALUES_H

#include <stdbool.h>

#include <stmask/status.h>

enum { STM__MOST_VALUES = 1048576 };

/* Zero-initialise; free with stm__values_free. */
typedef struct stm__values {
    char **items;
    int64_t num, capacity;
    bool texts; /* some are no numbers */
} stm__values;

/* Appends the values of a text. STM_EINVAL with a sentence that begins with the value. */
stm_status stm__values_add(stm__values *values, const char *text, stm_error *error);

/* STM_EINVAL where a value comes twice. O(n log n). */
stm_status stm__values_check(const stm__values *values, stm_error *error);
void stm__values_free(stm__values *values);

#endif
