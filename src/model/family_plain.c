/* Families whose layers are all alike: full, windows where the configuration has one, encoders. */
#include "model/family.h"

const stm__family stm__family_causal = {
    .type = {.names = "llama, apertus, arcee, aria_text, biogpt, bitnet, bloom, codegen, cohere, "
                      "ctrl, dbrx, deepseek_v2, diffllama, ernie4_5, ernie4_5_moe, falcon, "
                      "flex_olmo, gemma, glm, glm4, glm4_moe, glm4v_text, glm4v_moe_text, gpt2, "
                      "gpt_bigcode, gpt_neox, gpt_neox_japanese, gptj, granite, granitemoe, "
                      "helium, hunyuan_v1_dense, hunyuan_v1_moe, hyperclovax, jais2, minicpm3, "
                      "minimax_m2, mpt, nanochat, nemotron, olmo, olmo2, opt, persimmon, phi, "
                      "qwen3_vl_text, qwen3_vl_moe_text, seed_oss, solar_open, stablelm, youtu",
             .layers = "full_attention; a sliding_window has no effect"},
    .windows_ignored = true,
};

/* The modelling code takes the window for all layers where sliding_window is set. */
const stm__family stm__family_window = {
    .type = {.names = "mistral, ministral, ministral3, mixtral, phi3, phimoe, starcoder2",
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
