/* Sets of indices as disjoint runs, and their arithmetic. Values of runs are ignored and 0. */
#ifndef STM__PLAN_RUN_SET_H
#define STM__PLAN_RUN_SET_H

#include <stdbool.h>

#include <stmask/run.h>

/* Zero-initialise; free with stm__run_set_free. A call that needs memory and gets none returns
 * false and leaves a set that is good for nothing but to be freed or cleared. */
typedef struct stm__run_set {
    stm_run *runs; /* disjoint, in no order */
    int64_t num, capacity;
    int64_t count; /* indices in the set */
} stm__run_set;

void stm__run_set_free(stm__run_set *set);

static inline void stm__run_set_clear(stm__run_set *set)
{
    set->num = set->count = 0;
}

bool stm__run_set_reserve(stm__run_set *set, int64_t num);

/* Adds a run that is known to be disjoint from the set. */
static inline bool stm__run_set_append(stm__run_set *set, stm_run run)
{
    if (set->num == set->capacity && !stm__run_set_reserve(set, set->num + 1))
        return false;
    run.value = 0;
    set->runs[set->num++] = run;
    set->count += run.count;
    return true;
}

/* Adds the indices of a run that the set does not have yet. O(runs of the set), where steps divide
 * one another. */
bool stm__run_set_insert(stm__run_set *set, stm_run run);

/* Adds an index that is higher than all in the set, to the last run where it continues that. */
bool stm__run_set_add_highest(stm__run_set *set, int64_t index);

bool stm__run_set_copy(stm__run_set *to, const stm__run_set *from);

/* How many indices of a run, or of another set, the set has. O(runs). */
int64_t stm__run_set_common(const stm__run_set *set, const stm_run *run);
int64_t stm__run_sets_common(const stm__run_set *a, const stm__run_set *b);

/* Writes the indices of `set` that `minus` (NULL: nothing) does not have to `out`, as runs that
 * ascend and do not interleave. */
bool stm__run_set_order(const stm__run_set *set, const stm__run_set *minus, stm__run_set *out);

#endif
