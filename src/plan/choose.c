/* Searches for an order: measures what the files beside it try, on the mask or a smaller one. */
#include <stmask/choose.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "plan/choose.h"

#define MOST_POINTS ((int64_t)1 << 21)

bool stm__search_is_over(const stm__search *s)
{
    return s->status != STM_OK || s->best.loads <= s->bound ||
           s->num_tried >= STM__MOST_TRIED + s->options->trials;
}

static bool is_tried(const stm__search *s, const stm_order *order, const stm_arguments *arguments)
{
    for (int64_t k = 0; k < s->num_tried && k < STM__MOST_TRIED; k++)
        if (s->tried[k].order == order &&
            memcmp(&s->tried[k].arguments, arguments, sizeof *arguments) == 0)
            return true;
    return false;
}

/* Loads of one order. Steps that no buffer holds make it INT64_MAX. */
static stm_status measure(const stm__search *s, stm_choice *choice)
{
    const stm_choose_options *o = s->options;
    stm_plan_options options = {.order = choice->order,
                                .order_arguments = &choice->arguments,
                                .num_multiplications = o->num_multiplications,
                                .read_limit = o->read_limit,
                                .row_limit = o->row_limit,
                                .column_limit = o->column_limit};
    stm_loads_options wanted = {.lru = o->objective == STM_OBJECTIVE_LRU,
                                .opt = o->objective == STM_OBJECTIVE_OPT};
    stm_plan *plan;
    stm_loads *loads = NULL;
    stm_load_counts counts = {0, 0};
    stm_status status = stm_plan_new(s->mask, &plan, s->error, &options);
    if (status != STM_OK)
        return status;
    status = stm_loads_new(plan, &loads, s->error, &wanted);
    if (status == STM_OK) {
        choice->loads = INT64_MAX;
        if (o->objective == STM_OBJECTIVE_NONE)
            counts = stm_loads_none(loads);
        else if (o->objective == STM_OBJECTIVE_PREVIOUS)
            counts = stm_loads_previous(loads);
        else if (stm_loads_distribution(loads, STM_UNIQUE_TOTAL).peak > s->buffer)
            goto done; /* does not serve */
        else
            status =
                (wanted.lru ? stm_loads_lru : stm_loads_opt)(loads, s->buffer, &counts, s->error);
        if (status == STM_OK)
            choice->loads = counts.rows + counts.columns;
    }
done:
    stm_loads_free(loads);
    stm_plan_free(plan);
    return status;
}

void stm__search_try(stm__search *s, const stm_order *order, int num, const int64_t *given)
{
    stm_choice choice = {order, stm_order_defaults(order), INT64_MAX};
    for (int k = 0; k < num; k++) {
        const stm_parameter *p = &order->parameters.items[k];
        if (given[k] < p->minimum || given[k] > p->maximum)
            return;
        choice.arguments.integer[k] = given[k];
    }
    if (stm__search_is_over(s) || is_tried(s, order, &choice.arguments))
        return;
    if (!stm__progress(s->options->progress, s->num_tried, STM__MOST_TRIED + s->options->trials)) {
        s->status = stm__fail(s->error, STM_ESTOPPED, "stopped");
        return;
    }
    s->status = measure(s, &choice);
    if (s->status != STM_OK)
        return;
    if (s->options->tried != NULL)
        s->options->tried(s->options->context, &choice);
    if (choice.loads < s->best.loads)
        s->best = choice;
    s->tried[s->num_tried++ % STM__MOST_TRIED] = choice;
}

