/* Adds up measures of rows: of rows that are a period apart the first three are measured, and the
 * sums of all follow as those of an arithmetic progression. */
#include "measure/repeat.h"

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"

static stm_status measure(stm__repeat *r, int64_t row, int64_t *values)
{
    if (r->measured++ % 64 == 0 && !stm__progress(r->progress, row, r->rows))
        return stm__fail(r->error, STM_ESTOPPED, "stopped");
    return r->measure(r->context, row, values);
}

static stm_status add_each(stm__repeat *r, int64_t first, int64_t end, int64_t by)
{
    stm_status status = STM_OK;
    for (int64_t row = first; row < end && status == STM_OK; row += by) {
        int64_t values[STM__MEASURES];
        status = measure(r, row, values);
        for (int k = 0; k < STM__MEASURES && status == STM_OK; k++)
            r->sums[k] += values[k];
    }
    return status;
}

static bool is_progression(int64_t values[3][STM__MEASURES])
{
    for (int k = 0; k < STM__MEASURES; k++)
        if (values[2][k] - values[1][k] != values[1][k] - values[0][k])
            return false;
    return true;
}

static stm_status add_class(stm__repeat *r, int64_t row, int64_t end, int64_t period)
{
    int64_t values[3][STM__MEASURES] = {{0}}, num = (end - 1 - row) / period + 1;
    stm_status status = STM_OK;
    for (int n = 0; n < 3 && status == STM_OK; n++)
        status = measure(r, row + n * period, values[n]);
    if (status != STM_OK)
        return status;
    if (!is_progression(values))
        return add_each(r, row, end, period);
    for (int k = 0; k < STM__MEASURES; k++)
        r->sums[k] += num * values[0][k] + num * (num - 1) / 2 * (values[1][k] - values[0][k]);
    return STM_OK;
}

stm_status stm__repeat_add(stm__repeat *repeat, int64_t first, int64_t end, int64_t period)
{
    stm_status status = STM_OK;
    if (first >= end)
        return STM_OK;
    if (period == 0 || (end - first) / period < 4)
        return add_each(repeat, first, end, 1);
    for (int64_t k = 0; k < period && status == STM_OK; k++)
        status = add_class(repeat, first + k, end, period);
    return status;
}
