/* Finds sizes at which the steps of an order by rows of tiles end alike: what steps hold is, from
 * one to the next, a polynomial of degree two (docs/recurrences.md). */
#include "plan/grow.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/stretches.h"
#include "plan/stream.h"

enum { FEWER_POINTS = 4 };

/* A multiple of the period by which every line grows by a multiple of P points, twice: then rows of
 * tiles do too, and all points before them are as many modulo P. */
static stm_status widen(const stm_plan *plan, stm__family *f, stm_error *error)
{
    stm__axis axis = plan->settings.order->by_columns ? STM__COLUMNS : STM__ROWS;
    int64_t growth = 0, points = plan->settings.num_multiplications;
    stm__stretches all = {0};
    stm_status status = stm__stretches_find(plan->mask, axis, 0, 0, &all, error);
    for (int64_t k = 0; k < all.num; k++)
        if (all.items[k].period > 0 && f->period % all.items[k].period == 0)
            growth = stm__common_divisor(growth,
                                         all.items[k].growth * (f->period / all.items[k].period));
    free(all.items);
    int64_t times = growth == 0 ? points : points / stm__common_divisor(growth, points);
    if (f->period > 0 &&
        (!stm__multiply(f->period, 2 * times, &f->period) || f->period > STM_MAX_SIZE))
        f->period = 0;
    return status;
}

static stm_status points_at(const stm_mask *mask, int64_t size, int64_t *points, stm_error *error)
{
    stm_mask *smaller;
    stm_status status = stm__family_mask(mask, size, &smaller, error);
    if (status != STM_OK)
        return status;
    status = stm_mask_count(smaller, points, error);
    stm_mask_free(smaller);
    return status;
}

stm_status stm__growth_find(const stm_plan *plan, stm__growth *growth, stm_error *error)
{
    const stm__order_class *order = stm__plan_order(plan);
    stm_rectangle b = stm_mask_bounds(plan->mask);
    int64_t size = stm_mask_size(plan->mask), all, last;
    *growth = (stm__growth){0, 0, 0};
    if (order->stream != &stm__tile_stream || stm__plan_is_limited(plan) || b.num_queries != size ||
        b.num_keys != size)
        return STM_OK;
    stm__tile tile = order->tile(plan->settings.order_arguments);
    stm__family f;
    stm_status status = stm__family_of(plan->mask, &f, error);
    stm__family_repeat(&f, tile.height);
    stm__family_repeat(&f, tile.width);
    if (status == STM_OK && f.period > 0)
        status = widen(plan, &f, error);
    if (status != STM_OK || f.period == 0)
        return status;
    int64_t margin = f.farthest + f.width + tile.height + tile.width +
                     stm__min(plan->settings.num_multiplications, size);
    int64_t first = stm__family_size(&f, 2 * margin + 64);
    if (first + STM__SAMPLES * f.period > size / 2)
        return STM_OK;
    status = stm_mask_count(plan->mask, &all, error);
    if (status == STM_OK)
        status = points_at(plan->mask, first + (STM__SAMPLES - 1) * f.period, &last, error);
    if (status == STM_OK && last <= all / STM__SAMPLES / FEWER_POINTS)
        *growth = (stm__growth){first, f.period, (size - first) / f.period};
    return status;
}

stm_status stm__growth_plan(const stm_plan *plan, const stm__growth *growth, int n,
                            stm_plan **smaller, stm_error *error)
{
    stm_mask *mask;
    stm_status status =
        stm__family_mask(plan->mask, growth->first + n * growth->step, &mask, error);
    if (status != STM_OK)
        return status;
    status = stm_plan_new(mask, smaller, error, &plan->settings);
    stm_mask_free(mask);
    return status;
}
