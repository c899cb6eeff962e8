#include "plan/plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "parameter/arguments.h"
#include "plan/orders.h"

stm_status stm_plan_new(const stm_mask *mask, stm_plan **plan, stm_error *error,
                        const stm_plan_options *options)
{
    stm_plan_options settings = {0};
    if (options != NULL)
        settings = *options;
    if (settings.order == NULL)
        settings.order = &stm__order_row_first;
    if (settings.num_multiplications == 0)
        settings.num_multiplications = 64;
    if (settings.num_multiplications < 1 || settings.num_multiplications > STM_MAX_MULTIPLICATIONS)
        return stm__fail(error, STM_EINVAL,
                         "num_multiplications %" PRId64 ": must be from 1 to %" PRId64,
                         settings.num_multiplications, STM_MAX_MULTIPLICATIONS);
    if (settings.read_limit != 0 && settings.read_limit < 2)
        return stm__fail(error, STM_EINVAL,
                         "read_limit %" PRId64 ": must be at least 2, one row and one column",
                         settings.read_limit);
    if (settings.read_limit > STM_MAX_READ_LIMIT)
        return stm__fail(error, STM_EINVAL, "read_limit %" PRId64 ": must be from 2 to %" PRId64,
                         settings.read_limit, STM_MAX_READ_LIMIT);
    static const stm_arguments none;
    if (memcmp(&settings.order_arguments, &none, sizeof none) == 0)
        settings.order_arguments = stm_order_defaults(settings.order);
    stm_status status =
        stm__arguments_check(&settings.order->parameters, &settings.order_arguments, error);
    if (status == STM_OK && settings.order->settle != NULL)
        status = settings.order->settle(mask, &settings.order_arguments, error);
    if (status != STM_OK)
        return status;
    stm_plan *new = malloc(sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "plan");
    new->mask = stm_mask_retain(mask);
    new->settings = settings;
    *plan = new;
    return STM_OK;
}

void stm_plan_free(stm_plan *plan)
{
    if (plan == NULL)
        return;
    stm_mask_free(plan->mask);
    free(plan);
}

const stm_mask *stm_plan_mask(const stm_plan *plan)
{
    return plan->mask;
}

const stm_plan_options *stm_plan_settings(const stm_plan *plan)
{
    return &plan->settings;
}

bool stm__plan_is_by_lines(const stm_plan *plan)
{
    return plan->settings.order->stream == &stm__line_stream;
}
