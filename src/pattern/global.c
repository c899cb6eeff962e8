/* global: a few tokens that see everything, that everything sees, or both. */
#include <stdlib.h>

#include "parameter/list.h"
#include "pattern/contract.h"
#include "pattern/tokens.h"

enum { TOKENS, ROWS, COLUMNS };
enum { YES, NO };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const stm_list *tokens = arguments->prepared;
    bool row = arguments->integer[ROWS] == YES && stm__list_has(tokens, i);
    bool column = arguments->integer[COLUMNS] == YES && stm__list_has(tokens, j);
    return !row && !column ? 0 : j == i ? STM_DIAGONAL : STM_GLOBAL;
}

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size, (void)column, (void)index;
    return ((const stm_list *)arguments->prepared)->num + 2;
}

/* A line is whole where its token sees all, and else has the cells of the tokens that all see. */
static int64_t line(const stm_arguments *arguments, int64_t size, int64_t index, bool whole,
                    bool cross, stm_run *runs)
{
    const stm_list *tokens = arguments->prepared;
    if (whole && stm__list_has(tokens, index))
        return stm__give_around(runs, 0, 0, size, 1, index, STM_GLOBAL);
    int64_t n = 0;
    for (int64_t k = 0; k < tokens->num && cross; k++) {
        const stm__range *t = &tokens->ranges[k];
        n = stm__give_around(runs, n, t->first, t->last - t->first + 1, 1, index, STM_GLOBAL);
    }
    return n;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    return line(arguments, size, i, arguments->integer[ROWS] == YES,
                arguments->integer[COLUMNS] == YES, runs);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    return line(arguments, size, j, arguments->integer[COLUMNS] == YES,
                arguments->integer[ROWS] == YES, runs);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    const stm_list *tokens = arguments->prepared;
    int64_t num = 0,
            sides = (arguments->integer[ROWS] == YES) + (arguments->integer[COLUMNS] == YES);
    for (int64_t k = 0; k < tokens->num; k++)
        num += tokens->ranges[k].last - tokens->ranges[k].first + 1;
    return sides * num * size - (sides == 2 ? num * num : 0);
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    stm_list *tokens = NULL;
    stm_status status = stm__list_set("tokens", arguments->list[TOKENS], size, &tokens, error);
    *prepared = tokens;
    return status;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    return stm__give_global(&list, arguments->prepared, arguments->integer[ROWS] == YES,
                            arguments->integer[COLUMNS] == YES, stm__no_bound(), within);
}

static const stm_parameter parameters[] = {
    {.name = "tokens",
     .type = STM_PARAMETER_LIST,
     .maximum = STM_MAX_SIZE,
     .example = "0/5/8-11",
     .help = "the tokens"},
    STM__CHOICE("rows", stm__yes_no, "whether they see every key"),
    STM__CHOICE("columns", stm__yes_no, "whether every query sees them"),
};

const stm_pattern stm__pattern_global = {
    .name = "global",
    .title = "Global",
    .figure_title = "Global Attention Mask",
    .panel_title = "Global",
    .summary = "the rows and the columns of a few tokens; to be put together with others",
    .source = "Beltagy et al. 2020, arXiv:2004.05150, section 3.1 (global attention)",
    .parameters = STM__PARAMETERS("global", parameters),
    .value_names = {"No Attention", "Diagonal", NULL, NULL, "Global"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
    .prepare = prepare,
    .release = free,
};
