/* The inside of a model. */
#ifndef STM__MODEL_MODEL_H
#define STM__MODEL_MODEL_H

#include <stmask/model.h>

#include "model/config.h"
#include "model/layer_type.h"
#include "model/shape.h"

enum { STM__MAX_KINDS = 64 };

/* Layers of one type, and of the same keys of their own. */
typedef struct stm__kind {
    char *type;        /* its name here, or as the configuration has it where that is not known */
    const json_t *own; /* keys of per_layer_config, or NULL; of use only while reading */
    stm__layer_rule rule;
    stm__shape shape;
} stm__kind;

struct stm_model {
    char *name, *model_type;
    stm__notes notes;
    stm_model_summary summary;
    stm_model_layer *layers; /* their texts are of the kinds */
    stm__kind kinds[STM__MAX_KINDS];
    int64_t num_kinds;
};

/* The kind that a layer of that type has, made where there is none yet. Kinds never move. */
stm_status stm__model_take_kind(stm_model *model, const stm__config *config, int64_t layer,
                                const char *type, const stm__kind **kind, stm_error *error);

/* The kind of a layer that is read. */
const stm__kind *stm__model_kind(const stm_model *model, int64_t layer);

/* Fills in the costs of all layers and their sums. STM_EINVAL where a number does not fit. */
stm_status stm__model_cost(stm_model *model, bool two_sided, stm_error *error);

#endif
