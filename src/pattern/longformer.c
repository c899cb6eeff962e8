/* longformer: a window on both sides, dilated or not, and tokens that see and are seen by all. */
#include <stdlib.h>

#include "parameter/list.h"
#include "pattern/contract.h"
#include "pattern/tokens.h"

enum { WINDOW_SIZE, DILATION, TOKENS, CAUSAL };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t w = arguments->integer[WINDOW_SIZE], d = arguments->integer[DILATION];
    int64_t distance = i > j ? i - j : j - i;
    const stm_list *tokens = arguments->prepared;
    if (arguments->integer[CAUSAL] && j > i)
        return 0;
    if (distance == 0)
        return STM_DIAGONAL;
    if (distance <= w * d && distance % d == 0)
        return STM_LOCAL;
    return stm__list_has(tokens, i) || stm__list_has(tokens, j) ? STM_GLOBAL : 0;
}

/* What the window takes out of the ranges leaves at most a run for each of its cells, or dilation
 * runs for each range; and twice as many while that is worked out. */
static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)column, (void)index;
    int64_t d = arguments->integer[DILATION];
    int64_t cells = 2 * stm__min(arguments->integer[WINDOW_SIZE], size / d) + 1;
    int64_t ranges = ((const stm_list *)arguments->prepared)->num + 1;
    int64_t pieces = ranges * 4 + cells, by_residue = INT64_MAX;
    if (!stm__multiply(ranges, 3 * (stm__min(d, size) + 2), &by_residue))
        by_residue = INT64_MAX;
    return 8 + 2 * stm__min(pieces, by_residue);
}

/* A row and a column of one index are alike, but for what is causal: cells from low to high. */
static int64_t line(const stm_arguments *arguments, int64_t index, int64_t low, int64_t high,
                    stm_run *runs)
{
    int64_t w = arguments->integer[WINDOW_SIZE], d = arguments->integer[DILATION];
    const stm_list *tokens = arguments->prepared;
    int64_t before = stm__min(w, (index - low) / d), after = stm__min(w, (high - index) / d);
    int64_t n =
        stm__give_around(runs, 0, index - before * d, before + 1 + after, d, index, STM_LOCAL);
    int64_t local = n;
    if (stm__list_has(tokens, index)) {
        n = stm__give_rest(runs, n, local, low, high - low + 1, STM_GLOBAL);
        return stm__give_sorted(runs, n);
    }
    for (int64_t k = stm__list_find(tokens, low); k < tokens->num; k++) {
        int64_t first = stm__max(low, tokens->ranges[k].first);
        int64_t last = stm__min(high, tokens->ranges[k].last);
        if (first > high)
            break;
        n = stm__give_rest(runs, n, local, first, last - first + 1, STM_GLOBAL);
    }
    return stm__give_sorted(runs, n);
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    return line(arguments, i, 0, arguments->integer[CAUSAL] ? i : size - 1, runs);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    return line(arguments, j, arguments->integer[CAUSAL] ? j : 0, size - 1, runs);
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
    int64_t w = arguments->integer[WINDOW_SIZE], d = arguments->integer[DILATION];
    int64_t reach = stm__min(w, size / d) * d;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    stm_bound ahead = stm__at_query(arguments->integer[CAUSAL] ? 0 : reach);
    stm__give_band(&list, stm__band_of_keys(stm__band(stm__at_query(-reach), ahead), d, 0, true));
    stm_bound last = arguments->integer[CAUSAL] ? stm__at_query(0) : stm__no_bound();
    return stm__give_global(&list, arguments->prepared, true, true, last, within);
}

static const stm_parameter parameters[] = {
    STM__INTEGER("window_size", 256, 1, "keys of the window on each side"),
    STM__INTEGER("dilation", 1, 1, "distance between the keys of the window"),
    {.name = "tokens",
     .type = STM_PARAMETER_LIST,
     .maximum = STM_MAX_SIZE,
     .default_text = "0",
     .example = "0/5/8-11",
     .help = "tokens that see every key and that every query sees"},
    STM__CHOICE("causal", stm__no_yes, "whether keys after the query are left out"),
};

const stm_pattern stm__pattern_longformer = {
    .name = "longformer",
    .title = "Longformer",
    .figure_title = "Longformer Attention Mask",
    .panel_title = "Longformer",
    .summary = "a window of window_size keys on each side, and global tokens",
    .source = "Beltagy et al. 2020, arXiv:2004.05150, section 3.1",
    .parameters = STM__PARAMETERS("longformer", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", NULL, "Global"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .prepare = prepare,
    .release = free,
};
