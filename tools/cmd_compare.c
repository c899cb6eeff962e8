/* stmask compare: the loads of several orders side by side. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "draw.h"
#include "loads_report.h"
#include "order.h"
#include "pictures.h"

enum {
    HELP,
    SIZE,
    QUERIES,
    KEYS,
    NUM_MULTIPLICATIONS,
    READ_LIMIT,
    ORDERS,
    OBJECTIVE,
    BUFFER,
    OUTPUT,
    JSON
};

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [NUM_MULTIPLICATIONS] = OPTION_MULTIPLICATIONS,
    [READ_LIMIT] = OPTION_READ_LIMIT,
    [ORDERS] = {.name = "orders",
                .kind = OPTION_WORDS,
                .argument = "ORDER...",
                .help = "orders as stmask plan has them",
                .takes = TAKES_ORDER_OR_AUTO,
                .more = "Up to 64, separated by spaces; without it, all that serve the mask, with "
                        "their defaults.",
                .absent = "one of each kind"},
    [OBJECTIVE] = {.name = "objective",
                   .kind = OPTION_CHOICE,
                   .choices = order_objectives,
                   .integer = 2,
                   .help = "the loads that the order auto makes small"},
    [BUFFER] = {.name = "buffer",
                .kind = OPTION_INTEGER,
                .argument = "B",
                .help = "vectors that lru and opt can keep",
                .minimum = 2,
                .maximum = STM_MAX_READ_LIMIT,
                .rule = "must be at least 2, one row and one column",
                .integer = 128},
    [OUTPUT] = OPTION_PICTURE("draw them: FILE.png, FILE.svg or FILE.pdf",
                              "The orders stand side by side."),
    [JSON] = OPTION_JSON,
};

#define MOST_ORDERS 64

/* An order, and what came of it. A buffer may be too small for its largest step. */
typedef struct compared {
    char name[160];
    stm_plan *plan;
    stm_loads *loads;
    loads_report report;
    bool fits;
} compared;

static stm_status measure(compared *c, stm_error *error)
{
    run_bar bar;
    int64_t buffer = table[BUFFER].integer;
    stm_loads_options options = {.lru = true, .opt = true, .progress = &bar.progress};
    const stm_plan_options *s = stm_plan_settings(c->plan);
    stm_order_format(s->order, s->order_arguments, c->name, sizeof c->name);
    run_bar_start(&bar, c->name, false);
    stm_status status = stm_loads_new(c->plan, &c->loads, error, &options);
    run_bar_end(&bar);
    if (status != STM_OK)
        return status;
    c->fits = stm_loads_distribution(c->loads, STM_UNIQUE_TOTAL).peak <= buffer;
    return loads_report_make(&c->report, c->plan, c->loads, c->fits ? buffer : 0, error);
}

/* The plan of one of --orders. */
static stm_status make_plan(call *c, const char *text, const stm_mask *mask,
                            stm_plan_options options, stm_plan **plan)
{
    stm_arguments arguments;
    stm_status status =
        order_parse(c, text, mask, table[BUFFER].integer, order_objective(table[OBJECTIVE].integer),
                    false, &options, &arguments);
    return status != STM_OK ? status : stm_plan_new(mask, plan, &c->error, &options);
}

/* Each of --orders, or every order with its defaults that serves the mask. */
static stm_status make_plans(call *c, const stm_mask *mask, compared *all, int *num)
{
    size_t num_known;
    const stm_order *const *known = stm_order_list(&num_known);
    const option *orders = &table[ORDERS];
    int wanted = orders->given ? orders->num_words : (int)num_known;
    if (wanted > MOST_ORDERS)
        return options_refuse(&c->error, "--orders: takes at most %d orders", MOST_ORDERS);
    for (int k = 0; k < wanted; k++) {
        stm_plan_options options = {.num_multiplications = table[NUM_MULTIPLICATIONS].integer,
                                    .read_limit = table[READ_LIMIT].integer};
        stm_plan **plan = &all[*num].plan;
        stm_status status;
        if (orders->given) {
            status = make_plan(c, option_word(orders, k), mask, options, plan);
        } else {
            options.order = known[k];
            status = stm_plan_new(mask, plan, &c->error, &options);
            if (status == STM_EINVAL)
                continue; /* its defaults do not suit a mask as small as this */
        }
        if (status != STM_OK)
            return status;
        ++*num;
    }
    return STM_OK;
}

