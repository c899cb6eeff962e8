/* Searches for an order: one of each kind first, then the neighbours of the best. */
#include <stmask/choose.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "plan/orders.h"
#include "plan/strides.h"

#define MOST_POINTS ((int64_t)1 << 21)
#define MOST_TRIED 512

typedef struct search {
    const stm_choose_options *options;
    const stm_mask *mask; /* tried on */
    int64_t size, buffer, scale, bound;
    stm_choice tried[MOST_TRIED];
    int num_tried, best; /* best: -1 while none serves */
    stm_status status;
    stm_error *error;
} search;

static bool is_over(const search *s)
{
    return s->status != STM_OK || s->num_tried == MOST_TRIED ||
           (s->best >= 0 && s->tried[s->best].loads <= s->bound);
}

static bool is_tried(const search *s, const stm_order *order, const stm_arguments *arguments)
{
    for (int k = 0; k < s->num_tried; k++)
        if (s->tried[k].order == order &&
            memcmp(&s->tried[k].arguments, arguments, sizeof *arguments) == 0)
            return true;
    return false;
}

/* Loads of one order. Steps that no buffer holds make it INT64_MAX. */
static stm_status measure(const search *s, stm_choice *choice)
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

/* Tries an order with up to three arguments, the first num of them given. */
static void try_order(search *s, const stm_order *order, int num, int64_t a, int64_t b, int64_t c)
{
    stm_choice choice = {order, stm_order_defaults(order), INT64_MAX};
    const int64_t given[3] = {a, b, c};
    for (int k = 0; k < num; k++) {
        const stm_parameter *p = &order->parameters.items[k];
        if (given[k] < p->minimum)
            return;
        choice.arguments.integer[k] = given[k];
    }
    if (is_over(s) || is_tried(s, order, &choice.arguments))
        return;
    if (!stm__progress(s->options->progress, s->num_tried, MOST_TRIED)) {
        s->status = stm__fail(s->error, STM_ESTOPPED, "stopped");
        return;
    }
    s->status = measure(s, &choice);
    if (s->status != STM_OK)
        return;
    if (s->options->tried != NULL)
        s->options->tried(s->options->context, &choice);
    s->tried[s->num_tried] = choice;
    if (choice.loads < (s->best < 0 ? INT64_MAX : s->tried[s->best].loads))
        s->best = s->num_tried;
    s->num_tried++;
}

/* One of each kind, and a few sizes of those that have one. */
static void try_kinds(search *s)
{
    int64_t strides[STM__MOST_STRIDES];
    int num_strides = 0;
    s->status = stm__strides_find(s->mask, strides, &num_strides, s->error);
    try_order(s, &stm__order_row_first.about, 0, 0, 0, 0);
    try_order(s, &stm__order_zigzag.about, 0, 0, 0, 0);
    try_order(s, &stm__order_column_first.about, 0, 0, 0, 0);
    try_order(s, &stm__order_column_zigzag.about, 0, 0, 0, 0);
    try_order(s, &stm__order_hilbert.about, 1, 1, 0, 0);
    try_order(s, &stm__order_morton.about, 1, 1, 0, 0);
    for (int64_t side = 4; side <= 64 && side <= s->size; side *= 2) {
        try_order(s, &stm__order_tile.about, 2, side, side, 0);
        try_order(s, &stm__order_hilbert.about, 1, side, 0, 0);
    }
    for (int64_t rows = 2; rows <= 2 * s->buffer && rows <= s->size; rows *= 2) {
        try_order(s, &stm__order_panel.about, 1, rows, 0, 0);
        try_order(s, &stm__order_column_panel.about, 1, rows, 0, 0);
    }
    /* A panel that fills the buffer but for the columns of a step. */
    for (int64_t spare = 2; spare < s->buffer && spare <= 32; spare *= 2) {
        try_order(s, &stm__order_panel.about, 1, s->buffer - spare, 0, 0);
        try_order(s, &stm__order_column_panel.about, 1, s->buffer - spare, 0, 0);
    }
    for (int k = 0; k < num_strides; k++)
        for (int64_t near = 1; near <= 4; near++) {
            int64_t stride = strides[k];
            try_order(s, &stm__order_residue.about, 2, stride, near * stride, 0);
            try_order(s, &stm__order_residue_tile.about, 3, stride, near * stride, stride);
            try_order(s, &stm__order_residue_panel.about, 3, stride, near * stride,
                      stm__max(1, s->buffer / 2));
        }
}

/* Neighbours of the best: each parameter a little less and a little more. */
static void refine(search *s)
{
    for (int before = -1; before != s->best && !is_over(s);) {
        before = s->best;
        stm_choice best = s->tried[before];
        int num = best.order->parameters.num;
        for (int k = 0; k < num; k++)
            for (int part = 8; part >= 1; part /= 2)
                for (int sign = -1; sign <= 1; sign += 2) {
                    int64_t a[3] = {0};
                    for (int l = 0; l < num; l++)
                        a[l] = best.arguments.integer[l];
                    /* By eighths, quarters, halves; and by ones. */
                    a[k] += sign * (part == 1 ? 1 : stm__max(1, a[k] / part));
                    if (a[k] <= s->size)
                        try_order(s, best.order, num, a[0], a[1], a[2]);
                }
    }
}

/* A smaller mask of the same pattern, where the mask has too many points. */
static stm_status scale_down(search *s, stm_choose_options *o, const stm_mask *mask,
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
static stm_status find_bound(search *s)
{
    const stm_choose_options *o = s->options;
    stm_bounds b;
    bool buffered = o->objective == STM_OBJECTIVE_LRU || o->objective == STM_OBJECTIVE_OPT;
    stm_status status = stm_bounds_of(s->mask, o->num_multiplications, o->read_limit,
                                      buffered ? s->buffer : 0, &b, s->error);
    if (status != STM_OK)
        return status;
    s->bound = b.any_order;
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
    search *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "order");
    s->options = &o;
    s->size = stm_mask_size(mask);
    s->buffer = buffered ? o.buffer : o.num_multiplications;
    s->scale = 1;
    s->best = -1;
    s->error = error;
    s->status = scale_down(s, &o, mask, &smaller);
    s->mask = smaller;
    if (s->status == STM_OK)
        s->status = find_bound(s);
    if (s->status == STM_OK) {
        try_kinds(s);
        if (s->best >= 0)
            refine(s);
    }
    if (s->status == STM_OK && s->best < 0)
        s->status = stm__fail(error, STM_EINVAL,
                              "buffer %" PRId64 ": no order has steps that it holds", o.buffer);
    if (s->status == STM_OK) {
        *chosen = (stm_chosen){.best = s->tried[s->best],
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
