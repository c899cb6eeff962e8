/* Plans: checks the options once, and keeps them with the mask. */
#include "plan/plan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/fail.h"
#include "parameter/arguments.h"

stm_status stm_plan_new(const stm_mask *mask, stm_plan **plan, stm_error *error,
                        const stm_plan_options *options)
{
    stm_plan_options settings = {0};
    if (options != NULL)
        settings = *options;
    if (settings.order == NULL)
        settings.order = &stm__order_row_first.about;
    if (settings.num_multiplications == 0)
        settings.num_multiplications = 64;
    stm_status status = stm__check_range("num_multiplications", settings.num_multiplications, 1,
                                         STM_MAX_MULTIPLICATIONS, error);
    if (status != STM_OK)
        return status;
    if (settings.read_limit != 0 && settings.read_limit < 2)
        return stm__fail(error, STM_EINVAL,
                         "read_limit %" PRId64 ": must be at least 2, one row and one column",
                         settings.read_limit);
    if (settings.read_limit != 0)
        status = stm__check_range("read_limit", settings.read_limit, 2, STM_MAX_READ_LIMIT, error);
    if (status == STM_OK && settings.row_limit != 0)
        status = stm__check_range("row_limit", settings.row_limit, 1, STM_MAX_SIZE, error);
    if (status == STM_OK && settings.column_limit != 0)
        status = stm__check_range("column_limit", settings.column_limit, 1, STM_MAX_SIZE, error);
    if (status != STM_OK)
        return status;
    stm_arguments arguments = settings.order_arguments == NULL ? stm_order_defaults(settings.order)
                                                               : *settings.order_arguments;
    const stm__order_class *order = stm__order_class_of(settings.order);
    status = stm__arguments_check(&settings.order->parameters, &arguments, error);
    if (status == STM_OK && order->settle != NULL)
        status = order->settle(mask, &arguments, error);
    if (status != STM_OK)
        return status;
    stm_plan *new = malloc(sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "plan");
    new->mask = stm_mask_retain(mask);
    new->settings = settings;
    new->arguments = arguments;
    new->settings.order_arguments = &new->arguments;
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
