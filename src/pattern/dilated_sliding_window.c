/* dilated_sliding_window: every dilation-th key, floor(window_size / 2) of them on both sides. */
#include "pattern/contract.h"

enum { WINDOW_SIZE, DILATION };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t half = arguments->integer[WINDOW_SIZE] / 2, d = arguments->integer[DILATION];
    int64_t distance = i > j ? i - j : j - i;
    if (distance == 0)
        return STM_DIAGONAL;
    return distance % d == 0 && distance / d <= half ? STM_LOCAL : 0;
}

/* The mask is symmetric: a row and a column of the same index have the same runs. */
static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    int64_t half = arguments->integer[WINDOW_SIZE] / 2, d = arguments->integer[DILATION];
    int64_t before = stm__min(half, i / d), after = stm__min(half, (size - 1 - i) / d);
    int64_t n = stm__give(runs, 0, i - before * d, before, d, STM_LOCAL);
    n = stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
    return stm__give(runs, n, i + d, after, d, STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t half = arguments->integer[WINDOW_SIZE] / 2, d = arguments->integer[DILATION];
    /* One side: row i has min(floor(i / d), half) keys. */
    int64_t beginning = stm__min(size, half * d);
    return size + 2 * (stm__sum_of_floors(beginning, d) + (size - beginning) * half);
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)within;
    int64_t d = arguments->integer[DILATION];
    int64_t half = stm__min(arguments->integer[WINDOW_SIZE] / 2, size / d);
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    stm_band band = stm__band(stm__at_query(-half * d), stm__at_query(half * d));
    return stm__give_band(&list, half == 0 ? band : stm__band_of_keys(band, d, 0, true));
}

static const stm_parameter parameters[] = {
    STM__WINDOW_SIZE("keys of the window; half of them, rounded down, on each side"),
    {.name = "dilation",
     .type = STM_PARAMETER_INTEGER,
     .default_value = 2,
     .minimum = 1,
     .maximum = STM_MAX_SIZE,
     .help = "distance between the keys of the window"},
};

const stm_pattern stm__pattern_dilated_sliding_window = {
    .name = "dilated_sliding_window",
    .title = "Dilated Sliding Window",
    .figure_title = "Dilated Sliding Window Pattern Mask",
    .panel_title = "Dilated Sliding Window",
    .summary = "every dilation-th key within half a window on both sides",
    .source = "Beltagy et al. 2020, arXiv:2004.05150, section 3.1",
    .parameters = STM__PARAMETERS("dilated_sliding_window", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = row,
    .bands = bands,
    .count = count,
};
