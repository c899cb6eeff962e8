/* Runs taken apart by the runs of another line: for each run, those of the other line that can meet
 * it are subtracted from it, and what it shares with each is an intersection of progressions. */
#include "mask/part.h"

static int32_t value_of(int32_t wanted, const stm_run *run)
{
    return wanted == STM__KEEP ? run->value : wanted;
}

/* Appends what a run shares with others from `low` on. */
static bool push_shared(stm__runs *out, const stm_run *run, const stm_run *others, int64_t low,
                        int64_t num_others, const stm__parting *parting)
{
    int64_t last = stm_run_last(run);
    for (int64_t m = low; m < num_others && others[m].first <= last; m++) {
        stm_run common = stm__run_common(run, &others[m]);
        bool differs = parting->other != 0 && run->value != others[m].value;
        int32_t value = value_of(differs ? parting->other : parting->both, run);
        if (common.count > 0 &&
            !stm__runs_push(out, common.first, common.count, common.step, value))
            return false;
    }
    return true;
}

/* Appends what others from `low` on do not have of a run. */
static bool push_only(stm__runs *out, const stm_run *run, const stm_run *others, int64_t low,
                      int64_t num_others, const stm__parting *parting)
{
    int64_t begin = out->num, last = stm_run_last(run);
    if (!stm__runs_push(out, run->first, run->count, run->step, value_of(parting->only, run)))
        return false;
    for (int64_t m = low; m < num_others && others[m].first <= last; m++)
        if (!stm__runs_subtract(out, begin, &others[m]))
            return false;
    return true;
}

bool stm__runs_part(stm__runs *out, const stm_run *runs, int64_t num_runs, const stm_run *others,
                    int64_t num_others, const stm__parting *parting)
{
    for (int64_t k = 0, low = 0; k < num_runs; k++) {
        while (low < num_others && stm_run_last(&others[low]) < runs[k].first)
            low++;
        if (parting->only != 0 && !push_only(out, &runs[k], others, low, num_others, parting))
            return false;
        if (parting->both != 0 && !push_shared(out, &runs[k], others, low, num_others, parting))
            return false;
    }
    return true;
}
