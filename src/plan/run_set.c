/* Sets of indices as disjoint runs: a run that is inserted joins those it goes on from, and what it
 * shares with others is taken out. */
#include "plan/run_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/runs.h"

void stm__run_set_free(stm__run_set *set)
{
    free(set->runs);
    *set = (stm__run_set){0};
}

bool stm__run_set_reserve(stm__run_set *set, int64_t num)
{
    return stm__grow(&set->runs, &set->capacity, num, sizeof *set->runs);
}

bool stm__run_set_copy(stm__run_set *to, const stm__run_set *from)
{
    if (!stm__run_set_reserve(to, from->num))
        return false;
    if (from->num > 0)
        memcpy(to->runs, from->runs, (size_t)from->num * sizeof *from->runs);
    to->num = from->num;
    to->count = from->count;
    return true;
}

int64_t stm__run_set_common(const stm__run_set *set, const stm_run *run)
{
    int64_t common = 0;
    for (int64_t k = 0; k < set->num; k++)
        common += stm__run_common(&set->runs[k], run).count;
    return common;
}

int64_t stm__run_sets_common(const stm__run_set *a, const stm__run_set *b)
{
    int64_t common = 0;
    for (int64_t k = 0; k < a->num; k++)
        common += stm__run_set_common(b, &a->runs[k]);
    return common;
}

/* Joins b to a where the two make one run: alike in step and residue, and overlapping or next to
 * each other. A single index takes the step of the other. */
static bool join(stm_run *a, const stm_run *b)
{
    int64_t step = a->count == 1 ? b->step : a->step;
    if (b->count > 1 && b->step != step)
        return false;
    if (a->first > stm_run_last(b) + step || b->first > stm_run_last(a) + step)
        return false;
    if (step > 1 && (a->first - b->first) % step != 0)
        return false;
    int64_t first = stm__min(a->first, b->first);
    int64_t last = stm__max(stm_run_last(a), stm_run_last(b));
    *a = (stm_run){first, (last - first) / step + 1, step, 0};
    return true;
}

static void remove_run(stm__run_set *set, int64_t k)
{
    set->count -= set->runs[k].count;
    set->runs[k] = set->runs[--set->num];
}

static bool insert_from(stm__run_set *set, int64_t k, stm_run run);

static stm_run part_of(const stm_run *run, int64_t skip, int64_t count)
{
    return (stm_run){run->first + skip * run->step, count, count == 1 ? 1 : run->step, 0};
}

/* Inserts, one by one, the indices of a run. */
static bool insert_singles(stm__run_set *set, const stm_run *run)
{
    for (int64_t c = 0; c < run->count; c++)
        if (!insert_from(set, 0, part_of(run, c, 1)))
            return false;
    return true;
}

/* `shared` are the indices that `run` and the set's run k share, which cannot be joined. */
static bool insert_across(stm__run_set *set, int64_t k, stm_run run, stm_run shared)
{
    stm_run other = set->runs[k];
    int64_t shared_last = stm_run_last(&shared);
    if (shared.count == 1 || shared.step == run.step) { /* a stretch of `run`: cut it out of that */
        int64_t before = (shared.first - run.first) / run.step;
        int64_t after = (stm_run_last(&run) - shared_last) / run.step;
        return (before == 0 || insert_from(set, k + 1, part_of(&run, 0, before))) &&
               (after == 0 || insert_from(set, 0, part_of(&run, run.count - after, after)));
    }
    if (shared.step == other.step) { /* a stretch of `other`: cut it out of that */
        int64_t before = (shared.first - other.first) / other.step;
        int64_t after = (stm_run_last(&other) - shared_last) / other.step;
        remove_run(set, k);
        if (before > 0 && !stm__run_set_append(set, part_of(&other, 0, before)))
            return false;
        if (after > 0 && !stm__run_set_append(set, part_of(&other, other.count - after, after)))
            return false;
        return insert_from(set, 0, run);
    }
    if (run.count <= other.count)
        return insert_singles(set, &run);
    remove_run(set, k);
    return insert_from(set, 0, run) && insert_singles(set, &other);
}

/* Inserts a run that is known to be disjoint from the set's runs before k. */
static bool insert_from(stm__run_set *set, int64_t k, stm_run run)
{
    while (k < set->num) {
        if (join(&run, &set->runs[k])) {
            remove_run(set, k);
            k = 0; /* it has grown, and may meet runs that it passed */
            continue;
        }
        stm_run shared = stm__run_common(&set->runs[k], &run);
        if (shared.count > 0)
            return insert_across(set, k, run, shared);
        k++;
    }
    return stm__run_set_append(set, run);
}

bool stm__run_set_insert(stm__run_set *set, stm_run run)
{
    run.value = 0;
    return insert_from(set, 0, run);
}

static bool has(const stm__run_set *set, int64_t index)
{
    stm_run single = {index, 1, 1, 0};
    return set != NULL && stm__run_set_common(set, &single) > 0;
}

bool stm__run_set_add_highest(stm__run_set *out, int64_t index)
{
    stm_run *last = out->num == 0 ? NULL : &out->runs[out->num - 1];
    if (last != NULL && (last->count == 1 || index == stm_run_last(last) + last->step)) {
        last->step = index - stm_run_last(last);
        last->count++;
        out->count++;
        return true;
    }
    return stm__run_set_append(out, (stm_run){index, 1, 1, 0});
}

bool stm__run_set_order(const stm__run_set *set, const stm__run_set *minus, stm__run_set *out)
{
    stm__run_set heads = {0};
    bool done = stm__run_set_copy(&heads, set);
    stm__run_set_clear(out);
    while (done && heads.num > 0) {
        int64_t least = 0, next = INT64_MAX; /* the run that is on, and where another is */
        for (int64_t k = 1; k < heads.num; k++)
            if (heads.runs[k].first < heads.runs[least].first)
                least = k;
        for (int64_t k = 0; k < heads.num; k++)
            if (k != least)
                next = stm__min(next, heads.runs[k].first);
        stm_run *head = &heads.runs[least];
        while (done && head->count > 0 && head->first < next) {
            if (!has(minus, head->first))
                done = stm__run_set_add_highest(out, head->first);
            head->first += head->step;
            head->count--;
        }
        if (head->count == 0)
            *head = heads.runs[--heads.num];
    }
    stm__run_set_free(&heads);
    return done;
}
