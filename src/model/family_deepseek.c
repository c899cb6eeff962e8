/* DeepSeek: full, indexed and compressed attention. */
#include "model/family.h"

#include <inttypes.h>

const stm__family stm__family_deepseek_v3 = {
    .type = {.names = "deepseek_v3, axk1, glm4_moe_lite, mistral4",
             .layers =
                 "full_attention, of latents where kv_lora_rank is set; a sliding_window has no "
                 "effect"},
    .windows_ignored = true,
};

static stm_status indexed(const stm__config *config, int64_t num, const char **types,
                          stm_error *error)
{
    (void)config, (void)error;
    for (int64_t k = 0; k < num; k++)
        types[k] = "indexed_attention";
    return STM_OK;
}

static const stm__default indexed_defaults[] = {{"index_topk", 2048}, {NULL, 0}};

const stm__family stm__family_deepseek_v32 = {
    .type = {.names = "deepseek_v32, glm_moe_dsa",
             .layers = "indexed_attention, of latents where kv_lora_rank is set"},
    .layers = indexed,
    .defaults = indexed_defaults,
};

/* `compress_ratios`: how many tokens make an entry, a number for each layer. */
static stm_status compressed(const stm__config *config, int64_t num, const char **types,
                             stm_error *error)
{
    const json_t *list;
    stm_status status = stm__config_list(config, "compress_ratios", &list, error);
    if (status != STM_OK)
        return status;
    if (list != NULL && json_array_size(list) < (size_t)num)
        return stm__config_fail(config, error, "compress_ratios",
                                ": has %zu entries; must have one for each of %" PRId64 " layers",
                                json_array_size(list), num);
    for (int64_t k = 0; k < num; k++) {
        const json_t *entry = json_array_get(list, (size_t)k);
        int64_t ratio = list == NULL             ? (k < 2 || k % 2 == 0 ? 128 : 4)
                        : json_is_integer(entry) ? json_integer_value(entry)
                                                 : -1;
        types[k] = ratio == 0     ? "sliding_attention"
                   : ratio == 4   ? "compressed_sparse_attention"
                   : ratio == 128 ? "heavily_compressed_attention"
                                  : NULL;
        if (types[k] == NULL)
            return stm__config_fail(config, error, "compress_ratios",
                                    ": entry %" PRId64 " must be 0, 4 or 128", k);
    }
    return STM_OK;
}

static const stm__default compressed_defaults[] = {
    {"compress_rates.compressed_sparse_attention", 4},
    {"compress_rates.heavily_compressed_attention", 128},
    {"index_topk", 512},
    {"sliding_window", 128},
    {"num_key_value_heads", 1},
    {"head_dim", 512},
    {NULL, 0}};

const stm__family stm__family_deepseek_v4 = {
    .type = {.names = "deepseek_v4",
             .layers = "by compress_ratios; without it two of heavily_compressed_attention, then "
                       "this and compressed_sparse_attention in turn"},
    .layers = compressed,
    .defaults = compressed_defaults,
    .keys_are_values = true,
};

static const stm__default blocks_defaults[] = {
    {"index_block_size", 128}, {"index_topk_blocks", 16}, {"index_local_blocks", 1}, {NULL, 0}};

const stm__family stm__family_minimax_m3 = {
    .type = {.names = "minimax_m3_vl_text",
             .layers = "full_attention; a sliding_window has no effect"},
    .defaults = blocks_defaults,
    .windows_ignored = true,
};
