/* Makes the masks of a design; layers of a model with the same mask and heads are one kind. */
#include "sweep/layers.h"

#include <stdlib.h>
#include <string.h>

#include <stmask/model.h>
#include <stmask/spec.h>

#include "base/fail.h"
#include "base/grow.h"

enum { DEFAULT_SIZE = 1024 };

static stm_status add(stm__layers *layers, const stm__layer_kind *kind, stm_error *error)
{
    if (!stm__grow(&layers->kinds, &layers->capacity, layers->num + 1, sizeof *kind))
        return stm__fail_memory(error, "layers");
    layers->kinds[layers->num++] = *kind;
    return STM_OK;
}

/* Of a whole mask what `queries` and `keys` name. */
static stm_status cut(const stm__design *design, stm_mask **mask, stm_error *error)
{
    stm_mask *whole = *mask;
    stm_rectangle r = stm_mask_bounds(whole);
    const char *queries = design->text[STM__QUERIES], *keys = design->text[STM__KEYS];
    stm_status status = STM_OK;
    if (queries == NULL && keys == NULL)
        return STM_OK;
    if (queries != NULL)
        status = stm__design_cut("queries", queries, &r.first_query, &r.num_queries, error);
    if (status == STM_OK && keys != NULL)
        status = stm__design_cut("keys", keys, &r.first_key, &r.num_keys, error);
    *mask = NULL;
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &r, mask, error);
    stm_mask_free(whole);
    return status;
}

static stm_status of_spec(const stm__design *design, stm__layers *layers, stm_error *error)
{
    int64_t size = design->integer[STM__SIZE];
    const char *spec = design->text[STM__SPEC];
    stm__layer_kind kind = {.layers = 1,
                            .heads = design->integer[STM__HEADS],
                            .kv_heads = design->integer[STM__KV_HEADS]};
    stm_status status = size > 0 ? STM_OK : stm_spec_own_size(spec, &size, error);
    if (status == STM_OK)
        status = stm_mask_from_spec(spec, size > 0 ? size : DEFAULT_SIZE, &kind.mask, error);
    if (status == STM_OK)
        status = cut(design, &kind.mask, error);
    if (status == STM_OK)
        status = add(layers, &kind, error);
    if (status != STM_OK)
        stm_mask_free(kind.mask);
    return status;
}

static bool same(const stm_model_layer *a, const stm_model_layer *b)
{
    return strcmp(a->mask, b->mask) == 0 && a->queries == b->queries && a->keys == b->keys &&
           a->heads == b->heads && a->kv_heads == b->kv_heads && a->head_dim == b->head_dim;
}

/* Adds the kind of a layer, unless one before it has the same. */
static stm_status add_layer(const stm_model *model, int64_t at, int64_t num, stm__layers *layers,
                            stm_error *error)
{
    const stm_model_layer *layer = stm_model_layer_at(model, at);
    stm__layer_kind kind = {
        .heads = layer->heads, .kv_heads = layer->kv_heads, .head_dim = layer->head_dim};
    if (layer->heads == 0)
        return STM_OK;
    for (int64_t k = 0; k < at; k++)
        if (same(layer, stm_model_layer_at(model, k)))
            return STM_OK;
    for (int64_t k = at; k < num; k++)
        kind.layers += same(layer, stm_model_layer_at(model, k));
    stm_status status = stm_model_mask(model, at, &kind.mask, error);
    if (status == STM_OK)
        status = add(layers, &kind, error);
    if (status != STM_OK)
        stm_mask_free(kind.mask);
    return status;
}

static stm_status of_model(const stm__design *design, stm__layers *layers, stm_error *error)
{
    stm_model *model;
    stm_model_options options = {.tokens = design->integer[STM__SIZE]};
    stm_status status = stm_model_read(design->text[STM__MODEL], &model, error, &options);
    if (status != STM_OK)
        return status;
    int64_t num = stm_model_summarise(model)->layers;
    for (int64_t k = 0; k < num && status == STM_OK; k++)
        status = add_layer(model, k, num, layers, error);
    stm_model_free(model);
    if (status == STM_OK && layers->num == 0)
        return stm__fail(error, STM_EINVAL, "%.200s: has no layer with attention",
                         design->text[STM__MODEL]);
    return status;
}

stm_status stm__layers_make(const stm__design *design, stm__layers *layers, stm_error *error)
{
    return design->text[STM__MODEL] != NULL ? of_model(design, layers, error)
                                            : of_spec(design, layers, error);
}

void stm__layers_free(stm__layers *layers)
{
    for (int64_t k = 0; k < layers->num; k++)
        stm_mask_free(layers->kinds[k].mask);
    free(layers->kinds);
    *layers = (stm__layers){0};
}
