/* Full attention, alone and beside a state: all keys up to the query, in encoders all. */
#include <stdio.h>

#include "model/family.h"
#include "model/layer_type.h"

static stm_status full(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                       stm_error *error)
{
    bool two_sided = stm__is_two_sided(config);
    snprintf(rule->mask, sizeof rule->mask, "%s", two_sided ? "dense" : "causal");
    rule->attends = true;
    rule->cached = two_sided ? 0 : tokens;
    rule->token_reads = rule->cached;
    rule->token_sees = two_sided ? 0 : tokens + 1;
    return stm__layer_count(rule, tokens, error);
}

static stm_status hybrid(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                         stm_error *error)
{
    snprintf(rule->remark, sizeof rule->remark,
             "the layer keeps a state beside its attention, which is not counted");
    return full(config, tokens, rule, error);
}

const stm__layer_class stm__layer_full_attention = {
    .type = {.name = "full_attention",
             .aliases = "attention, global",
             .sees = "j <= i; in encoders all",
             .cache = "n",
             .keys = ""},
    .rule = full,
};

const stm__layer_class stm__layer_hybrid = {
    .type = {.name = "hybrid",
             .aliases = "",
             .sees = "j <= i, beside a state",
             .cache = "n",
             .keys = ""},
    .rule = hybrid,
};
