/* local: a causal window, with the query's own key counted in it or not. */
#include "pattern/contract.h"

enum { WINDOW_SIZE, CONVENTION };
enum { INCLUDING_SELF, EXCLUDING_SELF };

/* How far back the farthest key is. */
static int64_t reach(const stm_arguments *arguments)
{
    return arguments->integer[WINDOW_SIZE] - (arguments->integer[CONVENTION] == INCLUDING_SELF);
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t w = arguments->integer[WINDOW_SIZE];
    if (j == i)
        return STM_DIAGONAL;
    if (arguments->integer[CONVENTION] == INCLUDING_SELF)
        return j < i && i - j < w ? STM_LOCAL : 0;
    return j < i && i - j <= w ? STM_LOCAL : 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    int64_t before = stm__min(i, reach(arguments));
    int64_t n = stm__give(runs, 0, i - before, before, 1, STM_LOCAL);
    return stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t n = stm__give(runs, 0, j, 1, 1, STM_DIAGONAL);
    return stm__give(runs, n, j + 1, stm__min(size - 1 - j, reach(arguments)), 1, STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t before = stm__min(reach(arguments), size);
    /* Row i has min(i, before) keys and its own. */
    return size + before * (before - 1) / 2 + (size - before) * before;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size, (void)within;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    return stm__give_band(&list, stm__band(stm__at_query(-reach(arguments)), stm__at_query(0)));
}

static const char *const conventions[] = {"including_self", "excluding_self", NULL};

static const stm_parameter parameters[] = {
    STM__INTEGER("window_size", 128, 1, "keys of the window"),
    STM__CHOICE("convention", conventions, "whether the query's own key is one of them"),
};

const stm_pattern stm__pattern_local = {
    .name = "local",
    .title = "Local",
    .figure_title = "Local Attention Mask",
    .panel_title = "Local",
    .summary = "a causal window: the last window_size keys",
    .source = "OpenAI sparse_attention `local`; FlashAttention window_size (w, 0) for the other "
              "convention",
    .parameters = STM__PARAMETERS("local", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 2,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
