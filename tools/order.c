/* Orders as options: read, searched for, and as a part of a file name. */
#include "order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const order_objectives[] = {"none", "previous", "lru", "opt", NULL};

stm_objective order_objective(int64_t choice)
{
    static const stm_objective objectives[] = {STM_OBJECTIVE_NONE, STM_OBJECTIVE_PREVIOUS,
                                               STM_OBJECTIVE_LRU, STM_OBJECTIVE_OPT};
    return objectives[choice];
}

stm_status order_check(call *c, const char *text, const stm_order **order, stm_arguments *arguments)
{
    stm_error cause;
    stm_status status = stm_order_parse(text, order, arguments, &cause);
    if (status == STM_OK)
        return STM_OK;
    /* The sentence on an unknown one begins with the word order; the others follow the option. */
    bool begun = strncmp(cause.message, "order ", 6) == 0;
    options_refuse(&c->error, "--%s%s", begun ? "" : "order ", cause.message);
    c->error.position = cause.position;
    c->marked = text;
    return STM_EINVAL;
}

/* What a search has seen of each kind of order. */
typedef struct search_log {
    const stm_order *orders[32];
    stm_choice best[32];
    int num;
} search_log;

static void remember(void *context, const stm_choice *choice)
{
    search_log *log = context;
    int k = 0;
    while (k < log->num && log->best[k].order != choice->order)
        k++;
    if (k == log->num && log->num < 32)
        log->best[log->num++] = *choice;
    else if (k < log->num && choice->loads < log->best[k].loads)
        log->best[k] = *choice;
}

static void say_choice(const stm_choice *c, const char *before)
{
    char text[160];
    stm_order_format(c->order, &c->arguments, text, sizeof text);
    if (c->loads == INT64_MAX)
        run_say(false, "%s%s: no step fits the buffer", before, text);
    else
        run_say(false, "%s%s: %" PRId64 " loads", before, text, c->loads);
}

/* What the figures of a search are of: a smaller mask is called so. */
static void say_searched(const stm_chosen *chosen, const stm_mask *mask)
{
    const char *s = chosen->num_tried == 1 ? "" : "s";
    if (chosen->size == stm_mask_size(mask) && chosen->scale == 1)
        run_say(false, "order auto: tried %" PRId64 " order%s on the mask; the best of each kind:",
                chosen->num_tried, s);
    else
        run_say(false,
                "order auto: tried %" PRId64 " order%s on a smaller mask of the same pattern, of "
                "%" PRId64 " tokens%s; its loads, by the best of each kind:",
                chosen->num_tried, s, chosen->size,
                chosen->scale > 1 ? ", its parameters, P, R and buffer smaller alike" : "");
}

static stm_status search(call *c, const stm_mask *mask, const order_search *how,
                         stm_plan_options *options, stm_arguments *arguments)
{
    search_log seen = {.num = 0};
    run_bar bar;
    stm_chosen chosen;
    stm_choose_options o = {.num_multiplications = options->num_multiplications,
                            .read_limit = options->read_limit,
                            .row_limit = options->row_limit,
                            .column_limit = options->column_limit,
                            .buffer = how->buffer,
                            .objective = how->objective,
                            .trials = how->trials,
                            .seed = how->seed,
                            .seconds = how->seconds,
                            .tried = remember,
                            .context = &seen,
                            .progress = &bar.progress};
    run_bar_start(&bar, "choosing an order", false);
    stm_status status = stm_choose_order(mask, &chosen, &c->error, &o);
    run_bar_end(&bar);
    if (status != STM_OK)
        return status;
    options->order = chosen.best.order;
    *arguments = chosen.best.arguments;
    say_searched(&chosen, mask);
    for (int k = 0; k < seen.num; k++)
        say_choice(&seen.best[k], "  ");
    bool whole = chosen.size == stm_mask_size(mask) && chosen.scale == 1;
    char text[160];
    stm_order_format(options->order, arguments, text, sizeof text);
    run_say(false,
            "order auto: chose %s: %" PRId64
            " loads%s, where no order can do with fewer than %" PRId64,
            text, chosen.best.loads, whole ? "" : " of the smaller mask", chosen.bound);
    return STM_OK;
}

stm_status order_parse(call *c, const char *text, const stm_mask *mask, const order_search *how,
                       stm_plan_options *options, stm_arguments *arguments)
{
    options->order_arguments = arguments;
    if (strcmp(text, "auto") != 0)
        return order_check(c, text, &options->order, arguments);
    if (how->buffer == 0 &&
        (how->objective == STM_OBJECTIVE_LRU || how->objective == STM_OBJECTIVE_OPT))
        return options_refuse(&c->error,
                              "--order auto: needs --buffer B, or --objective none or previous");
    return search(c, mask, how, options, arguments);
}

void order_file_name(const stm_plan_options *options, char *name, size_t capacity)
{
    size_t used = (size_t)snprintf(name, capacity, "%s", options->order->name);
    for (int k = 0; k < options->order->parameters.num && used < capacity; k++)
        used += (size_t)snprintf(name + used, capacity - used, "-%" PRId64,
                                 options->order_arguments->integer[k]);
    for (char *c = name; *c != '\0'; c++)
        if (*c == '_')
            *c = '-';
}