/* A smaller mask of the same pattern, where the mask has too many points. */
static stm_status scale_down(stm__search *s, stm_choose_options *o, const stm_mask *mask,
                             stm_mask **smaller)
{
    int64_t points;
    const stm_pattern *pattern = stm_mask_pattern(mask);
    stm_rectangle b = stm_mask_bounds(mask);
    stm_status status = stm_mask_count(mask, &points, s->error);
    if (status != STM_OK)
        return status;
    bool square = b.num_queries == stm_mask_size(mask) && b.num_keys == stm_mask_size(mask);
    if (points <= MOST_POINTS || pattern == NULL || !square) {
        *smaller = stm_mask_retain(mask);
        return STM_OK;
    }
    stm_arguments a = *stm_mask_arguments(mask);
    while (points > MOST_POINTS && s->size > 64) {
        int64_t largest = 1;
        s->size /= 2;
        for (int k = 0; k < pattern->parameters.num; k++)
            largest = stm__max(largest, a.integer[k]);
        if (s->size < 4 * largest) {
            for (int k = 0; k < pattern->parameters.num; k++)
                a.integer[k] = stm__max(1, a.integer[k] / 2);
            s->buffer = stm__max(2, s->buffer / 2);
            o->num_multiplications = stm__max(1, o->num_multiplications / 2);
            if (o->read_limit != 0)
                o->read_limit = stm__max(2, o->read_limit / 2);
            o->row_limit = (o->row_limit + 1) / 2;
            o->column_limit = (o->column_limit + 1) / 2;
            s->scale *= 2;
        }
        points = pattern->count(&a, s->size);
    }
    return stm_mask_new(pattern, &a, s->size, smaller, s->error);
}

/* What the best can come to. */
static stm_status find_bound(stm__search *s)
{
    const stm_choose_options *o = s->options;
    stm_bounds b;
    bool buffered = o->objective == STM_OBJECTIVE_LRU || o->objective == STM_OBJECTIVE_OPT;
    stm_status status = stm_bounds_of(s->mask, o->num_multiplications, o->read_limit,
                                      buffered ? s->buffer : 0, &b, s->error);
    if (status != STM_OK)
        return status;
    s->bound = b.any_order;
    s->points = b.points;
    if (o->objective == STM_OBJECTIVE_NONE)
        s->bound = stm__max(s->bound, b.reads);
    return STM_OK;
}

stm_status stm_choose_order(const stm_mask *mask, stm_chosen *chosen, stm_error *error,
                            const stm_choose_options *options)
{
    stm_choose_options o = *options;
    stm_mask *smaller = NULL;
    if (o.num_multiplications == 0)
        o.num_multiplications = 64;
    bool buffered = o.objective == STM_OBJECTIVE_LRU || o.objective == STM_OBJECTIVE_OPT;
    if (buffered && o.buffer < 2)
        return stm__fail(error, STM_EINVAL,
                         "buffer %" PRId64 ": must be at least 2, one row and one column",
                         o.buffer);
    stm_status fits = stm__check_range("trials", o.trials, 0, STM_MAX_TRIALS, error);
    if (fits == STM_OK)
        fits = stm__check_range("seed", o.seed, 0, INT64_MAX, error);
    if (fits == STM_OK)
        fits = stm__check_range("seconds", o.seconds, 0, INT32_MAX, error);
    if (fits != STM_OK)
        return fits;
    stm__search *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "order");
    s->options = &o;
    s->size = s->whole_size = stm_mask_size(mask);
    s->buffer = buffered ? o.buffer : o.num_multiplications;
    s->scale = 1;
    s->best.loads = INT64_MAX;
    s->error = error;
    s->status = scale_down(s, &o, mask, &smaller);
    s->mask = smaller;
    if (s->status == STM_OK)
        s->status = find_bound(s);
    if (s->status == STM_OK) {
        stm__search_kinds(s);
        stm__search_fetch(s);
    }
    if (s->status == STM_OK && s->best.order == NULL)
        s->status = stm__fail(error, STM_EINVAL,
                              "buffer %" PRId64 ": no order has steps that it holds", o.buffer);
    if (s->status == STM_OK) {
        *chosen = (stm_chosen){.best = s->best,
                               .num_tried = s->num_tried,
                               .size = s->size,
                               .scale = s->scale,
                               .bound = s->bound};
        /* Sides grow back with the mask. */
        const stm_order *order = chosen->best.order;
        for (int k = 0; k < order->parameters.num; k++)
            chosen->best.arguments.integer[k] =
                stm__min(chosen->best.arguments.integer[k] * s->scale, STM_MAX_SIZE);
    }
    stm_status status = s->status;
    stm_mask_free(smaller);
    free(s);
    return status;
}
