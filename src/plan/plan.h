/* The inside of a plan. */
#ifndef STM__PLAN_PLAN_H
#define STM__PLAN_PLAN_H

#include "plan/orders.h"

struct stm_plan {
    stm_mask *mask;
    stm_plan_options settings; /* with the defaults filled in; read_limit 0 stays "none" */
    stm_arguments arguments;   /* of the order; the settings point to them */
};

static inline const stm__order_class *stm__plan_order(const stm_plan *plan)
{
    return stm__order_class_of(plan->settings.order);
}

/* The lines of a plan's mask, and what crosses them. */
static inline int64_t stm__plan_first_line(const stm_plan *plan)
{
    stm_rectangle b = stm_mask_bounds(plan->mask);
    return plan->settings.order->by_columns ? b.first_key : b.first_query;
}

static inline int64_t stm__plan_num_lines(const stm_plan *plan)
{
    stm_rectangle b = stm_mask_bounds(plan->mask);
    return plan->settings.order->by_columns ? b.num_keys : b.num_queries;
}

/* Whether the read limit can ever close a step: a point adds at most a row and a column. */
static inline bool stm__plan_is_limited(const stm_plan *plan)
{
    const stm_plan_options *s = &plan->settings;
    return s->read_limit != 0 && s->read_limit < 2 * s->num_multiplications;
}

#endif
