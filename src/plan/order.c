#include <stmask/plan.h>

#include <string.h>

#include "plan/plan.h"

const stm_order stm__row_first = {
    .name = "row_first",
    .summary = "by row, then by column",
};

static const stm_order zigzag = {
    .name = "zigzag",
    .summary = "by row; the columns of odd rows descend",
    .zigzag = true,
};

static const stm_order column_first = {
    .name = "column_first",
    .summary = "by column, then by row",
    .by_columns = true,
};

static const stm_order column_zigzag = {
    .name = "column_zigzag",
    .summary = "by column; the rows of odd columns descend",
    .by_columns = true,
    .zigzag = true,
};

static const stm_order *const orders[] = {&stm__row_first, &zigzag, &column_first, &column_zigzag};

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
