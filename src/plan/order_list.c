/* The orders by lines, the list of all orders, and their texts by the functions of all tables. */
#include <stmask/plan.h>

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "parameter/arguments.h"
#include "parameter/lookalike.h"
#include "parameter/text_slice.h"
#include "plan/orders.h"
#include "plan/stream.h"

const stm__order_class stm__order_row_first = {
    .about =
        {
            .name = "row_first",
            .summary = "by row, then by column",
            .parameters = STM__NO_PARAMETERS("row_first"),
        },
    .stream = &stm__line_stream,
};

const stm__order_class stm__order_zigzag = {
    .about =
        {
            .name = "zigzag",
            .summary = "by row; the columns of odd rows descend",
            .parameters = STM__NO_PARAMETERS("zigzag"),
            .zigzag = true,
        },
    .stream = &stm__line_stream,
};

const stm__order_class stm__order_column_first = {
    .about =
        {
            .name = "column_first",
            .summary = "by column, then by row",
            .parameters = STM__NO_PARAMETERS("column_first"),
            .by_columns = true,
        },
    .stream = &stm__line_stream,
};

const stm__order_class stm__order_column_zigzag = {
    .about =
        {
            .name = "column_zigzag",
            .summary = "by column; the rows of odd columns descend",
            .parameters = STM__NO_PARAMETERS("column_zigzag"),
            .by_columns = true,
            .zigzag = true,
        },
    .stream = &stm__line_stream,
};

#define STM__ORDER(name) &stm__order_##name.about,
static const stm_order *const orders[] = {
#include "plan/orders.def"
};
#undef STM__ORDER

const stm_order *const *stm_order_list(size_t *num)
{
    *num = sizeof orders / sizeof *orders;
    return orders;
}

static const stm_order *order_named(stm_text name)
{
    for (size_t k = 0; k < sizeof orders / sizeof *orders; k++)
        if (stm__text_is(name, orders[k]->name))
            return orders[k];
    return NULL;
}

const stm_order *stm_order_find(const char *name)
{
    return order_named(stm__text(name));
}

stm_arguments stm_order_defaults(const stm_order *order)
{
    return stm__arguments_defaults(&order->parameters);
}

static stm_status unknown_order(stm_text name, stm_error *error)
{
    char known[512] = "";
    size_t used = 0;
    stm_guess guess = {.text = name.at, .length = name.length};
    for (size_t k = 0; k < sizeof orders / sizeof *orders && used < sizeof known; k++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", k == 0 ? "" : ", ",
                                 orders[k]->name);
    for (size_t k = 0; k < sizeof orders / sizeof *orders; k++)
        stm_guess_offer(&guess, orders[k]->name);
    if (guess.word != NULL)
        return stm__fail_at(error, 0, "order '%.*s': is not known; did you mean %s?",
                            stm__shown(name), name.at, guess.word);
    return stm__fail_at(error, 0, "order '%.*s': is not known; there are %s", stm__shown(name),
                        name.at, known);
}

static stm_status parse(const char *text, const stm_order **order, stm_arguments *arguments,
                        stm_error *error)
{
    stm_text name = {text, strcspn(text, ":")};
    const stm_order *found = order_named(name);
    if (found == NULL)
        return unknown_order(name, error);
    stm_arguments values = stm_order_defaults(found);
    stm_status status = stm__arguments_parse(text, stm__text(text + name.length),
                                             &found->parameters, &values, error);
    if (status != STM_OK)
        return status;
    stm__arguments_drop_lists(&found->parameters, &values);
    *order = found;
    *arguments = values;
    return STM_OK;
}

stm_status stm_order_parse(const char *text, const stm_order **order, stm_arguments *arguments,
                           stm_error *error)
{
    stm_status status = parse(text, order, arguments, error);
    if (status == STM_EINVAL)
        stm__lookalike_explain(text, text + strlen(text), error);
    return status;
}

int stm_order_format(const stm_order *order, const stm_arguments *arguments, char *text,
                     size_t capacity)
{
    return stm__arguments_format(&order->parameters, arguments, text, capacity);
}
