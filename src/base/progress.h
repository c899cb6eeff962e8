/* Calling the caller's progress function. */
#ifndef STM__BASE_PROGRESS_H
#define STM__BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include <stmask/status.h>

/* Reports, and says whether to go on. */
static inline bool stm__progress(const stm_progress *progress, int64_t done, int64_t total)
{
    return progress == NULL || progress->report == NULL ||
           progress->report(progress->context, done, total) == 0;
}

#endif
