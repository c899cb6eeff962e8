/* Finds sizes at which the steps of an order by lines or by rows of tiles end alike: what steps
 * hold is, from one to the next, a polynomial of degree two (docs/recurrences.md). */
#include "plan/grow.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/stretches.h"
#include "plan/stream.h"

enum { FEWER_POINTS = 4, MOST_TRIED = 512 };

/* A multiple of the period by which every line grows by a multiple of P points. */
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
    if (f->period > 0 && (!stm__multiply(f->period, times, &f->period) || f->period > STM_MAX_SIZE))
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

/* A multiple of the period by which squares become larger by a multiple of P points; then all rows
 * of tiles in them begin at the same point of a step. 0 where none was found. */
static stm_status find_step(const stm_plan *plan, const stm__family *f, int64_t least,
                            int64_t *step, stm_error *error)
{
    int64_t first, points, size = stm__family_size(f, least), largest = f->size / 2;
    *step = 0;
    if (size > largest)
        return STM_OK;
    stm_status status = points_at(plan->mask, size, &first, error);
    for (int64_t k = 1; k <= MOST_TRIED && size + k * f->period <= largest && status == STM_OK;
         k++) {
        status = points_at(plan->mask, size + k * f->period, &points, error);
        if (status == STM_OK && (points - first) % plan->settings.num_multiplications == 0) {
            *step = k * f->period;
            break;
        }
    }
    return status;
}

/* The tiles of an order; lines that turn come in pairs. No tile at all in other orders. */
static stm__tile tile_of(const stm_plan *plan)
{
    const stm__order_class *order = stm__plan_order(plan);
    if (stm__plan_is_by_lines(plan))
        return (stm__tile){order->about.zigzag ? 2 : 1, 1};
    return order->stream == &stm__tile_stream ? order->tile(plan->settings.order_arguments)
                                              : (stm__tile){0, 0};
}

/* How far from the first token lines are long: longer than a buffer and several steps. */
static int64_t margin_of(const stm_plan *plan, const stm__family *f, stm__tile tile, int64_t buffer)
{
    int64_t points = stm__min(plan->settings.num_multiplications, f->size), all;
    int64_t cells = stm__min(buffer, 2 * f->size) + 4 * points;
    if (buffer == 0)
        return f->farthest + f->width + tile.height + tile.width + points;
    return stm__multiply(cells, f->period, &all) && all <= STM_MAX_SIZE
               ? f->farthest + f->width + tile.height + tile.width + all
               : STM_MAX_SIZE;
}

stm_status stm__growth_find(const stm_plan *plan, int64_t buffer, stm__growth *growth,
                            stm_error *error)
{
    stm__tile tile = tile_of(plan);
    stm_rectangle b = stm_mask_bounds(plan->mask);
    int64_t size = stm_mask_size(plan->mask), all, last;
    *growth = (stm__growth){0, 0, 0};
    if (tile.height == 0 || stm__plan_is_limited(plan) || b.num_queries != size ||
        b.num_keys != size)
        return STM_OK;
    stm__family f;
    stm_status status = stm__family_of(plan->mask, &f, error);
    int64_t margin = f.period == 0 ? 0 : margin_of(plan, &f, tile, buffer);
    stm__family_repeat(&f, tile.height);
    stm__family_repeat(&f, tile.width);
    if (status == STM_OK && f.period > 0)
        status = widen(plan, &f, error);
    if (status != STM_OK || f.period == 0)
        return status;
    int64_t step, least = 2 * margin + 64;
    status = find_step(plan, &f, least, &step, error);
    if (status != STM_OK || step == 0)
        return status;
    f.period = step;
    int64_t first = stm__family_size(&f, least);
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
