/* log_sparse: the own key, and the keys 1, 2, 4, 8, ... before it. */
#include "pattern/contract.h"

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)arguments, (void)size;
    if (j == i)
        return STM_DIAGONAL;
    for (int64_t back = 1; back <= i; back *= 2)
        if (j == i - back)
            return STM_LOCAL;
    return 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)arguments, (void)size;
    int64_t n = 0, back = 1;
    while (2 * back <= i)
        back *= 2;
    for (; back >= 1 && back <= i; back /= 2)
        n = stm__give(runs, n, i - back, 1, 1, STM_LOCAL);
    return stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    (void)arguments;
    int64_t n = stm__give(runs, 0, j, 1, 1, STM_DIAGONAL);
    for (int64_t ahead = 1; j + ahead < size; ahead *= 2)
        n = stm__give(runs, n, j + ahead, 1, 1, STM_LOCAL);
    return n;
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    (void)arguments;
    int64_t total = size;
    for (int64_t back = 1; back < size; back *= 2)
        total += size - back;
    return total;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)arguments, (void)within;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    stm__give_band(&list, stm__band(stm__at_query(-2), stm__at_query(0)));
    for (int64_t back = 4; back < size; back *= 2)
        stm__give_band(&list, stm__band(stm__at_query(-back), stm__at_query(-back)));
    return list.num;
}

const stm_pattern stm__pattern_log_sparse = {
    .name = "log_sparse",
    .title = "Log Sparse",
    .figure_title = "Log-Sparse Attention Mask",
    .panel_title = "Log Sparse",
    .summary = "the keys 1, 2, 4, 8, ... before the query, and its own",
    .source = "Li et al. 2019, arXiv:1907.00235, section 4.2",
    .parameters = STM__NO_PARAMETERS("log_sparse"),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 33,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
