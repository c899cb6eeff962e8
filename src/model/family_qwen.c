/* Qwen: windows only where use_sliding_window says so, from layer max_window_layers on. */
#include "model/family.h"

static stm_status layers(const stm__config *config, int64_t num, const char **types,
                         stm_error *error)
{
    bool used = false;
    int64_t first = stm__config_default(config, "max_window_layers");
    stm_status status = stm__config_boolean(config, "use_sliding_window", &used, error);
    if (status == STM_OK)
        status = stm__config_integer(config, "max_window_layers", 0, STM_MODEL_MAX_LAYERS, &first,
                                     error);
    used = used && stm__config_get(config, "sliding_window") != NULL;
    for (int64_t k = 0; k < num; k++)
        types[k] = used && k >= first ? "sliding_attention" : "full_attention";
    return status;
}

/* Of the first max_window_layers every second one. */
static stm_status every_second(const stm__config *config, int64_t num, const char **types,
                               stm_error *error)
{
    bool used = false;
    int64_t end = stm__config_default(config, "max_window_layers");
    stm_status status = stm__config_boolean(config, "use_sliding_window", &used, error);
    if (status == STM_OK)
        status =
            stm__config_integer(config, "max_window_layers", 0, STM_MODEL_MAX_LAYERS, &end, error);
    used = used && stm__config_get(config, "sliding_window") != NULL;
    for (int64_t k = 0; k < num; k++)
        types[k] = used && k < end && k % 2 == 0 ? "sliding_attention" : "full_attention";
    return status;
}

static const stm__default defaults[] = {{"max_window_layers", 28}, {NULL, 0}};

const stm__family stm__family_qwen2 = {
    .type = {.names = "qwen2, qwen2_vl_text, qwen2_5_vl_text, qwen2_5_omni_text, qwen3",
             .layers = "full_attention; where use_sliding_window is true sliding_attention from "
                       "layer max_window_layers (28) on"},
    .layers = layers,
    .defaults = defaults,
};

static stm_status all_layers(const stm__config *config, int64_t num, const char **types,
                             stm_error *error)
{
    bool used = false;
    stm_status status = stm__config_boolean(config, "use_sliding_window", &used, error);
    used = used && stm__config_get(config, "sliding_window") != NULL;
    for (int64_t k = 0; k < num; k++)
        types[k] = used ? "sliding_attention" : "full_attention";
    return status;
}

const stm__family stm__family_qwen3_moe = {
    .type = {.names = "qwen3_moe",
             .layers = "full_attention; where use_sliding_window is true sliding_attention"},
    .layers = all_layers,
};

const stm__family stm__family_qwen2_moe = {
    .type = {.names = "qwen2_moe",
             .layers =
                 "full_attention; where use_sliding_window is true sliding_attention in every "
                 "second of the first max_window_layers (28)"},
    .layers = every_second,
    .defaults = defaults,
};
