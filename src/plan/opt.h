/* Belady's rule by whole steps. */
#ifndef STM__PLAN_OPT_H
#define STM__PLAN_OPT_H

#include <stdbool.h>
#include <stdint.h>

/* The vectors of all steps, one step after the other. Zero-initialise; free with
 * stm__history_free. */
typedef struct stm__history {
    int32_t *vectors;
    int64_t num, capacity;
    int64_t *ends; /* of step t: where its vectors end */
    int64_t num_steps, step_capacity;
} stm__history;

bool stm__history_add(stm__history *history, int32_t vector);
bool stm__history_end_step(stm__history *history);
void stm__history_free(stm__history *history);

/* Counts the loads, vectors below `first_column` and all others apart, of a buffer at least as
 * large as the largest step. False where memory ran out. */
bool stm__opt_count(const stm__history *history, int64_t num_vectors, int64_t first_column,
                    int64_t buffer, int64_t *low, int64_t *high);

/* The same, and each step is told of: what it loads, low and high. */
bool stm__opt_walk(const stm__history *history, int64_t num_vectors, int64_t first_column,
                   int64_t buffer, void (*step)(void *context, int64_t low, int64_t high),
                   void *context);

#endif
