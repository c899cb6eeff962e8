/* normal: a query sees itself and every key before it. The full causal mask. */
#include "pattern/contract.h"

static int32_t sees(const stm_arguments *arguments, int64_t i, int64_t j)
{
    (void)arguments;
    return j == i ? STM__DIAGONAL : j < i ? STM__LOCAL : 0;
}

static int row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)arguments, (void)size;
    int n = stm__give(runs, 0, 0, i, 1, STM__LOCAL);
    return stm__give(runs, n, i, 1, 1, STM__DIAGONAL);
}

static int column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    (void)arguments;
    int n = stm__give(runs, 0, j, 1, 1, STM__DIAGONAL);
    return stm__give(runs, n, j + 1, size - 1 - j, 1, STM__LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    (void)arguments;
    return size * (size + 1) / 2;
}

const stm_pattern stm__pattern_normal = {
    .name = "normal",
    .title = "Normal",
    .figure_title = "Normal (Full) Attention Mask",
    .panel_title = "Normal (Full) Attention",
    .summary = "a query sees itself and every key before it (causal)",
    .source = "Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3",
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 2,
    .sees = sees,
    .row = row,
    .column = column,
    .count = count,
};
