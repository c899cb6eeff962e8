/* A window, and behind the tokens an entry for every m of them, which whoever comes later sees: all
 * of the entries, or those that an indexer picks. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arithmetic.h"
#include "model/family.h"
#include "model/layer_type.h"

/* How many tokens make an entry: compress_rates has it by the name of the type. */
static stm_status read_rate(const stm__config *config, const char *type, const char *ratio,
                            int64_t *rate, stm_error *error)
{
    json_t *rates = stm__config_get(config, "compress_rates");
    char key[80];
    *rate = 0;
    if (rates != NULL && !json_is_object(rates))
        return stm__config_fail(config, error, "compress_rates", ": is %s; must be an object",
                                stm__json_kind(rates));
    if (rates != NULL && json_object_get(rates, type) != NULL) {
        stm__config inner = *config;
        size_t used = strlen(inner.section);
        snprintf(inner.section + used, sizeof inner.section - used, "compress_rates.");
        inner.object = rates;
        return stm__config_required(&inner, type, STM_MAX_SIZE, rate, error);
    }
    stm_status status = stm__config_integer(config, ratio, 1, STM_MAX_SIZE, rate, error);
    if (status != STM_OK || *rate > 0)
        return status;
    snprintf(key, sizeof key, "compress_rates.%s", type);
    return stm__config_required(config, key, STM_MAX_SIZE, rate, error);
}

/* The sum over all queries i of min(floor((i + 1) / rate), most). */
static int64_t entries_seen(int64_t tokens, int64_t rate, int64_t most)
{
    /* The first tokens, up to the one that sees `most` entries. */
    int64_t first = tokens / rate < most ? tokens : most * rate - 1;
    return stm__sum_of_floors(first + 1, rate) + (tokens - first) * most;
}

/* `most`: of the entries that a query sees. */
static stm_status compressed(const stm__config *config, int64_t tokens, int64_t rate, int64_t most,
                             stm__layer_rule *rule, stm_error *error)
{
    int64_t window = 0, entries = tokens / rate;
    stm_status status = stm__layer_window(config, &window, error);
    if (status != STM_OK)
        return status;
    int used = snprintf(rule->mask, sizeof rule->mask,
                        "at:of=(local:window_size=%" PRId64 "),size=%" PRId64, window, tokens);
    if (entries > 0)
        snprintf(rule->mask + used, sizeof rule->mask - (size_t)used,
                 " + at:of=(stair:rate=%" PRId64 "),query=0,key=%" PRId64 ",queries=%" PRId64
                 ",keys=%" PRId64,
                 rate, tokens, tokens, entries);
    rule->attends = true;
    rule->keys = tokens + entries;
    rule->cached = stm__min(window, tokens) + entries;
    rule->nonzeros = stm__window_cells(window, tokens) + entries_seen(tokens, rate, most);
    int64_t near = stm__min(window, tokens + 1);
    rule->token_sees = near + stm__min((tokens + 1) / rate, most);
    rule->token_reads = near - 1 + stm__min(entries, most);
    return STM_OK;
}

static stm_status heavily(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                          stm_error *error)
{
    int64_t rate;
    stm_status status =
        read_rate(config, "heavily_compressed_attention", "compress_rate_hca", &rate, error);
    if (status != STM_OK)
        return status;
    return compressed(config, tokens, rate, STM_MAX_SIZE, rule, error);
}

static stm_status sparse(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                         stm_error *error)
{
    int64_t rate, most = 0;
    stm_status status =
        read_rate(config, "compressed_sparse_attention", "compress_rate_csa", &rate, error);
    if (status == STM_OK)
        status = stm__config_required(config, "index_topk", STM_MAX_SIZE, &most, error);
    if (status != STM_OK)
        return status;
    rule->counted = true;
    snprintf(rule->remark, sizeof rule->remark,
             "of the entries behind the tokens an indexer picks at most %" PRId64
             " for a query (index_topk)",
             most);
    return compressed(config, tokens, rate, most, rule, error);
}

const stm__layer_class stm__layer_heavily_compressed_attention = {
    .type = {.name = "heavily_compressed_attention",
             .aliases = "",
             .sees = "i - w < j <= i, and the entries e < floor((i + 1) / m)",
             .cache = "min(n, w) + floor(n / m)",
             .keys = "w = sliding_window, m = compress_rates of the type"},
    .rule = heavily,
};

const stm__layer_class stm__layer_compressed_sparse_attention = {
    .type = {.name = "compressed_sparse_attention",
             .aliases = "",
             .sees =
                 "i - w < j <= i, and at most k of the entries e < floor((i + 1) / m), which an "
                 "indexer picks",
             .cache = "min(n, w) + floor(n / m)",
             .keys = "w = sliding_window, m = compress_rates of the type, k = index_topk"},
    .rule = sparse,
};
