/* Two runs share an arithmetic progression, which the extended Euclidean algorithm finds; what one
 * does not share with the other are runs again. */
#include "base/runs.h"

#include <stdlib.h>

/* x with a*x = 1 (mod m), for coprime a and m. */
static int64_t inverse(int64_t a, int64_t m)
{
    int64_t r0 = m, r1 = a % m, x0 = 0, x1 = 1;
    while (r1 > 1) {
        int64_t q = r0 / r1, r = r0 - q * r1, x = x0 - q * x1;
        r0 = r1, r1 = r;
        x0 = x1, x1 = x;
    }
    return m == 1 ? 0 : x1 < 0 ? x1 + m : x1;
}

/* Steps are at most 2^31, so no product here passes 2^62. */
stm_run stm__run_common(const stm_run *a, const stm_run *b)
{
    stm_run none = {0, 0, 1, 0};
    int64_t low = stm__max(a->first, b->first);
    int64_t high = stm__min(stm_run_last(a), stm_run_last(b));
    if (low > high)
        return none;
    int64_t step, start; /* an index that both residues allow, anywhere */
    int64_t apart = b->first - a->first;
    if (a->step == b->step) {
        if (a->step > 1 && apart % a->step != 0)
            return none;
        step = a->step;
        start = a->first;
    } else if (a->step == 1) {
        step = b->step;
        start = b->first;
    } else if (b->step == 1) {
        step = a->step;
        start = a->first;
    } else {
        int64_t g = stm__common_divisor(a->step, b->step), m = b->step / g;
        if (apart % g != 0)
            return none;
        int64_t k = apart / g % m * inverse(a->step / g, m) % m;
        step = a->step * m;
        start = a->first + a->step * (k < 0 ? k + m : k);
    }
    int64_t first = low + ((start - low) % step + step) % step;
    if (first > high)
        return none;
    int64_t count = (high - first) / step + 1;
    return (stm_run){first, count, count == 1 ? 1 : step, 0};
}

/* Appends the cells of `run` that are not in `shared`, which lies within it. */
static bool push_rest(stm__runs *list, const stm_run *run, const stm_run *shared)
{
    int64_t begin = (shared->first - run->first) / run->step;
    int64_t end = (stm_run_last(shared) - run->first) / run->step;
    if (begin > 0 && !stm__runs_push(list, run->first, begin, run->step, run->value))
        return false;
    int64_t after = run->count - 1 - end;
    if (after > 0 &&
        !stm__runs_push(list, run->first + (end + 1) * run->step, after, run->step, run->value))
        return false;
    /* Between: `gaps` gaps of apart - 1 cells each, given gap by gap or residue by residue. */
    int64_t gaps = shared->count - 1, apart = shared->step / run->step;
    if (gaps == 0 || apart == 1)
        return true;
    if (gaps <= apart - 1) {
        for (int64_t k = 0; k < gaps; k++)
            if (!stm__runs_push(list, shared->first + k * shared->step + run->step, apart - 1,
                                run->step, run->value))
                return false;
    } else {
        for (int64_t k = 1; k < apart; k++)
            if (!stm__runs_push(list, shared->first + k * run->step, gaps, shared->step,
                                run->value))
                return false;
    }
    return true;
}

bool stm__runs_subtract(stm__runs *list, int64_t begin, const stm_run *minus)
{
    int64_t end = list->num, kept = begin;
    for (int64_t k = begin; k < end; k++) {
        stm_run run = list->runs[k];
        stm_run shared = stm__run_common(&run, minus);
        if (shared.count == 0)
            list->runs[kept++] = run;
        else if (!push_rest(list, &run, &shared))
            return false;
    }
    if (kept < end) {
        memmove(&list->runs[kept], &list->runs[end],
                (size_t)(list->num - end) * sizeof *list->runs);
        list->num -= end - kept;
    }
    return true;
}

static int compare_first(const void *a, const void *b)
{
    int64_t x = ((const stm_run *)a)->first, y = ((const stm_run *)b)->first;
    return (x > y) - (x < y);
}

void stm__runs_sort(stm__runs *list, int64_t begin)
{
    int64_t num = list->num - begin, k = 1;
    if (num < 2) /* there may be no array yet */
        return;
    stm_run *runs = list->runs + begin;
    while (k < num && runs[k - 1].first <= runs[k].first)
        k++;
    if (k >= num)
        return;
    if (num > 16) {
        qsort(runs, (size_t)num, sizeof *runs, compare_first);
        return;
    }
    for (; k < num; k++) {
        stm_run run = runs[k];
        int64_t at = k;
        for (; at > 0 && runs[at - 1].first > run.first; at--)
            runs[at] = runs[at - 1];
        runs[at] = run;
    }
}
