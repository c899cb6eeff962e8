/* normal: a query sees itself and every key before it. The full causal mask. */
#include "pattern/contract.h"

int32_t stm__normal_sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)arguments, (void)size;
    return j == i ? STM_DIAGONAL : j < i ? STM_LOCAL : 0;
}

int64_t stm__normal_row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)arguments, (void)size;
    int64_t n = stm__give(runs, 0, 0, i, 1, STM_LOCAL);
    return stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
}

int64_t stm__normal_column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    (void)arguments;
    int64_t n = stm__give(runs, 0, j, 1, 1, STM_DIAGONAL);
    return stm__give(runs, n, j + 1, size - 1 - j, 1, STM_LOCAL);
}

int64_t stm__normal_count(const stm_arguments *arguments, int64_t size)
{
    (void)arguments;
    return size * (size + 1) / 2;
}

int stm__normal_bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                      stm_band *bands)
{
    (void)arguments, (void)size, (void)within;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    return stm__give_band(&list, stm__band(stm__no_bound(), stm__at_query(0)));
}

const stm_pattern stm__pattern_normal = {
    .name = "normal",
    .title = "Normal",
    .figure_title = "Normal (Full) Attention Mask",
    .panel_title = "Normal (Full) Attention",
    .summary = "a query sees itself and every key before it (causal)",
    .source = "Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3",
    .parameters = STM__NO_PARAMETERS("normal"),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 2,
    .sees = stm__normal_sees,
    .row = stm__normal_row,
    .column = stm__normal_column,
    .bands = stm__normal_bands,
    .count = stm__normal_count,
};