static void put_table(stm_output *output, const compared *all, int num)
{
    int64_t buffer = table[BUFFER].integer;
    char lru[40], opt[40];
    size_t width = strlen("order");
    for (int k = 0; k < num; k++)
        width = strlen(all[k].name) > width ? strlen(all[k].name) : width;
    snprintf(lru, sizeof lru, "lru(%" PRId64 ")", buffer);
    snprintf(opt, sizeof opt, "opt(%" PRId64 ")", buffer);
    stm_output_printf(output, "loads [vectors]; %% of the bound for any order in brackets\n");
    stm_output_printf(output, "%-*s %12s %20s %20s %20s %20s\n", (int)width, "order",
                      "steps [steps]", "none (%)", "previous (%)", lru, opt);
    for (int k = 0; k < num; k++) {
        const compared *c = &all[k];
        stm_output_printf(output, "%-*s %13" PRId64, (int)width, c->name,
                          stm_loads_steps(c->loads));
        for (int kind = LOADS_NONE; kind <= LOADS_OPT; kind++) {
            char text[64] = "step > buffer";
            if (kind < LOADS_LRU || c->fits)
                snprintf(text, sizeof text, "%" PRId64 " (%.1f)", loads_total(c->report.kept[kind]),
                         loads_percent(&c->report, kind));
            stm_output_printf(output, " %20s", text);
        }
        stm_output_printf(output, "\n");
    }
    stm_bounds b = all[0].report.bounds;
    stm_output_printf(output, "%-*s %13" PRId64 " %20" PRId64 " %20" PRId64, (int)width, "bound",
                      b.steps, b.reads, b.compulsory);
    for (int k = 0; k < num; k++)
        if (all[k].fits) {
            int64_t bound = all[k].report.bounds.any_order;
            stm_output_printf(output, " %20" PRId64 " %20" PRId64, bound, bound);
            break;
        }
    stm_output_printf(output, "\n");
}

static void put_json(stm_output *output, const compared *all, int num)
{
    stm_output_printf(output, "[\n");
    for (int k = 0; k < num; k++) {
        const compared *c = &all[k];
        stm_output_printf(output, " {\"order\": \"%s\", \"steps\": %" PRId64, c->name,
                          stm_loads_steps(c->loads));
        for (int kind = LOADS_NONE; kind <= LOADS_OPT; kind++)
            if (kind < LOADS_LRU || c->fits)
                stm_output_printf(output, ", \"loads_%s\": %" PRId64 ", \"percent_%s\": %.17g",
                                  loads_names[kind], loads_total(c->report.kept[kind]),
                                  loads_names[kind], loads_percent(&c->report, kind));
            else
                stm_output_printf(output, ", \"loads_%s\": null, \"percent_%s\": null",
                                  loads_names[kind], loads_names[kind]);
        stm_output_printf(output, "}%s\n", k + 1 < num ? "," : "");
    }
    stm_output_printf(output, "]\n");
}

