/* Layers without attention: they keep a state, or mix nothing at all. */
#include <stdio.h>

#include "model/layer_type.h"

/* No pattern sees nothing; a mask without itself does. */
static void nothing(stm__layer_rule *rule, int64_t tokens, const char *remark)
{
    snprintf(rule->mask, sizeof rule->mask, "causal - causal");
    snprintf(rule->remark, sizeof rule->remark, "%s", remark);
    rule->keys = tokens;
}

static stm_status state(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                        stm_error *error)
{
    (void)config, (void)error;
    nothing(rule, tokens, "the layer has no attention but a state, which is not counted");
    return STM_OK;
}

static stm_status no_mixing(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                            stm_error *error)
{
    (void)config, (void)error;
    nothing(rule, tokens, "the layer has no attention and no state");
    return STM_OK;
}

const stm__layer_class stm__layer_linear_attention = {
    .type = {.name = "linear_attention",
             .aliases = "mamba, recurrent",
             .sees = "none: a state",
             .cache = "0",
             .keys = ""},
    .rule = state,
};

const stm__layer_class stm__layer_conv = {
    .type = {.name = "conv", .aliases = "", .sees = "none: a state", .cache = "0", .keys = ""},
    .rule = state,
};

const stm__layer_class stm__layer_moe = {
    .type = {.name = "moe",
             .aliases = "mlp",
             .sees = "none: each token for itself",
             .cache = "0",
             .keys = ""},
    .rule = no_mixing,
};
