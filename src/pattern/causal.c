/* causal: another name of normal. */
#include "pattern/contract.h"

const stm_pattern stm__pattern_causal = {
    .name = "causal",
    .title = "Causal",
    .figure_title = "Causal Attention Mask",
    .panel_title = "Causal",
    .summary = "another name of normal: a query sees itself and every key before it",
    .source = "Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3",
    .parameters = STM__NO_PARAMETERS("causal"),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 2,
    .sees = stm__normal_sees,
    .row = stm__normal_row,
    .column = stm__normal_column,
    .bands = stm__normal_bands,
    .count = stm__normal_count,
};
