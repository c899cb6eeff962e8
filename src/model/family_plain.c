/* Families whose layers are all alike: full, windows where the configuration has one, encoders. */
#include "model/family.h"

const stm__family stm__family_causal = {
    .type = {.names = "llama, apertus, arcee, biogpt, bitnet, bloom, codegen, cohere, dbrx, "
                      "deepseek_v2, diffllama, ernie4_5, ernie4_5_moe, falcon, flex_olmo, gemma, "
                      "glm, glm4, gpt2, gpt_bigcode, gpt_neox, gpt_neox_japanese, gptj, granite, "
                      "granitemoe, helium, hunyuan_v1_dense, minicpm3, mpt, nanochat, "
                      "nemotron, olmo, olmo2, opt, persimmon, phi, seed_oss, stablelm, youtu",
             .layers = "full_attention; a sliding_window has no effect"},
    .windows_ignored = true,
};

/* The modelling code takes the window for all layers where sliding_window is set. */
const stm__family stm__family_window = {
    .type = {.names = "mistral, ministral3, mixtral, phi3, phimoe, starcoder2",
             .layers = "sliding_attention where sliding_window is set, else full_attention"},
};

const stm__family stm__family_encoder = {
    .type =
        {.names = "bert, camembert, distilbert, electra, eurobert, nomic_bert, roberta, "
                  "xlm-roberta, vit",
         .layers =
             "full_attention, both ways; nothing is cached, and a sliding_window has no effect"},
    .two_sided = true,
    .windows_ignored = true,
};
