/* sliding_window: the keys at most floor(window_size / 2) away, on both sides. */
#include "pattern/contract.h"

enum { WINDOW_SIZE };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t distance = i > j ? i - j : j - i;
    if (distance == 0)
        return STM_DIAGONAL;
    return distance <= arguments->integer[WINDOW_SIZE] / 2 ? STM_LOCAL : 0;
}

/* The mask is symmetric: a row and a column of the same index have the same runs. */
static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    int64_t half = arguments->integer[WINDOW_SIZE] / 2;
    int64_t before = stm__min(half, i), after = stm__min(half, size - 1 - i);
    int64_t n = stm__give(runs, 0, i - before, before, 1, STM_LOCAL);
    n = stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
    return stm__give(runs, n, i + 1, after, 1, STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t half = stm__min(arguments->integer[WINDOW_SIZE] / 2, size);
    /* One side: row i has min(i, half) keys. */
    return size + 2 * (half * (half - 1) / 2 + (size - half) * half);
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size, (void)within;
    int64_t half = arguments->integer[WINDOW_SIZE] / 2;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    return stm__give_band(&list, stm__band(stm__at_query(-half), stm__at_query(half)));
}

static const stm_parameter parameters[] = {
    STM__WINDOW_SIZE("keys of the window; half of them, rounded down, on each side"),
};

const stm_pattern stm__pattern_sliding_window = {
    .name = "sliding_window",
    .title = "Sliding Window",
    .figure_title = "Sliding Window Pattern Mask",
    .panel_title = "Sliding Window",
    .summary = "the keys within half a window on both sides",
    .source = "Beltagy et al. 2020, arXiv:2004.05150, section 3.1",
    .parameters = STM__PARAMETERS("sliding_window", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = row,
    .bands = bands,
    .count = count,
};
