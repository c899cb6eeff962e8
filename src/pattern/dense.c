/* dense: every query sees every key. */
#include "pattern/contract.h"

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)arguments, (void)size;
    return j == i ? STM_DIAGONAL : STM_LOCAL;
}

/* The mask is symmetric: a row and a column of the same index have the same runs. */
static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)arguments;
    return stm__give_around(runs, 0, 0, size, 1, i, STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    (void)arguments;
    return size * size;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)arguments, (void)size, (void)within;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    return stm__give_band(&list, stm__band(stm__no_bound(), stm__no_bound()));
}

const stm_pattern stm__pattern_dense = {
    .name = "dense",
    .title = "Dense",
    .figure_title = "Dense Attention Mask",
    .panel_title = "Dense",
    .summary = "every query sees every key (bidirectional)",
    .source = "Vaswani et al. 2017, arXiv:1706.03762, section 3.2.1",
    .parameters = STM__NO_PARAMETERS("dense"),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = row,
    .bands = bands,
    .count = count,
};
