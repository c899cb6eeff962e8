/* Arithmetic of runs: what two of them share, and lists of them. */
#ifndef STM__BASE_RUNS_H
#define STM__BASE_RUNS_H

#include <stdbool.h>

#include <stmask/run.h>

#include "base/grow.h"

/* Zero-initialise; free `runs`. A list over an array of the caller's has capacity INT64_MAX: it
 * never grows. */
typedef struct stm__runs {
    stm_run *runs;
    int64_t num, capacity;
} stm__runs;

static inline bool stm__runs_reserve(stm__runs *list, int64_t capacity)
{
    return stm__grow(&list->runs, &list->capacity, capacity, sizeof *list->runs);
}

/* Appends a run of count >= 1. False where memory ran out; the list is then as before. */
static inline bool stm__runs_push(stm__runs *list, int64_t first, int64_t count, int64_t step,
                                  int32_t value)
{
    if (list->num == list->capacity && !stm__runs_reserve(list, list->num + 1))
        return false;
    list->runs[list->num++] = (stm_run){first, count, count == 1 ? 1 : step, value};
    return true;
}

/* The cells that two runs share: a run again, whose step is the least common multiple, and whose
 * value is 0; count 0 where there are none. */
stm_run stm__run_common(const stm_run *a, const stm_run *b);

/* Takes the cells of `minus` away from the runs begin, begin + 1, ... of the list, which may leave
 * more runs than there were, in any order. O(runs), and the runs that come of it. */
bool stm__runs_subtract(stm__runs *list, int64_t begin, const stm_run *minus);

/* Puts the runs begin, begin + 1, ... in the order of their first cells. */
void stm__runs_sort(stm__runs *list, int64_t begin);

#endif
