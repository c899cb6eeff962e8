/* Keys, or blocks of keys, that an indexer picks for each query: how many is known, which is not.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/arithmetic.h"
#include "model/family.h"
#include "model/layer_type.h"

static stm_status indexed(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                          stm_error *error)
{
    int64_t most = 0;
    stm_status status = stm__config_required(config, "index_topk", STM_MAX_SIZE, &most, error);
    if (status != STM_OK)
        return status;
    snprintf(rule->mask, sizeof rule->mask, "causal");
    snprintf(rule->remark, sizeof rule->remark,
             "an indexer picks min(i + 1, %" PRId64 ") of these keys for query i (index_topk)",
             most);
    rule->attends = rule->counted = true;
    rule->keys = rule->cached = tokens;
    rule->nonzeros = stm__window_cells(most, tokens);
    rule->token_sees = stm__min(most, tokens + 1);
    rule->token_reads = stm__min(most, tokens);
    return STM_OK;
}

static stm_status sparse_blocks(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                                stm_error *error)
{
    int64_t block = 0, most = 0, own = 0;
    stm_status status =
        stm__config_required(config, "index_block_size", STM_MAX_SIZE, &block, error);
    if (status == STM_OK)
        status = stm__config_required(config, "index_topk_blocks", STM_MAX_SIZE, &most, error);
    if (status == STM_OK)
        status = stm__config_required(config, "index_local_blocks", STM_MAX_SIZE, &own, error);
    if (status != STM_OK)
        return status;
    if (own > most)
        return stm__config_fail(config, error, "index_local_blocks",
                                " %" PRId64 ": must be at most index_topk_blocks, %" PRId64, own,
                                most);
    snprintf(rule->mask, sizeof rule->mask, "causal");
    snprintf(rule->remark, sizeof rule->remark,
             "an indexer picks at most %" PRId64 " blocks of %" PRId64
             " of these keys for a query, its own block always",
             most, block);
    rule->attends = rule->counted = true;
    rule->keys = rule->cached = tokens;
    /* Of the blocks before a query's own, those beyond most - 1 are left out; the first query that
     * leaves one out is the first of block `most`. */
    int64_t whole = tokens / block < most - 1 ? tokens : (most - 1) * block;
    rule->nonzeros =
        stm__window_cells(tokens, tokens) - block * stm__sum_of_floors(tokens - whole, block);
    rule->token_sees = tokens + 1 - block * ((tokens - whole) / block);
    rule->token_reads = rule->token_sees - 1;
    return STM_OK;
}

const stm__layer_class stm__layer_indexed_attention = {
    .type = {.name = "indexed_attention",
             .aliases = "deepseek_sparse_attention",
             .sees = "min(i + 1, k) keys j <= i, which an indexer picks",
             .cache = "n",
             .keys = "k = index_topk"},
    .rule = indexed,
};

const stm__layer_class stm__layer_minimax_m3_sparse = {
    .type = {.name = "minimax_m3_sparse",
             .aliases = "",
             .sees = "keys j <= i of at most k blocks of b, which an indexer picks, the own always",
             .cache = "n",
             .keys = "k = index_topk_blocks, b = index_block_size, index_local_blocks"},
    .rule = sparse_blocks,
};
