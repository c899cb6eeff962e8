/* stmask compare: the loads of several orders, of one mask or of several, side by side. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "compare_report.h"
#include "heads.h"
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
    [NUM_MULTIPLICATIONS] = OPTION_MULTIPLICATIONS("points of a step, at most", .integer = 64),
    [READ_LIMIT] = OPTION_READ_LIMIT(.absent = "none"),
    [ORDERS] = {.name = "orders",
                .kind = OPTION_WORDS,
                .argument = "ORDER...",
                .help = "orders as stmask plan has them",
                .takes = TAKES_ORDER_OR_AUTO,
                .more =
                    "Up to 64 in all masks, separated by spaces; without it, all that serve the "
                    "mask, with their defaults.",
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
                              "Masks and orders stand side by side."),
    [JSON] = OPTION_JSON,
};

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
    const order_search how = {.buffer = table[BUFFER].integer,
                              .objective = order_objective(table[OBJECTIVE].integer)};
    stm_status status = order_parse(c, text, mask, &how, &options, &arguments);
    return status != STM_OK ? status : stm_plan_new(mask, plan, &c->error, &options);
}

/* Each of --orders, or every order with its defaults that serves the mask. */
static stm_status make_plans(call *c, const stm_mask *mask, const char *name, comparison *all)
{
    size_t num_known;
    const stm_order *const *known = stm_order_list(&num_known);
    const option *orders = &table[ORDERS];
    int wanted = orders->given ? orders->num_words : (int)num_known;
    if (wanted > MOST_COMPARED - all->num)
        return options_refuse(&c->error, "--orders: takes at most %d orders%s", MOST_COMPARED,
                              wanted > MOST_COMPARED ? "" : ", those of all masks together");
    all->num_masks++;
    for (int k = 0; k < wanted; k++) {
        stm_plan_options options = {.num_multiplications = table[NUM_MULTIPLICATIONS].integer,
                                    .read_limit = table[READ_LIMIT].integer};
        stm_plan **plan = &all->all[all->num].plan;
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
        all->all[all->num++].mask = name;
    }
    return STM_OK;
}

static stm_status draw_to(stm_output *picture, const comparison *all, stm_figure_format format,
                          stm_error *error)
{
    stm_status status = compare_draw(all, format, picture, error);
    return run_close(&picture, status, error);
}

/* The plans of every mask that the operands name. */
static stm_status plan_all(call *c, const head_masks *sets, comparison *all)
{
    stm_status status = STM_OK;
    for (int k = 0; k < c->num_operands && status == STM_OK; k++)
        for (int64_t d = 0; d < sets[k].num_distinct && status == STM_OK; d++) {
            const head_mask *m = &sets[k].distinct[d];
            status = make_plans(c, m->mask, sets[k].set == NULL ? c->operands[k] : m->spec, all);
        }
    return status;
}

/* Opens, measures, draws and prints. */
static stm_status compare(call *c, const head_masks *sets, comparison *all,
                          stm_figure_format format)
{
    stm_output *output = NULL, *picture = NULL;
    stm_status status = run_stdout(&output, &c->error);
    if (status == STM_OK && table[OUTPUT].given)
        status = run_output(table[OUTPUT].text, &picture, &c->error);
    if (status == STM_OK)
        status = plan_all(c, sets, all);
    for (int k = 0; k < all->num && status == STM_OK; k++)
        status = measure(&all->all[k], &c->error);
    if (status == STM_OK && picture != NULL) {
        status = draw_to(picture, all, format, &c->error);
        picture = NULL;
    }
    if (status == STM_OK) {
        (table[JSON].given ? compare_put_json : compare_put_table)(output, all);
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(output);
    stm_output_discard(picture);
    return status;
}

static stm_status run(call *c)
{
    head_masks sets[MAX_OPERANDS] = {{.set = NULL}};
    comparison all = {.buffer = table[BUFFER].integer};
    stm_figure_format format = STM_FIGURE_PNG;
    stm_status status = STM_OK;
    if (table[OUTPUT].given)
        status = pictures_format("-o", table[OUTPUT].text, &format, &c->error);
    if (status != STM_OK)
        return status;
    all.all = calloc(MOST_COMPARED, sizeof *all.all);
    if (all.all == NULL)
        return run_no_memory(&c->error);
    for (int k = 0; k < c->num_operands && status == STM_OK; k++)
        status = heads_read(c, c->operands[k], &sets[k]);
    if (status == STM_OK)
        status = compare(c, sets, &all, format);
    for (int k = 0; k < MOST_COMPARED; k++) {
        stm_loads_free(all.all[k].loads);
        stm_plan_free(all.all[k].plan);
    }
    free(all.all);
    for (int k = 0; k < c->num_operands; k++)
        heads_free(&sets[k]);
    return status;
}

command cmd_compare = {
    .program = {.name = "stmask compare",
                .operands = "SPEC...",
                .min_operands = 1,
                .max_operands = MAX_OPERANDS,
                .summary = "the loads of several orders, of one mask or more, beside the bounds",
                .details =
                    "The percentages compare with what no order of that mask can be below: 100 "
                    "is optimal.\nOf a set, @FILE, it takes each mask that a head has. With "
                    "--json: a list of mask, order,\nsteps, and loads_KIND and percent_KIND "
                    "of none, previous, lru and opt.\n",
                OPTIONS(table)},
    .run = run,
};
