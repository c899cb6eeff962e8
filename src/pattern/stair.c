/* stair: compressed entries, one for every `rate` tokens, seen from the last of these on. A step of
 * one key every `rate` queries is no band. */
#include "pattern/contract.h"

enum { RATE };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    return j < (i + 1) / arguments->integer[RATE] ? STM_COLUMN : 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    return stm__give(runs, 0, 0, (i + 1) / arguments->integer[RATE], 1, STM_COLUMN);
}

/* Entry j is whole with the token (j + 1) * rate - 1. */
static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t first = (j + 1) * arguments->integer[RATE] - 1;
    return stm__give(runs, 0, first, size - first, 1, STM_COLUMN);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    return stm__sum_of_floors(size + 1, arguments->integer[RATE]);
}

static const stm_parameter parameters[] = {
    STM__INTEGER("rate", 4, 1, "tokens that an entry stands for"),
};

const stm_pattern stm__pattern_stair = {
    .name = "stair",
    .title = "Stair",
    .figure_title = "Compressed Entries Mask",
    .panel_title = "Stair",
    .summary = "of the entries that stand for `rate` tokens each, those whose tokens are over",
    .source = "DeepSeek V4: transformers, heavily_compressed_attention, compress_rates",
    .parameters = STM__PARAMETERS("stair", parameters),
    .value_names = {"No Attention", NULL, NULL, "Compressed"},
    .max_runs = 1,
    .sees = sees,
    .row = row,
    .column = column,
    .count = count,
};
