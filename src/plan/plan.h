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

/* What a step may read: lines, what crosses them, and both together. */
typedef struct stm__limits {
    int64_t lines, cross, both;
} stm__limits;

static inline stm__limits stm__plan_limits(const stm_plan *plan)
{
    const stm_plan_options *s = &plan->settings;
    int64_t rows = s->row_limit == 0 ? INT64_MAX : s->row_limit;
    int64_t columns = s->column_limit == 0 ? INT64_MAX : s->column_limit;
    bool by_columns = s->order->by_columns;
    return (stm__limits){by_columns ? columns : rows, by_columns ? rows : columns,
                         s->read_limit == 0 ? INT64_MAX : s->read_limit};
}

/* Whether a limit can ever close a step: a point adds at most a row and a column. */
static inline bool stm__plan_is_limited(const stm_plan *plan)
{
    stm__limits l = stm__plan_limits(plan);
    int64_t points = plan->settings.num_multiplications;
    return l.both < 2 * points || l.lines < points || l.cross < points;
}

#endif
