/* Windows: the last w keys, the query's own included; in encoders w keys to either side. */
#include <inttypes.h>
#include <stdio.h>

#include "base/arithmetic.h"
#include "model/family.h"
#include "model/layer_type.h"

int64_t stm__window_cells(int64_t window, int64_t tokens)
{
    int64_t full = stm__min(window, tokens);
    return full * (full + 1) / 2 + (tokens - full) * full;
}

stm_status stm__layer_window(const stm__config *config, int64_t *window, stm_error *error)
{
    if (config->family->window != NULL)
        return config->family->window(config, window, error);
    return stm__config_required(config, "sliding_window", STM_MAX_SIZE, window, error);
}

stm_status stm__layer_sliding(int64_t window, bool two_sided, int64_t tokens, stm__layer_rule *rule,
                              stm_error *error)
{
    if (two_sided) /* the pattern counts the keys of both sides */
        snprintf(rule->mask, sizeof rule->mask, "sliding_window:window_size=%" PRId64,
                 2 * stm__min(window, STM_MAX_SIZE / 2));
    else
        snprintf(rule->mask, sizeof rule->mask, "local:window_size=%" PRId64, window);
    rule->attends = true;
    rule->cached = two_sided ? 0 : stm__min(window, tokens);
    rule->token_sees = two_sided ? 0 : stm__min(window, tokens + 1);
    rule->token_reads = two_sided ? 0 : rule->token_sees - 1;
    return stm__layer_count(rule, tokens, error);
}

static stm_status sliding(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                          stm_error *error)
{
    int64_t window = 0;
    stm_status status = stm__layer_window(config, &window, error);
    if (status != STM_OK)
        return status;
    return stm__layer_sliding(window, stm__is_two_sided(config), tokens, rule, error);
}

static stm_status local_neo(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                            stm_error *error)
{
    int64_t window = 0;
    stm_status status = stm__config_required(config, "window_size", STM_MAX_SIZE, &window, error);
    if (status != STM_OK)
        return status;
    return stm__layer_sliding(window, false, tokens, rule, error);
}

const stm__layer_class stm__layer_sliding_attention = {
    .type = {.name = "sliding_attention",
             .aliases = "",
             .sees = "i - w < j <= i; in encoders abs(i - j) <= w",
             .cache = "min(n, w)",
             .keys = "w = sliding_window; of modernbert local_attention / 2"},
    .rule = sliding,
};

const stm__layer_class stm__layer_local_neo = {
    .type = {.name = "local_neo",
             .aliases = "local",
             .sees = "i - w < j <= i",
             .cache = "min(n, w)",
             .keys = "w = window_size"},
    .rule = local_neo,
};
