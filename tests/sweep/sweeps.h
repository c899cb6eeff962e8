/* What the tests of sweeps share: grids from text, and numbers from a database. */
#ifndef STMASK_TESTS_SWEEPS_H
#define STMASK_TESTS_SWEEPS_H

#include "support.h"

#include <stmask/sweep.h>

static inline stm_grid *grid_of(const char *text)
{
    stm_grid *grid = NULL;
    stm_error error = {.message = ""};
    if (stm_grid_parse(text, strlen(text), "g.ini", &grid, &error) != STM_OK)
        fail_msg("%s: %s", text, error.message);
    return grid;
}

/* The column of results of that name. */
static inline size_t column_of(const char *name)
{
    size_t num;
    const stm_sweep_column *columns = stm_sweep_columns(&num);
    for (size_t k = 0; k < num; k++)
        if (strcmp(columns[k].name, name) == 0)
            return k;
    fail_msg("no column %s", name);
    return 0;
}

static inline int64_t integer_of(const stm_design_result *result, const char *name)
{
    size_t k = column_of(name);
    assert_true(result->given >> k & 1);
    return result->values[k].integer;
}

static inline double real_of(const stm_design_result *result, const char *name)
{
    size_t k = column_of(name);
    assert_true(result->given >> k & 1);
    return result->values[k].real;
}

#endif
