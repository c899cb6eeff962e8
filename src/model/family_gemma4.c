/* Gemma 4: full layers have heads of their own width and number, and the last layer is full. */
#include <string.h>

#include "model/family.h"

/* `attention_k_eq_v` only says how values come about; the cache has both. */
static stm_status shape_of(const stm__config *config, const char *type, stm__shape *shape,
                           stm_error *error)
{
    static const char kv_key[] = "num_global_key_value_heads";
    int64_t head_dim = 0, kv_heads = shape->kv_heads;
    bool own = false;
    if (strcmp(type, "full_attention") != 0)
        return STM_OK;
    stm_status status =
        stm__config_required(config, "global_head_dim", STM_MODEL_MAX_WIDTH, &head_dim, error);
    if (status == STM_OK)
        status = stm__config_boolean(config, "attention_k_eq_v", &own, error);
    if (status == STM_OK && own)
        status = stm__config_integer(config, kv_key, 1, STM_MODEL_MAX_WIDTH, &kv_heads, error);
    if (status == STM_OK)
        status = stm__shape_change(config, kv_key, kv_heads, head_dim, shape, error);
    return status;
}

static const stm__default defaults[] = {{"global_head_dim", 512}, {"head_dim", 256}, {NULL, 0}};

const stm__family stm__family_gemma4 = {
    .type = {.names = "gemma4_text",
             .layers = "sliding_attention, every 6th and the last full_attention, which has "
                       "global_head_dim (512) and num_global_key_value_heads"},
    .every = {.period = 6, .ahead = 1, .common = "sliding_attention", .rare = "full_attention"},
    .shape = shape_of,
    .defaults = defaults,
    .last_is_full = true,
};
