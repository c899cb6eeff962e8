/* Reads a model's sizes, by the names that configurations have for them, and what follows of them.
 */
#include "model/shape.h"

#include <inttypes.h>

#include <stmask/model.h>

/* The first of the names that is there; else a default of the family for the first, noted; else 0.
 */
static stm_status optional(const stm__config *config, const char *const *names, int64_t maximum,
                           int64_t *value, stm_error *error)
{
    int64_t number = 0;
    stm_status status = stm__config_named(config, names, 1, maximum, &number, error);
    if (status == STM_OK && number == 0 && stm__config_default(config, names[0]) > 0)
        status = stm__config_required(config, names[0], maximum, &number, error);
    *value = number;
    return status;
}

/* The same, where none of them is an error. */
static stm_status required(const stm__config *config, const char *const *names, int64_t maximum,
                           int64_t *value, stm_error *error)
{
    stm_status status = optional(config, names, maximum, value, error);
    if (status == STM_OK && *value == 0)
        return stm__config_fail(config, error, names[0], ": is missing");
    return status;
}

/* Falcon and gpt_bigcode: one key and value for all heads. */
static stm_status read_kv_heads(const stm__config *config, stm__shape *shape, stm_error *error)
{
    static const char *const names[] = {"num_key_value_heads", "num_kv_heads", NULL};
    bool one = false, newer = false;
    int64_t heads = 0;
    stm_status status = stm__config_boolean(config, "multi_query", &one, error);
    if (status == STM_OK)
        status = stm__config_boolean(config, "new_decoder_architecture", &newer, error);
    if (status == STM_OK)
        status = optional(config, names, STM_MODEL_MAX_WIDTH, &heads, error);
    if (one && !newer)
        heads = 1;
    shape->kv_heads = heads == 0 ? shape->heads : heads;
    if (status == STM_OK && shape->heads % shape->kv_heads != 0)
        return stm__config_fail(config, error, names[0],
                                " %" PRId64 ": must divide the %" PRId64 " heads", shape->kv_heads,
                                shape->heads);
    return status;
}

static stm_status read_head_dim(const stm__config *config, stm__shape *shape, stm_error *error)
{
    static const char *const names[] = {"hidden_size", "n_embd", "d_model", "dim", NULL};
    int64_t hidden = 0;
    static const char *const own[] = {"head_dim", NULL};
    stm_status status = optional(config, own, STM_MODEL_MAX_WIDTH, &shape->head_dim, error);
    if (status != STM_OK || shape->head_dim > 0)
        return status;
    status = stm__config_named(config, names, 1, STM_MODEL_MAX_WIDTH, &hidden, error);
    if (status == STM_OK && hidden == 0)
        return stm__config_fail(config, error, "head_dim", ": is missing, and so is hidden_size");
    if (status == STM_OK && hidden % shape->heads != 0)
        return stm__config_fail(config, error, "hidden_size",
                                " %" PRId64 ": must be a multiple of the %" PRId64
                                " heads where head_dim is missing",
                                hidden, shape->heads);
    shape->head_dim = hidden / shape->heads;
    return status;
}

/* Latents: a cache of kv_lora_rank + qk_rope_head_dim elements stands for the keys and values of
 * all heads. A prompt multiplies these keys and values, one token the latents themselves. */
static stm_status read_latents(const stm__config *config, stm__shape *shape, stm_error *error)
{
    int64_t rank = 0, rope = 0, nope = 0, value = 0;
    stm_status status =
        stm__config_integer(config, "kv_lora_rank", 1, STM_MODEL_MAX_WIDTH, &rank, error);
    if (status != STM_OK || rank == 0)
        return status;
    status = stm__config_required(config, "qk_rope_head_dim", STM_MODEL_MAX_WIDTH, &rope, error);
    if (status == STM_OK)
        status =
            stm__config_required(config, "qk_nope_head_dim", STM_MODEL_MAX_WIDTH, &nope, error);
    if (status == STM_OK)
        status = stm__config_required(config, "v_head_dim", STM_MODEL_MAX_WIDTH, &value, error);
    shape->entry = shape->token_head_dim = rank + rope;
    shape->token_value_dim = rank;
    shape->head_dim = nope + rope;
    shape->value_dim = value;
    return status;
}

stm_status stm__shape_read(const stm__config *config, bool keys_are_values, stm__shape *shape,
                           stm_error *error)
{
    static const char *const layers[] = {"num_hidden_layers", "num_layers", "n_layer", "n_layers",
                                         NULL};
    static const char *const heads[] = {"num_attention_heads", "num_heads", "n_head", "n_heads",
                                        NULL};
    static const char *const positions[] = {"max_position_embeddings", "n_positions", "max_seq_len",
                                            "n_ctx", NULL};
    stm__shape s = {.shared = stm__config_default(config, "num_kv_shared_layers")};
    stm_status status = required(config, layers, STM_MODEL_MAX_LAYERS, &s.layers, error);
    if (status == STM_OK)
        status = required(config, heads, STM_MODEL_MAX_WIDTH, &s.heads, error);
    if (status == STM_OK)
        status = read_kv_heads(config, &s, error);
    bool latents = stm__config_get(config, "kv_lora_rank") != NULL;
    if (status == STM_OK && !latents)
        status = read_head_dim(config, &s, error);
    s.value_dim = s.token_head_dim = s.token_value_dim = s.head_dim;
    s.entry = (keys_are_values ? 1 : 2) * s.kv_heads * s.head_dim;
    if (status == STM_OK && latents)
        status = read_latents(config, &s, error);
    if (status == STM_OK)
        status = optional(config, positions, STM_MAX_SIZE, &s.positions, error);
    if (status == STM_OK)
        status = stm__config_integer(config, "num_kv_shared_layers", 0, STM_MODEL_MAX_LAYERS,
                                     &s.shared, error);
    if (status == STM_OK && s.shared >= s.layers && s.shared > 0)
        return stm__config_fail(config, error, "num_kv_shared_layers",
                                " %" PRId64 ": must be less than the %" PRId64 " layers", s.shared,
                                s.layers);
    if (status == STM_OK)
        *shape = s;
    return status;
}

stm_status stm__shape_change(const stm__config *config, const char *key, int64_t kv_heads,
                             int64_t head_dim, stm__shape *shape, stm_error *error)
{
    if (shape->heads % kv_heads != 0)
        return stm__config_fail(config, error, key,
                                " %" PRId64 ": must divide the %" PRId64 " heads", kv_heads,
                                shape->heads);
    shape->kv_heads = kv_heads;
    shape->head_dim = shape->value_dim = head_dim;
    shape->token_head_dim = shape->token_value_dim = head_dim;
    shape->entry = 2 * kv_heads * head_dim;
    return STM_OK;
}
