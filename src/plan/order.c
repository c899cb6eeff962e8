#include <stmask/plan.h>

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "pattern/arguments.h"
#include "plan/orders.h"

const stm_order stm__order_row_first = {
    .name = "row_first",
    .summary = "by row, then by column",
    .stream = &stm__line_stream,
};

const stm_order stm__order_zigzag = {
    .name = "zigzag",
    .summary = "by row; the columns of odd rows descend",
    .zigzag = true,
    .stream = &stm__line_stream,
};

const stm_order stm__order_column_first = {
    .name = "column_first",
    .summary = "by column, then by row",
    .by_columns = true,
    .stream = &stm__line_stream,
};

const stm_order stm__order_column_zigzag = {
    .name = "column_zigzag",
    .summary = "by column; the rows of odd columns descend",
    .by_columns = true,
    .zigzag = true,
    .stream = &stm__line_stream,
};

#define STM__ORDER(name) &stm__order_##name,
static const stm_order *const orders[] = {
#include "plan/orders.def"
};
#undef STM__ORDER

const stm_order *const *stm_order_list(size_t *num)
{
    *num = sizeof orders / sizeof *orders;
    return orders;
}

const stm_order *stm_order_find(const char *name, size_t length)
{
    for (size_t k = 0; k < sizeof orders / sizeof *orders; k++)
        if (strlen(orders[k]->name) == length && memcmp(orders[k]->name, name, length) == 0)
            return orders[k];
    return NULL;
}

stm_arguments stm_order_defaults(const stm_order *order)
{
    return stm__arguments_defaults(order->parameters, order->num_parameters);
}

static stm_status unknown_order(const char *text, size_t length, stm_error *error)
{
    char known[512] = "";
    size_t used = 0;
    for (size_t k = 0; k < sizeof orders / sizeof *orders && used < sizeof known; k++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", k == 0 ? "" : ", ",
                                 orders[k]->name);
    return stm__fail_at(error, 0, "order '%.*s': is not known; there are %s", stm__shown(length),
                        text, known);
}

stm_status stm_order_parse(const char *text, const stm_order **order, stm_arguments *arguments,
                           stm_error *error)
{
    size_t length = strcspn(text, ":");
    const stm_order *found = stm_order_find(text, length);
    if (found == NULL)
        return unknown_order(text, length, error);
    stm_arguments values = stm_order_defaults(found);
    stm_status status =
        stm__arguments_parse(text, (stm_text){text + length, strlen(text + length)}, found->name,
                             found->parameters, found->num_parameters, &values, error);
    if (status != STM_OK)
        return status;
    *order = found;
    *arguments = values;
    return STM_OK;
}

int stm_order_format(const stm_order *order, const stm_arguments *arguments, char *text,
                     size_t capacity)
{
    int used = snprintf(text, capacity, "%s", order->name);
    size_t at = (size_t)used < capacity ? (size_t)used : capacity;
    return used + stm__arguments_format(order->parameters, order->num_parameters, arguments,
                                        capacity == 0 ? NULL : text + at, capacity - at);
}
