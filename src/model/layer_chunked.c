/* Chunks: the keys up to the query in its own chunk of c tokens. */
#include <inttypes.h>
#include <stdio.h>

#include "base/arithmetic.h"
#include "model/family.h"
#include "model/layer_type.h"

static stm_status chunked(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                          stm_error *error)
{
    int64_t chunk = 0;
    stm_status status =
        stm__config_required(config, "attention_chunk_size", STM_MAX_SIZE, &chunk, error);
    if (status != STM_OK)
        return status;
    snprintf(rule->mask, sizeof rule->mask, "chunked:chunk_size=%" PRId64, chunk);
    rule->attends = true;
    rule->cached = stm__min(tokens, chunk);
    rule->token_reads = tokens % chunk;
    rule->token_sees = rule->token_reads + 1;
    return stm__layer_count(rule, tokens, error);
}

const stm__layer_class stm__layer_chunked_attention = {
    .type = {.name = "chunked_attention",
             .aliases = "",
             .sees = "j <= i with floor(i / c) = floor(j / c)",
             .cache = "min(n, c)",
             .keys = "c = attention_chunk_size"},
    .rule = chunked,
};
