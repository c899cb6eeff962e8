/* Reads a model: its configuration, its sizes, its layers, what each type of layer is at a number
 * of tokens, what all of them cost. */
#include "model/model.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/spec.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/input.h"
#include "model/family.h"
#include "model/layers.h"

void stm_model_free(stm_model *model)
{
    if (model == NULL)
        return;
    for (int64_t k = 0; k < model->num_kinds; k++)
        free(model->kinds[k].type);
    free(model->layers);
    free(model->name);
    free(model->model_type);
    stm__notes_free(&model->notes);
    free(model);
}

const stm__kind *stm__model_kind(const stm_model *model, int64_t layer)
{
    for (int64_t k = 0; k < model->num_kinds; k++)
        if (model->layers[layer].type == model->kinds[k].type)
            return &model->kinds[k];
    return NULL;
}

static void fill_layer(stm_model *model, int64_t k, const stm__kind *kind)
{
    const stm__layer_rule *rule = &kind->rule;
    model->layers[k] = (stm_model_layer){.index = k,
                                         .type = kind->type,
                                         .mask = rule->mask,
                                         .queries = model->summary.tokens,
                                         .keys = rule->keys,
                                         .counted = rule->counted,
                                         .remark = rule->remark[0] == '\0' ? NULL : rule->remark};
    if (rule->attends) {
        model->layers[k].heads = kind->shape.heads;
        model->layers[k].kv_heads = kind->shape.kv_heads;
        model->layers[k].head_dim = kind->shape.head_dim;
        model->layers[k].value_dim = kind->shape.value_dim;
    }
    model->summary.keys = stm__max(model->summary.keys, rule->keys);
}

static stm_status read_layers(stm_model *model, const stm__config *config, stm_error *error)
{
    int64_t num = model->summary.layers;
    const stm__kind *kind = NULL;
    const char **types = calloc((size_t)num, sizeof *types);
    model->layers = calloc((size_t)num, sizeof *model->layers);
    stm_status status = types == NULL || model->layers == NULL
                            ? stm__fail_memory(error, model->name)
                            : stm__layers_read(config, num, types, error);
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        status = stm__model_take_kind(model, config, k, types[k], &kind, error);
        if (status == STM_OK)
            fill_layer(model, k, kind);
    }
    free(types);
    return status;
}

static stm_status fill(stm_model *model, const stm__config *config, stm_error *error,
                       const stm_model_options *options)
{
    stm__shape shape;
    stm_model_summary *s = &model->summary;
    stm_status status = stm__shape_read(config, config->family->keys_are_values, &shape, error);
    if (status != STM_OK)
        return status;
    s->layers = shape.layers;
    s->element_bytes =
        options->element_bytes == 0 ? STM_MODEL_DEFAULT_ELEMENT_BYTES : options->element_bytes;
    s->tokens = options->tokens > 0   ? options->tokens
                : shape.positions > 0 ? shape.positions
                                      : STM_MODEL_DEFAULT_TOKENS;
    if (options->tokens == 0 && shape.positions == 0)
        status =
            stm__note(config, error, "max_position_embeddings is missing: %d tokens were assumed",
                      STM_MODEL_DEFAULT_TOKENS);
    if (status == STM_OK && shape.shared > 0)
        status = stm__note(config, error,
                           "the last %" PRId64
                           " layers read the caches of earlier ones and have none of their own "
                           "(num_kv_shared_layers)",
                           shape.shared);
    if (config->model_type != NULL) {
        model->model_type = strdup(config->model_type);
        if (status == STM_OK && model->model_type == NULL)
            status = stm__fail_memory(error, model->name);
        s->model_type = model->model_type;
    }
    if (status == STM_OK)
        status = read_layers(model, config, error);
    if (status == STM_OK)
        status = stm__model_cost(model, stm__is_two_sided(config), error);
    return status;
}

stm_status stm_model_parse(const char *text, size_t length, const char *name, stm_model **model,
                           stm_error *error, const stm_model_options *options)
{
    static const stm_model_options defaults = {0};
    bool known;
    if (options == NULL)
        options = &defaults;
    stm_status status = stm__check_range("tokens", options->tokens, 0, STM_MAX_SIZE, error);
    if (status == STM_OK)
        status = stm__check_range("element_bytes", options->element_bytes, 0, 16, error);
    if (status != STM_OK)
        return status;
    if (length > STM_MODEL_MAX_BYTES)
        return stm__fail(error, STM_EINVAL, "%.300s: must have at most %d bytes", name,
                         STM_MODEL_MAX_BYTES);
    stm_model *new = calloc(1, sizeof *new);
    if (new == NULL || (new->name = strdup(name)) == NULL) {
        stm_model_free(new);
        return stm__fail_memory(error, name);
    }
    stm__config config = {.notes = &new->notes};
    status = stm__config_parse(text, length, new->name, &config, error);
    if (status == STM_OK) {
        config.family = stm__family_find(config.model_type, &known);
        config.defaults = config.family->defaults;
        status = fill(new, &config, error, options);
    }
    stm__config_free(&config);
    if (status != STM_OK) {
        stm_model_free(new);
        return status;
    }
    *model = new;
    return STM_OK;
}

stm_status stm_model_read(const char *path, stm_model **model, stm_error *error,
                          const stm_model_options *options)
{
    char *text;
    size_t length;
    stm_status status = stm__input_text(path, STM_MODEL_MAX_BYTES, &text, &length, error);
    if (status != STM_OK)
        return status;
    status = stm_model_parse(text, length, path, model, error, options);
    free(text);
    return status;
}

const stm_model_summary *stm_model_summarise(const stm_model *model)
{
    return &model->summary;
}

const stm_model_layer *stm_model_layer_at(const stm_model *model, int64_t layer)
{
    return layer < 0 || layer >= model->summary.layers ? NULL : &model->layers[layer];
}

stm_status stm_model_mask(const stm_model *model, int64_t layer, stm_mask **mask, stm_error *error)
{
    stm_mask *whole;
    stm_status status = stm__check_range("layer", layer, 0, model->summary.layers - 1, error);
    if (status != STM_OK)
        return status;
    const stm_model_layer *l = &model->layers[layer];
    status = stm_mask_from_spec(l->mask, l->keys, &whole, error);
    if (status != STM_OK)
        return status;
    status = stm_mask_rectangle(whole, &(stm_rectangle){0, l->queries, 0, l->keys}, mask, error);
    stm_mask_free(whole);
    return status;
}

int64_t stm_model_notes(const stm_model *model)
{
    return model->notes.num;
}

const char *stm_model_note(const stm_model *model, int64_t k)
{
    return k < 0 || k >= model->notes.num ? NULL : model->notes.texts[k];
}
