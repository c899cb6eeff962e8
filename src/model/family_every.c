/* Families in which every so many-th layer is another one than the rest. */
#include "model/family.h"

const stm__family stm__family_gemma2 = {
    .type = {.names = "gemma2, vaultgemma",
             .layers = "sliding_attention and full_attention in turn"},
    .every = {.period = 2, .ahead = 1, .common = "sliding_attention", .rare = "full_attention"},
};

/* Configurations of released checkpoints leave out what is the class's default. */
static const stm__default gemma3_defaults[] = {
    {"num_attention_heads", 8}, {"num_key_value_heads", 4},          {"head_dim", 256},
    {"sliding_window", 4096},   {"max_position_embeddings", 131072}, {NULL, 0}};

const stm__family stm__family_gemma3 = {
    .type = {.names = "gemma3_text",
             .layers = "sliding_attention, every sliding_window_pattern-th (6th) full_attention"},
    .every = {.key = "sliding_window_pattern",
              .period = 6,
              .ahead = 1,
              .common = "sliding_attention",
              .rare = "full_attention"},
    .defaults = gemma3_defaults,
};

static const stm__default gemma3n_defaults[] = {{"num_attention_heads", 8},
                                                {"num_key_value_heads", 2},
                                                {"head_dim", 256},
                                                {"max_position_embeddings", 32768},
                                                {"num_kv_shared_layers", 15},
                                                {"sliding_window", 512},
                                                {NULL, 0}};

const stm__family stm__family_gemma3n = {
    .type = {.names = "gemma3n_text",
             .layers = "sliding_attention, every 5th full_attention; the last "
                       "num_kv_shared_layers keep no cache of their own"},
    .every = {.period = 5, .ahead = 1, .common = "sliding_attention", .rare = "full_attention"},
    .defaults = gemma3n_defaults,
};

const stm__family stm__family_cohere2 = {
    .type = {.names = "cohere2, cohere2_moe",
             .layers = "sliding_attention, every sliding_window_pattern-th (4th) full_attention"},
    .every = {.key = "sliding_window_pattern",
              .period = 4,
              .ahead = 1,
              .common = "sliding_attention",
              .rare = "full_attention"},
};

const stm__family stm__family_olmo3 = {
    .type = {.names = "olmo3", .layers = "sliding_attention, every 4th full_attention"},
    .every = {.period = 4, .ahead = 1, .common = "sliding_attention", .rare = "full_attention"},
};

const stm__family stm__family_afmoe = {
    .type = {.names = "afmoe",
             .layers = "sliding_attention, every global_attn_every_n_layers-th (4th) "
                       "full_attention"},
    .every = {.key = "global_attn_every_n_layers",
              .period = 4,
              .ahead = 1,
              .common = "sliding_attention",
              .rare = "full_attention"},
};

const stm__family stm__family_cwm = {
    .type = {.names = "cwm",
             .layers = "sliding_attention, every 4th, from layer 0 on, full_attention"},
    .every = {.period = 4, .common = "sliding_attention", .rare = "full_attention"},
};

const stm__family stm__family_gpt_oss = {
    .type = {.names = "gpt_oss", .layers = "sliding_attention and full_attention in turn"},
    .every = {.period = 2, .ahead = 1, .common = "sliding_attention", .rare = "full_attention"},
};

const stm__family stm__family_qwen3_next = {
    .type = {.names = "qwen3_next, qwen3_5_text, qwen3_5_moe_text",
             .layers = "linear_attention, every full_attention_interval-th (4th) full_attention"},
    .every = {.key = "full_attention_interval",
              .period = 4,
              .ahead = 1,
              .common = "linear_attention",
              .rare = "full_attention"},
};

static stm_status modernbert_window(const stm__config *config, int64_t *window, stm_error *error)
{
    int64_t both = 0;
    stm_status status = stm__config_required(config, "local_attention", STM_MAX_SIZE, &both, error);
    if (status == STM_OK && both < 2)
        status = stm__config_fail(config, error, "local_attention",
                                  " 1: must be at least 2, a key to either side");
    if (status == STM_OK)
        *window = both / 2;
    return status;
}

static const stm__default modernbert_defaults[] = {{"local_attention", 128}, {NULL, 0}};

const stm__family stm__family_modernbert = {
    .type = {.names = "modernbert",
             .layers = "sliding_attention both ways, every global_attn_every_n_layers-th (3rd), "
                       "from layer 0 on, full_attention; nothing is cached"},
    .every = {.key = "global_attn_every_n_layers",
              .period = 3,
              .common = "sliding_attention",
              .rare = "full_attention"},
    .defaults = modernbert_defaults,
    .two_sided = true,
    .window = modernbert_window,
};
