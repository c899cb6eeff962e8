/* Checks what a chart is given, and says which number is not one. */
#include <math.h>
#include <stdio.h>

#include "base/print.h"
#include "figure/cairo_fail.h"
#include "figure/plot.h"

/* Beyond these, differences and quotients of two numbers may not be numbers any more. */
#define MOST 1e300
#define LEAST 1e-300

stm_status stm__number_check(const stm_chart_axis *axis, const char *what, double value,
                             stm_error *error)
{
    char text[200];
    const char *rule = NULL;
    if (!(fabs(value) <= MOST))
        rule = "must be a number up to 1e300";
    else if (axis->scale != STM_SCALE_LINEAR && !(value > 0))
        rule = "must be above 0 on a logarithmic axis";
    else if (axis->scale != STM_SCALE_LINEAR && value < LEAST)
        rule = "must be at least 1e-300 on a logarithmic axis";
    if (rule == NULL)
        return STM_OK;
    stm__print(text, sizeof text, "%s %g: %s", what, value, rule);
    return stm__figure_fail(error, STM_EINVAL, text);
}

stm_status stm__axis_check(const stm_chart_axis *axis, stm__scale_range *range, stm_error *error)
{
    if (axis->low == 0 && axis->high == 0)
        return STM_OK;
    stm_status status = stm__number_check(axis, "low end of an axis", axis->low, error);
    if (status == STM_OK)
        status = stm__number_check(axis, "high end of an axis", axis->high, error);
    stm__range_add(range, axis->low);
    stm__range_add(range, axis->high);
    return status;
}

stm_status stm__references_check(const stm_reference *references, size_t num,
                                 const stm_chart_axis *axis, bool vertical, stm__scale_range *range,
                                 stm_error *error)
{
    for (size_t k = 0; k < num; k++) {
        char what[40];
        if (references[k].vertical != vertical)
            continue;
        snprintf(what, sizeof what, "reference %zu,", k);
        stm_status status = stm__number_check(axis, what, references[k].value, error);
        if (status != STM_OK)
            return status;
        stm__range_add(range, references[k].value);
    }
    return STM_OK;
}
