/* Families whose configurations list, under names of their own, what each layer is. */
#include "model/family.h"

#include <inttypes.h>

/* `no_rope_layers`: 1 for a layer with rotary positions, 0 for one without; every
 * no_rope_layer_interval-th (4th) has none where the list is missing or empty. */
static stm_status with_positions(const stm__config *config, int64_t num, const char **types,
                                 const char *with, const char *without, stm_error *error)
{
    const json_t *list;
    int64_t interval = 4;
    stm_status status = stm__config_list(config, "no_rope_layers", &list, error);
    if (status == STM_OK)
        status = stm__config_integer(config, "no_rope_layer_interval", 1, STM_MODEL_MAX_LAYERS,
                                     &interval, error);
    if (status != STM_OK)
        return status;
    if (json_array_size(list) > 0 && json_array_size(list) != (size_t)num)
        return stm__config_fail(config, error, "no_rope_layers",
                                ": has %zu entries; must have one for each of %" PRId64 " layers",
                                json_array_size(list), num);
    for (int64_t k = 0; k < num; k++) {
        const json_t *entry = json_array_get(list, (size_t)k);
        bool has = entry == NULL ? (k + 1) % interval != 0
                                 : json_is_true(entry) || json_integer_value(entry) == 1;
        bool hasnt = json_is_false(entry) || (json_is_integer(entry) && !json_integer_value(entry));
        if (entry != NULL && !has && !hasnt)
            return stm__config_fail(config, error, "no_rope_layers",
                                    ": entry %" PRId64 " must be 0 or 1", k);
        types[k] = has ? with : without;
    }
    return STM_OK;
}

static stm_status llama4_layers(const stm__config *config, int64_t num, const char **types,
                                stm_error *error)
{
    return with_positions(config, num, types, "chunked_attention", "full_attention", error);
}

static const stm__default llama4_defaults[] = {{"attention_chunk_size", 8192}, {NULL, 0}};

const stm__family stm__family_llama4 = {
    .type = {.names = "llama4_text",
             .layers = "chunked_attention where no_rope_layers has 1, full_attention where it has "
                       "0; without it every 4th is full_attention"},
    .layers = llama4_layers,
    .defaults = llama4_defaults,
};

static stm_status smollm3_layers(const stm__config *config, int64_t num, const char **types,
                                 stm_error *error)
{
    bool used = false;
    stm_status status = stm__config_boolean(config, "use_sliding_window", &used, error);
    used = used && stm__config_get(config, "sliding_window") != NULL;
    return status != STM_OK ? status
                            : with_positions(config, num, types, "full_attention",
                                             used ? "sliding_attention" : "full_attention", error);
}

const stm__family stm__family_smollm3 = {
    .type = {.names = "smollm3",
             .layers = "full_attention; where use_sliding_window is true sliding_attention where "
                       "no_rope_layers has 0"},
    .layers = smollm3_layers,
};

static stm_status exaone4_layers(const stm__config *config, int64_t num, const char **types,
                                 stm_error *error)
{
    int64_t period = 4;
    if (stm__config_get(config, "sliding_window") == NULL)
        return STM_OK;
    stm_status status = stm__config_integer(config, "sliding_window_pattern", 1,
                                            STM_MODEL_MAX_LAYERS, &period, error);
    for (int64_t k = 0; k < num; k++)
        types[k] = (k + 1) % period == 0 ? "full_attention" : "sliding_attention";
    return status;
}

const stm__family stm__family_exaone4 = {
    .type = {.names = "exaone4, exaone_moe",
             .layers = "sliding_attention, every sliding_window_pattern-th (4th) full_attention; "
                       "all full_attention where sliding_window is null"},
    .layers = exaone4_layers,
};
