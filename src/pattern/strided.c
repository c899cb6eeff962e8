/* strided: the last window_size keys, itself included, and every stride-th key before them. */
#include "pattern/contract.h"

enum { WINDOW_SIZE, STRIDE };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t w = arguments->integer[WINDOW_SIZE], s = arguments->integer[STRIDE];
    if (j == i)
        return STM_DIAGONAL;
    if (i - w < j && j < i)
        return STM_LOCAL;
    if (j <= i - w && (i - w - j) % s == 0)
        return STM_STRIDED;
    return 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    int64_t w = arguments->integer[WINDOW_SIZE], s = arguments->integer[STRIDE];
    int64_t n = 0;
    if (i >= w)
        n = stm__give(runs, n, (i - w) % s, (i - w) / s + 1, s, STM_STRIDED);
    int64_t local = stm__max(0, i - w + 1);
    n = stm__give(runs, n, local, i - local, 1, STM_LOCAL);
    return stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t w = arguments->integer[WINDOW_SIZE], s = arguments->integer[STRIDE];
    int64_t n = stm__give(runs, 0, j, 1, 1, STM_DIAGONAL);
    n = stm__give(runs, n, j + 1, stm__min(w - 1, size - 1 - j), 1, STM_LOCAL);
    if (j + w < size)
        n = stm__give(runs, n, j + w, (size - 1 - j - w) / s + 1, s, STM_STRIDED);
    return n;
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t w = arguments->integer[WINDOW_SIZE], s = arguments->integer[STRIDE];
    int64_t beginning = stm__min(size, w), rest = size - beginning;
    /* The rows from w on have a whole window, and row w + t has floor(t / s) + 1 strides. */
    return beginning * (beginning + 1) / 2 + rest * w + rest + stm__sum_of_floors(rest, s);
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)within;
    int64_t w = arguments->integer[WINDOW_SIZE], s = arguments->integer[STRIDE];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    if (s == 1)
        return stm__give_band(&list, stm__band(stm__no_bound(), stm__at_query(0)));
    if (w < size)
        stm__give_band(
            &list, stm__band_of_keys(stm__band(stm__no_bound(), stm__at_query(-w)), s, -w, true));
    return stm__give_band(&list, stm__band(stm__at_query(1 - w), stm__at_query(0)));
}

static const stm_parameter parameters[] = {
    STM__WINDOW_SIZE("keys of the local window, the query's own included"),
    {.name = "stride",
     .type = STM_PARAMETER_INTEGER,
     .default_value = 32,
     .minimum = 1,
     .maximum = STM_MAX_SIZE,
     .help = "distance between the keys seen before the window"},
};

const stm_pattern stm__pattern_strided = {
    .name = "strided",
    .title = "Strided",
    .figure_title = "Strided Pattern Mask",
    .panel_title = "Strided Pattern",
    .summary = "a local window, and every stride-th key before it",
    .source =
        "Child et al. 2019, arXiv:1904.10509, section 4.2 (theirs where stride = window_size)",
    .parameters = STM__PARAMETERS("strided", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Strided"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
