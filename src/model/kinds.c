/* Finds the kind of a layer among those that a model has, or works it out: what its type is for the
 * configuration, with the layer's own keys laid over it. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "model/family.h"
#include "model/model.h"

/* What a type of layer is for a configuration. */
static stm_status fill_kind(stm_model *model, const stm__config *config, const stm__layer_class *c,
                            stm__kind *kind, stm_error *error)
{
    stm_status status =
        stm__shape_read(config, config->family->keys_are_values, &kind->shape, error);
    if (status == STM_OK && config->family->shape != NULL &&
        stm__config_get(config, "per_layer_config") == NULL)
        status = config->family->shape(config, c->type.name, &kind->shape, error);
    if (status == STM_OK)
        status = c->rule(config, model->summary.tokens, &kind->rule, error);
    return status;
}

/* Appends a kind. Layers point into the kinds, which therefore never move. */
static stm_status add_kind(stm_model *model, const stm__config *config, const char *type,
                           const json_t *own, stm_error *error)
{
    const stm__layer_class *c = stm__layer_class_find(type);
    stm__config overlay = *config;
    stm_status status = STM_OK;
    if (model->num_kinds == STM__MAX_KINDS)
        return stm__config_fail(config, error, "layer_types", ": has more than %d kinds of layers",
                                STM__MAX_KINDS);
    if (c == NULL) {
        status = stm__note(
            config, error,
            "layer type '%.80s' is not known: such layers were taken for full_attention", type);
        c = stm__layer_class_find("full_attention");
    }
    stm__kind *new = &model->kinds[model->num_kinds];
    new->own = own;
    new->type = status == STM_OK ? strdup(type) : NULL;
    if (new->type == NULL)
        return status == STM_OK ? stm__fail_memory(error, model->name) : status;
    model->num_kinds++;
    if (own != NULL)
        status = stm__config_overlay(config, own, &overlay, error);
    if (status != STM_OK)
        return status;
    status = fill_kind(model, &overlay, c, new, error);
    if (own != NULL)
        json_decref(overlay.object);
    return status;
}

stm_status stm__model_take_kind(stm_model *model, const stm__config *config, int64_t layer,
                                const char *name, const stm__kind **kind, stm_error *error)
{
    const stm__layer_class *c = stm__layer_class_find(name);
    const char *type = c == NULL ? name : c->type.name;
    const json_t *own;
    stm_status status = stm__config_layer_keys(config, layer, &own, error);
    if (status != STM_OK)
        return status;
    for (int64_t k = 0; k < model->num_kinds; k++) {
        const stm__kind *known = &model->kinds[k];
        bool alike =
            own == NULL || known->own == NULL ? own == known->own : json_equal(own, known->own);
        if (alike && strcmp(known->type, type) == 0) {
            *kind = known;
            return STM_OK;
        }
    }
    status = add_kind(model, config, type, own, error);
    if (status == STM_OK)
        *kind = &model->kinds[model->num_kinds - 1];
    return status;
}
