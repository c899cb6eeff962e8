/* GPT-Neo: global and local layers in turn, as attention_layers or attention_types list them. */
#include "model/family.h"

static stm_status layers(const stm__config *config, int64_t num, const char **types,
                         stm_error *error)
{
    for (int64_t k = 0; k < num; k++)
        types[k] = k % 2 == 0 ? "full_attention" : "local_neo";
    return stm__note(config, error,
                     "attention_layers and attention_types are missing: global and local layers in "
                     "turn were assumed, the default of %s",
                     config->model_type);
}

static const stm__default defaults[] = {{"window_size", 256}, {NULL, 0}};

const stm__family stm__family_gpt_neo = {
    .type = {.names = "gpt_neo",
             .layers = "full_attention where attention_layers, or attention_types, has global, "
                       "local_neo where it has local"},
    .layers = layers,
    .defaults = defaults,
};