/* A group of bars for each order. */
static stm_status draw(const compared *all, int num, stm_figure_format format, stm_output *output,
                       stm_error *error)
{
    const char *groups[MOST_ORDERS];
    char lru[40], opt[40];
    const char *series[4] = {"none", "previous", lru, opt};
    double values[MOST_ORDERS * 4];
    const stm_bounds *b = &all[0].report.bounds;
    stm_reference bounds[3] = {
        {.label = "bound of none", .value = (double)b->reads, .number = true, .series = 1},
        {.label = "bound of previous", .value = (double)b->compulsory, .number = true, .series = 2},
    };
    size_t num_bounds = 2;
    snprintf(lru, sizeof lru, "lru(%" PRId64 ")", table[BUFFER].integer);
    snprintf(opt, sizeof opt, "opt(%" PRId64 ")", table[BUFFER].integer);
    for (int k = 0; k < num; k++) {
        groups[k] = all[k].name;
        for (int kind = 0; kind < 4; kind++)
            values[4 * k + kind] = kind < LOADS_LRU || all[k].fits
                                       ? (double)loads_total(all[k].report.kept[kind])
                                       : (double)NAN;
        if (all[k].fits && num_bounds == 2)
            bounds[num_bounds++] = (stm_reference){.label = "bound of lru and opt",
                                                   .value = (double)all[k].report.bounds.any_order,
                                                   .number = true,
                                                   .series = 4 + 8};
    }
    /* Bounds of one value stand together. */
    if (num_bounds == 3 && bounds[1].value == bounds[2].value) {
        bounds[1].label = "bound of previous, lru and opt";
        bounds[1].series |= bounds[2].series;
        num_bounds = 2;
    }
    stm_bar_chart chart = {.groups = groups,
                           .num_groups = (size_t)num,
                           .series = series,
                           .num_series = 4,
                           .values = values,
                           .axis = {.title = "loads (vectors)", .scale = STM_SCALE_LOG10},
                           .horizontal = true,
                           .references = bounds,
                           .num_references = num_bounds};
    char name[320], title[400];
    const stm_plan_options *s = stm_plan_settings(all[0].plan);
    pictures_name(stm_plan_mask(all[0].plan), s->num_multiplications, s->read_limit, name,
                  sizeof name);
    snprintf(title, sizeof title, "Loads of orders\n%s", name);
    int64_t missing = 0;
    stm_figure_options options = {.format = format, .title = title, .missing = &missing};
    stm_status status = stm_bar_chart_draw(&chart, output, error, &options);
    draw_say_missing(missing);
    return status;
}

static stm_status draw_to(stm_output *picture, const compared *all, int num,
                          stm_figure_format format, stm_error *error)
{
    stm_status status = draw(all, num, format, picture, error);
    if (status == STM_OK || status == STM_EIO)
        return stm_output_close(picture, error);
    stm_output_discard(picture);
    return status;
}

/* Opens, measures, draws and prints. */
static stm_status compare(call *c, const stm_mask *mask, compared *all, stm_figure_format format)
{
    stm_output *output = NULL, *picture = NULL;
    int num = 0;
    stm_status status = run_stdout(&output, &c->error);
    if (status == STM_OK && table[OUTPUT].given)
        status = stm_output_open(table[OUTPUT].text, &picture, &c->error);
    if (status == STM_OK)
        status = make_plans(c, mask, all, &num);
    for (int k = 0; k < num && status == STM_OK; k++)
        status = measure(&all[k], &c->error);
    if (status == STM_OK && picture != NULL) {
        status = draw_to(picture, all, num, format, &c->error);
        picture = NULL;
    }
    if (status == STM_OK) {
        (table[JSON].given ? put_json : put_table)(output, all, num);
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(output);
    stm_output_discard(picture);
    return status;
}

static stm_status run(call *c)
{
    stm_mask *mask = NULL;
    stm_figure_format format = STM_FIGURE_PNG;
    stm_status status = STM_OK;
    if (table[OUTPUT].given)
        status = pictures_format("-o", table[OUTPUT].text, &format, &c->error);
    if (status != STM_OK)
        return status;
    compared *all = calloc(MOST_ORDERS, sizeof *all);
    if (all == NULL)
        return run_no_memory(&c->error);
    status = command_mask(c, c->operands[0], &mask);
    if (status == STM_OK)
        status = compare(c, mask, all, format);
    for (int k = 0; k < MOST_ORDERS; k++) {
        stm_loads_free(all[k].loads);
        stm_plan_free(all[k].plan);
    }
    free(all);
    stm_mask_free(mask);
    return status;
}

command cmd_compare = {
    .program = {.name = "stmask compare",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "the loads of several orders, beside the bounds",
                .details = "The percentages compare with what no order can be below: 100 is "
                           "optimal.\n",
                OPTIONS(table)},
    .run = run,
};
