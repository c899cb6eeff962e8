/* prefix: everyone sees the prefix; what follows it is causal. */
#include "pattern/contract.h"

enum { LENGTH };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    if (j == i)
        return STM_DIAGONAL;
    if (j < arguments->integer[LENGTH])
        return STM_GLOBAL;
    return j < i ? STM_LOCAL : 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    int64_t p = stm__min(size, arguments->integer[LENGTH]);
    int64_t n = stm__give_around(runs, 0, 0, p, 1, i, STM_GLOBAL);
    return stm__give_around(runs, n, p, i - p + 1, 1, i, STM_LOCAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    if (j < arguments->integer[LENGTH])
        return stm__give_around(runs, 0, 0, size, 1, j, STM_GLOBAL);
    return stm__give_around(runs, 0, j, size - j, 1, j, STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t p = stm__min(size, arguments->integer[LENGTH]);
    return p * p + (size * (size + 1) - p * (p + 1)) / 2;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size, (void)within;
    int64_t p = arguments->integer[LENGTH];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    if (p > 0)
        stm__give_band(&list, stm__band(stm__no_bound(), stm__at_key(p - 1)));
    return stm__give_band(
        &list, stm__band_of_queries(stm__band(stm__at_key(p), stm__at_query(0)), p, INT64_MAX));
}

static const stm_parameter parameters[] = {
    STM__INTEGER("length", 128, 0, "keys of the prefix"),
};

const stm_pattern stm__pattern_prefix = {
    .name = "prefix",
    .title = "Prefix",
    .figure_title = "Prefix Attention Mask",
    .panel_title = "Prefix",
    .summary = "every query sees the prefix, and every key before itself",
    .source = "Raffel et al. 2019, arXiv:1910.10683, section 3.2.1 (prefix LM)",
    .parameters = STM__PARAMETERS("prefix", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", NULL, "Global"},
    .max_runs = 4,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
