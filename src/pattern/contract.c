/* Gives runs and bands in the shapes that patterns need: round the diagonal, without what others
 * have, in order. */
#include "pattern/contract.h"

int64_t stm__give_around(stm_run *runs, int64_t n, int64_t first, int64_t count, int64_t step,
                         int64_t index, int32_t value)
{
    if (count <= 0)
        return n;
    int64_t at = index - first;
    if (at < 0 || at % step != 0 || at / step >= count)
        return stm__give(runs, n, first, count, step, value);
    at /= step;
    n = stm__give(runs, n, first, at, step, value);
    n = stm__give(runs, n, index, 1, 1, STM_DIAGONAL);
    return stm__give(runs, n, index + step, count - 1 - at, step, value);
}

int64_t stm__give_rest(stm_run *runs, int64_t n, int64_t among, int64_t first, int64_t count,
                       int32_t value)
{
    if (count <= 0)
        return n;
    stm__runs list = {runs, n, INT64_MAX};
    stm__runs_push(&list, first, count, 1, value);
    for (int64_t k = 0; k < among; k++)
        stm__runs_subtract(&list, n, &runs[k]);
    return list.num;
}

int64_t stm__give_sorted(stm_run *runs, int64_t n)
{
    stm__runs list = {runs, n, INT64_MAX};
    stm__runs_sort(&list, 0);
    return n;
}

int stm__give_band(stm__bands *list, stm_band band)
{
    stm__bands_push(list, &band);
    return list->num;
}

int stm__give_band_rest(stm__bands *list, stm_band band)
{
    stm__bands added = {&band, 1, 1, false};
    stm__bands_unite(list, &added);
    return list->num;
}
