/* Prints and draws the loads of masks and orders, those of one mask beside the bounds of that mask.
 */
#include "compare_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "draw.h"
#include "pictures.h"

/* The end of the orders that have the mask of order k. */
static int mask_end(const comparison *c, int k)
{
    int end = k + 1;
    while (end < c->num && c->all[end].mask == c->all[k].mask)
        end++;
    return end;
}

/* The bound of lru and opt, which needs an order that fits into the buffer; or 0. */
static int64_t bound_of_buffer(const comparison *c, int begin, int end)
{
    for (int k = begin; k < end; k++)
        if (c->all[k].fits)
            return c->all[k].report.bounds.any_order;
    return 0;
}

static void put_row(stm_output *output, const comparison *c, const compared *one, int mask_width,
                    int order_width)
{
    if (c->num_masks > 1)
        stm_output_printf(output, "%-*s ", mask_width, one->mask);
    stm_output_printf(output, "%-*s %13" PRId64, order_width, one->name,
                      stm_loads_steps(one->loads));
    for (int kind = LOADS_NONE; kind <= LOADS_OPT; kind++) {
        char text[64] = "step > buffer";
        if (kind < LOADS_LRU || one->fits)
            snprintf(text, sizeof text, "%" PRId64 " (%.1f)", loads_total(one->report.kept[kind]),
                     loads_percent(&one->report, kind));
        stm_output_printf(output, " %20s", text);
    }
    stm_output_printf(output, "\n");
}

/* The bounds of the mask of the orders begin .. end - 1. */
static void put_bounds(stm_output *output, const comparison *c, int begin, int end, int mask_width,
                       int order_width)
{
    const stm_bounds *b = &c->all[begin].report.bounds;
    int64_t bound = bound_of_buffer(c, begin, end);
    if (c->num_masks > 1)
        stm_output_printf(output, "%-*s ", mask_width, c->all[begin].mask);
    stm_output_printf(output, "%-*s %13" PRId64 " %20" PRId64 " %20" PRId64, order_width, "bound",
                      b->steps, b->reads, b->compulsory);
    if (bound > 0)
        stm_output_printf(output, " %20" PRId64 " %20" PRId64, bound, bound);
    stm_output_printf(output, "\n");
}

void compare_put_table(stm_output *output, const comparison *c)
{
    char lru[40], opt[40];
    int orders = (int)strlen("order"), masks = (int)strlen("mask");
    for (int k = 0; k < c->num; k++) {
        int order = (int)strlen(c->all[k].name), mask = (int)strlen(c->all[k].mask);
        orders = order > orders ? order : orders;
        masks = mask > masks ? mask : masks;
    }
    snprintf(lru, sizeof lru, "lru(%" PRId64 ")", c->buffer);
    snprintf(opt, sizeof opt, "opt(%" PRId64 ")", c->buffer);
    stm_output_printf(output, "loads [vectors]; %% of the bound for any order in brackets\n");
    if (c->num_masks > 1)
        stm_output_printf(output, "%-*s ", masks, "mask");
    stm_output_printf(output, "%-*s %12s %20s %20s %20s %20s\n", orders, "order", "steps [steps]",
                      "none (%)", "previous (%)", lru, opt);
    for (int begin = 0, end; begin < c->num; begin = end) {
        end = mask_end(c, begin);
        for (int k = begin; k < end; k++)
            put_row(output, c, &c->all[k], masks, orders);
        put_bounds(output, c, begin, end, masks, orders);
    }
}

void compare_put_json(stm_output *output, const comparison *c)
{
    stm_output_printf(output, "[\n");
    for (int k = 0; k < c->num; k++) {
        const compared *one = &c->all[k];
        stm_output_printf(output, " {\"mask\": ");
        command_json_string(output, one->mask);
        stm_output_printf(output, ", \"order\": \"%s\", \"steps\": %" PRId64, one->name,
                          stm_loads_steps(one->loads));
        for (int kind = LOADS_NONE; kind <= LOADS_OPT; kind++)
            if (kind < LOADS_LRU || one->fits)
                stm_output_printf(output, ", \"loads_%s\": %" PRId64 ", \"percent_%s\": %.17g",
                                  loads_names[kind], loads_total(one->report.kept[kind]),
                                  loads_names[kind], loads_percent(&one->report, kind));
            else
                stm_output_printf(output, ", \"loads_%s\": null, \"percent_%s\": null",
                                  loads_names[kind], loads_names[kind]);
        stm_output_printf(output, "}%s\n", k + 1 < c->num ? "," : "");
    }
    stm_output_printf(output, "]\n");
}

/* The bounds of the mask of some orders, across their dots. Bounds of one value are one. Returns
 * how many. */
