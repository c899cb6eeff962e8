/* streaming: the most recent keys, and the very first ones, which later queries rest on. */
#include "pattern/contract.h"

enum { START, RECENT };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    if (j > i)
        return 0;
    if (j == i)
        return STM_DIAGONAL;
    if (i - j < arguments->integer[RECENT])
        return STM_LOCAL;
    return j < arguments->integer[START] ? STM_GLOBAL : 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    int64_t recent = stm__max(0, i - arguments->integer[RECENT] + 1);
    int64_t n = stm__give(runs, 0, 0, stm__min(arguments->integer[START], recent), 1, STM_GLOBAL);
    n = stm__give(runs, n, recent, i - recent, 1, STM_LOCAL);
    return stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t after = stm__min(size - 1 - j, arguments->integer[RECENT] - 1);
    int64_t n = stm__give(runs, 0, j, 1, 1, STM_DIAGONAL);
    n = stm__give(runs, n, j + 1, after, 1, STM_LOCAL);
    if (j >= arguments->integer[START])
        return n;
    return stm__give(runs, n, j + 1 + after, size - 1 - j - after, 1, STM_GLOBAL);
}

/* The sum of min(t, most) for t from 1 to n. */
static int64_t sum_of_minima(int64_t n, int64_t most)
{
    int64_t rising = stm__min(n, most);
    return rising * (rising + 1) / 2 + (n - rising) * most;
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t recent = stm__min(size, arguments->integer[RECENT]);
    return sum_of_minima(size, recent) + sum_of_minima(size - recent, arguments->integer[START]);
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size, (void)within;
    int64_t start = arguments->integer[START], recent = arguments->integer[RECENT];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    if (start > 0) {
        /* From this query on all of the first keys are before the window. */
        int64_t apart = start + recent - 1;
        stm__give_band(&list,
                       stm__band_of_queries(stm__band(stm__no_bound(), stm__at_query(-recent)),
                                            recent, apart));
        stm__give_band(&list,
                       stm__band_of_queries(stm__band(stm__no_bound(), stm__at_key(start - 1)),
                                            apart, INT64_MAX));
    }
    return stm__give_band(&list, stm__band(stm__at_query(1 - recent), stm__at_query(0)));
}

static const stm_parameter parameters[] = {
    STM__INTEGER("start", 4, 0, "keys at the beginning that every later query sees"),
    STM__INTEGER("recent", 512, 1, "keys of the causal window, the query's own included"),
};

const stm_pattern stm__pattern_streaming = {
    .name = "streaming",
    .title = "Streaming",
    .figure_title = "Streaming Attention Mask (sinks and a window)",
    .panel_title = "Streaming",
    .summary = "the first keys (attention sinks) and the most recent ones, causal",
    .source = "Xiao et al. 2023, arXiv:2309.17453, section 3.2",
    .parameters = STM__PARAMETERS("streaming", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", NULL, "Global"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
