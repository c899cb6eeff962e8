/* What the steps of a plan load under a way of keeping vectors, step by step. */
#ifndef STM__HARDWARE_READS_H
#define STM__HARDWARE_READS_H

#include <stmask/loads.h>

/* Equal steps in a row: `points` each, the vectors that they read, and those that they load. */
typedef struct stm__reads_of_steps {
    int64_t count, points;
    stm_load_counts unique, loaded;
} stm__reads_of_steps;

/* Takes steps; any other status than STM_OK stops the walk. */
typedef struct stm__reads_sink {
    stm_status (*add)(void *context, const stm__reads_of_steps *steps, stm_error *error);
    void *context;
    const stm_progress *progress;
    int64_t points; /* of the mask, for the progress */
} stm__reads_sink;

/* A way of keeping vectors, by the index of its word in stm__keeping_names. `buffer` is its size in
 * vectors, where it has one; STM_EINVAL where a step does not fit it. */
stm_status stm__reads_walk(const stm_plan *plan, int64_t keeping, int64_t buffer,
                           const stm__reads_sink *sink, stm_error *error);
extern const char *const stm__keeping_names[]; /* none, previous, lru, opt */
int stm__keeping_has_buffer(int64_t keeping);

#endif