static size_t add_bounds(const comparison *c, int begin, int end, stm_reference *bounds)
{
    const stm_bounds *b = &c->all[begin].report.bounds;
    int64_t buffer = bound_of_buffer(c, begin, end);
    bool alone = c->num_masks == 1;
    size_t num = 2;
    bounds[0] = (stm_reference){.label = "bound of none", .value = (double)b->reads, .series = 1};
    bounds[1] =
        (stm_reference){.label = "bound of previous", .value = (double)b->compulsory, .series = 2};
    if (buffer == b->compulsory) {
        bounds[1].label = "bound of previous, lru and opt";
        bounds[1].series = 2 + 4 + 8;
    } else if (buffer > 0) {
        bounds[num++] = (stm_reference){
            .label = "bound of lru and opt", .value = (double)buffer, .series = 4 + 8};
    }
    for (size_t k = 0; k < num; k++) {
        bounds[k].number = alone;
        bounds[k].label = alone ? bounds[k].label : NULL; /* its groups have the numbers */
        bounds[k].first_group = (size_t)begin;
        bounds[k].num_groups = (size_t)(end - begin);
    }
    return num;
}

/* The order; of several masks, the mask, the order and, at its first order, the mask's bounds. */
static void name_group(const comparison *c, int k, bool first, char name[720])
{
    const compared *one = &c->all[k];
    const stm_bounds *b = &one->report.bounds;
    int64_t buffer = bound_of_buffer(c, k, mask_end(c, k));
    if (c->num_masks == 1) {
        snprintf(name, 720, "%s", one->name);
        return;
    }
    int used = snprintf(name, 720, "%.*s\n%s", stm_words_cut(one->mask, strlen(one->mask), 320),
                        one->mask, one->name);
    if (first)
        used += snprintf(name + used, 720 - (size_t)used, "\nbounds %" PRId64 ", %" PRId64,
                         b->reads, b->compulsory);
    if (first && buffer > 0 && buffer != b->compulsory)
        snprintf(name + used, 720 - (size_t)used, ", %" PRId64, buffer);
}

/* Of several masks the title has what they have in common. */
static void make_title(const comparison *c, char *title, size_t capacity)
{
    const stm_plan *plan = c->all[0].plan;
    const stm_plan_options *s = stm_plan_settings(plan);
    char name[320];
    pictures_name(stm_plan_mask(plan), s->num_multiplications, s->read_limit, name, sizeof name);
    if (c->num_masks == 1)
        snprintf(title, capacity, "Loads of orders\n%s", name);
    else
        snprintf(title, capacity, "Loads of masks and orders\nsize%s",
                 strstr(name, ", size ") + strlen(", size"));
}

stm_status compare_draw(const comparison *c, stm_figure_format format, stm_output *output,
                        stm_error *error)
{
    const char *groups[MOST_COMPARED];
    char(*names)[720] = calloc(MOST_COMPARED, sizeof *names);
    char lru[40], opt[40], title[400];
    const char *series[4] = {"none", "previous", lru, opt};
    double values[MOST_COMPARED * 4];
    stm_reference bounds[MOST_COMPARED * 3];
    size_t num_bounds = 0;
    if (names == NULL)
        return run_no_memory(error);
    snprintf(lru, sizeof lru, "lru(%" PRId64 ")", c->buffer);
    snprintf(opt, sizeof opt, "opt(%" PRId64 ")", c->buffer);
    for (int begin = 0, end; begin < c->num; begin = end) {
        end = mask_end(c, begin);
        num_bounds += add_bounds(c, begin, end, &bounds[num_bounds]);
        for (int k = begin; k < end; k++) {
            name_group(c, k, k == begin, names[k]);
            groups[k] = names[k];
            for (int kind = 0; kind < 4; kind++)
                values[4 * k + kind] = kind < LOADS_LRU || c->all[k].fits
                                           ? (double)loads_total(c->all[k].report.kept[kind])
                                           : (double)NAN;
        }
    }
    make_title(c, title, sizeof title);
    stm_bar_chart chart = {.groups = groups,
                           .num_groups = (size_t)c->num,
                           .series = series,
                           .num_series = 4,
                           .values = values,
                           .axis = {.title = "loads (vectors)", .scale = STM_SCALE_LOG10},
                           .horizontal = true,
                           .references = bounds,
                           .num_references = num_bounds};
    int64_t missing = 0;
    stm_figure_options options = {.format = format, .title = title, .missing = &missing};
    stm_status status = stm_bar_chart_draw(&chart, output, error, &options);
    draw_say_missing(missing);
    free(names);
    return status;
}
