/* fixed: the own block of window_size keys so far, and the last key of every block before it. */
#include "pattern/contract.h"

enum { WINDOW_SIZE };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t w = arguments->integer[WINDOW_SIZE];
    if (j == i)
        return STM_DIAGONAL;
    if (j < i && j / w == i / w)
        return STM_LOCAL;
    if (j < i / w * w && j % w == w - 1)
        return STM_COLUMN;
    return 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    int64_t w = arguments->integer[WINDOW_SIZE], block = i / w * w;
    /* With blocks of one key the summaries are all the keys before the query. */
    int64_t n = stm__give(runs, 0, w - 1, i / w, w, STM_COLUMN);
    n = stm__give(runs, n, block, i - block, 1, STM_LOCAL);
    return stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t w = arguments->integer[WINDOW_SIZE];
    int64_t end = stm__min(j / w * w + w, size); /* of the block */
    int64_t n = stm__give(runs, 0, j, 1, 1, STM_DIAGONAL);
    n = stm__give(runs, n, j + 1, end - 1 - j, 1, STM_LOCAL);
    if (j % w == w - 1)
        n = stm__give(runs, n, end, size - end, 1, STM_COLUMN);
    return n;
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t w = arguments->integer[WINDOW_SIZE], blocks = size / w, rest = size % w;
    /* The rows of block b see b summary keys; `rest` rows stand in the ragged last block. */
    int64_t own = blocks * (w * (w + 1) / 2) + rest * (rest + 1) / 2;
    return own + blocks * (blocks - 1) / 2 * w + blocks * rest;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)within;
    int64_t w = arguments->integer[WINDOW_SIZE];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    if (w < size)
        stm__give_band(&list, stm__band_of_keys(stm__band(stm__no_bound(), stm__at_block(w, -1)), w,
                                                -1, false));
    return stm__give_band(&list, stm__band(stm__at_block(w, 0), stm__at_query(0)));
}

static const stm_parameter parameters[] = {
    STM__WINDOW_SIZE("keys of a block; its last key sums it up for later blocks"),
};

const stm_pattern stm__pattern_fixed = {
    .name = "fixed",
    .title = "Fixed",
    .figure_title = "Fixed Pattern Mask",
    .panel_title = "Fixed Pattern",
    .summary = "the own block so far, and the last key of every earlier block",
    .source = "Child et al. 2019, arXiv:1904.10509, section 4.2 (c = 1)",
    .parameters = STM__PARAMETERS("fixed", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Column"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
