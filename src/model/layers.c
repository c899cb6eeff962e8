/* Which type each layer has: by a list in the configuration, else by the rule of its family. */
#include "model/layers.h"

#include <inttypes.h>
#include <string.h>

#include "model/family.h"

static stm_status wrong_length(const stm__config *config, const char *key, int64_t has, int64_t num,
                               stm_error *error)
{
    return stm__config_fail(
        config, error, key,
        ": has %" PRId64 " entries; must have one for each of %" PRId64 " layers", has, num);
}

/* A list with one type for each layer. */
static stm_status read_list(const stm__config *config, const char *key, const json_t *list,
                            int64_t num, const char **types, stm_error *error)
{
    if ((int64_t)json_array_size(list) != num)
        return wrong_length(config, key, (int64_t)json_array_size(list), num, error);
    for (int64_t k = 0; k < num; k++) {
        const json_t *entry = json_array_get(list, (size_t)k);
        if (!json_is_string(entry))
            return stm__config_fail(config, error, key, ": entry %" PRId64 " is %s; must be a text",
                                    k, stm__json_kind(entry));
        types[k] = json_string_value(entry);
    }
    return STM_OK;
}

/* attention_types: [[names, repeats], ...], the names of each in turn, so often. */
static stm_status read_repeats(const stm__config *config, const json_t *list, int64_t num,
                               const char **types, stm_error *error)
{
    static const char key[] = "attention_types";
    int64_t has = 0;
    for (size_t k = 0; k < json_array_size(list); k++) {
        const json_t *item = json_array_get(list, k), *names = json_array_get(item, 0);
        const json_t *repeats = json_array_get(item, 1);
        if (!json_is_array(names) || json_array_size(names) == 0 || !json_is_integer(repeats) ||
            json_integer_value(repeats) < 1)
            return stm__config_fail(config, error, key,
                                    ": must be as in [[[\"global\", \"local\"], 12]]");
        for (int64_t r = 0; r < json_integer_value(repeats); r++)
            for (size_t n = 0; n < json_array_size(names); n++, has++) {
                const json_t *name = json_array_get(names, n);
                if (has == num)
                    return stm__config_fail(config, error, key,
                                            ": lists more than the %" PRId64 " layers", num);
                if (!json_is_string(name))
                    return stm__config_fail(config, error, key, ": a name is %s; must be a text",
                                            stm__json_kind(name));
                types[has] = json_string_value(name);
            }
    }
    return has == num ? STM_OK : wrong_length(config, key, has, num, error);
}

static stm_status read_types(const stm__config *config, int64_t num, const char **types,
                             stm_error *error)
{
    static const char *const keys[] = {"layer_types", "attention_layers", "layers_block_type"};
    const json_t *list;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        stm_status status = stm__config_list(config, keys[k], &list, error);
        if (status != STM_OK || list != NULL)
            return status != STM_OK ? status : read_list(config, keys[k], list, num, types, error);
    }
    stm_status status = stm__config_list(config, "attention_types", &list, error);
    if (status != STM_OK || list != NULL)
        return status != STM_OK ? status : read_repeats(config, list, num, types, error);
    return stm__family_layers(config, num, types, error);
}

static stm_status note_model(const stm__config *config, bool known, stm_error *error)
{
    if (known)
        return STM_OK;
    if (config->model_type == NULL)
        return stm__note(config, error,
                         "model_type is missing: a decoder with the usual keys was assumed");
    return stm__note(config, error,
                     "model_type '%.80s' is not known: a decoder with the usual keys was assumed",
                     config->model_type);
}

bool stm__is_two_sided(const stm__config *config)
{
    const json_t *decoder = stm__config_get(config, "is_decoder");
    return config->family->two_sided && !(decoder != NULL && json_is_true(decoder));
}

/* Whether the configuration lists the types of its layers. */
static bool has_list(const stm__config *config)
{
    return stm__config_get(config, "layer_types") != NULL ||
           stm__config_get(config, "layers_block_type") != NULL;
}

/* Keys that change layers in ways that are not followed. */
static stm_status note_unread(const stm__config *config, stm_error *error)
{
    static const struct {
        const char *key, *assumed;
    } unread[] = {
        {"use_bidirectional_attention", "causal attention was assumed"},
        {"attn_layer_period", "attention was assumed in every layer"},
        {"attn_layer_indices", "attention was assumed in every layer"},
        {"hybrid_override_pattern", "attention was assumed in every layer"},
        {"cross_attention_layers", "no layer was taken to look at another input"},
    };
    stm_status status = STM_OK;
    for (size_t k = 0; k < sizeof unread / sizeof *unread && status == STM_OK; k++) {
        const json_t *value = stm__config_get(config, unread[k].key);
        bool empty = value == NULL || json_is_false(value) || json_is_null(value) ||
                     (json_is_array(value) && json_array_size(value) == 0);
        bool listed = strstr(unread[k].assumed, "every layer") != NULL && has_list(config);
        if (!empty && !listed)
            status = stm__note(config, error, "%s is set and was not followed: %s", unread[k].key,
                               unread[k].assumed);
    }
    return status;
}

stm_status stm__layers_read(const stm__config *config, int64_t num, const char **types,
                            stm_error *error)
{
    bool known, both = false;
    stm__family_find(config->model_type, &known);
    stm_status status = stm__config_boolean(config, "is_encoder_decoder", &both, error);
    if (status == STM_OK && both)
        return stm__config_fail(config, error, "is_encoder_decoder",
                                " true: must be false; an encoder and a decoder have two lists of "
                                "layers, of which the file says one");
    if (status == STM_OK)
        status = note_model(config, known, error);
    if (status == STM_OK)
        status = note_unread(config, error);
    if (status == STM_OK)
        status = read_types(config, num, types, error);
    if (status == STM_OK && config->family->last_is_full &&
        strcmp(types[num - 1], "full_attention") != 0) {
        status = stm__note(config, error, "the last layer is full_attention in every %s, not %.80s",
                           config->model_type, types[num - 1]);
        types[num - 1] = "full_attention";
    }
    return status;
}
