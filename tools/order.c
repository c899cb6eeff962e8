#include "order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

const char *const order_objectives[] = {"none", "previous", "lru", "opt", NULL};

stm_objective order_objective(int64_t choice)
{
    static const stm_objective objectives[] = {STM_OBJECTIVE_NONE, STM_OBJECTIVE_PREVIOUS,
                                               STM_OBJECTIVE_LRU, STM_OBJECTIVE_OPT};
    return objectives[choice];
}

int order_check(const program *p, const char *text, const stm_order **order,
                stm_arguments *arguments)
{
    stm_error error;
    stm_status status = stm_order_parse(text, order, arguments, &error);
    if (status == STM_OK)
        return -1;
    /* "order 'x': is not known" becomes the option; else the sentence follows it. */
    bool unknown = strncmp(error.message, "order ", 6) == 0;
    int exit_status = options_fail(p, "--%s%s", unknown ? "" : "order ", error.message);
    if (error.position >= 0 && error.position < 200) {
        fputs("  ", stderr);
        run_print_line(text, 240);
        fprintf(stderr, "  %*s^\n", (int)error.position, "");
    }
    return exit_status;
}

/* What a search has seen of each kind of order. */
typedef struct summary {
    const stm_order *orders[32];
    stm_choice best[32];
    int num;
} summary;

static void remember(void *context, const stm_choice *choice)
{
    summary *s = context;
    int k = 0;
    while (k < s->num && s->best[k].order != choice->order)
        k++;
    if (k == s->num && s->num < 32)
        s->best[s->num++] = *choice;
    else if (k < s->num && choice->loads < s->best[k].loads)
        s->best[k] = *choice;
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

static int search(const program *p, const stm_mask *mask, int64_t buffer, stm_objective objective,
                  bool quiet, stm_plan_options *options, stm_arguments *arguments)
{
    summary seen = {.num = 0};
    run_bar bar;
    stm_chosen chosen;
    stm_error error;
    stm_choose_options o = {.num_multiplications = options->num_multiplications,
                            .read_limit = options->read_limit,
                            .buffer = buffer,
                            .objective = objective,
                            .tried = remember,
                            .context = &seen,
                            .progress = &bar.progress};
    run_bar_start(&bar, "choosing an order", quiet);
    stm_status status = stm_choose_order(mask, &chosen, &error, &o);
    run_bar_end(&bar);
    if (status != STM_OK)
        return run_fail(p, status, &error);
    options->order = chosen.best.order;
    *arguments = chosen.best.arguments;
    if (quiet)
        return -1;
    run_say(false,
            "order auto: tried %" PRId64 " order%s on a mask of %" PRId64
            " tokens%s; the best of each kind:",
            chosen.num_tried, chosen.num_tried == 1 ? "" : "s", chosen.size,
            chosen.scale > 1 ? ", its sizes, P, R and buffer scaled down" : "");
    for (int k = 0; k < seen.num; k++)
        say_choice(&seen.best[k], "  ");
    say_choice(&chosen.best, "order auto: chose ");
    run_say(false, "order auto: no order can do with fewer than %" PRId64 " there", chosen.bound);
    return -1;
}

int order_parse(const program *p, const char *text, const stm_mask *mask, int64_t buffer,
                stm_objective objective, bool quiet, stm_plan_options *options,
                stm_arguments *arguments)
{
    options->order_arguments = arguments;
    if (strcmp(text, "auto") != 0)
        return order_check(p, text, &options->order, arguments);
    if (buffer == 0 && (objective == STM_OBJECTIVE_LRU || objective == STM_OBJECTIVE_OPT))
        return options_fail(p, "--order auto: needs --buffer B, or --objective none or previous");
    return search(p, mask, buffer, objective, quiet, options, arguments);
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
