/* The list of layer types, and what they share. */
#include <string.h>

#include <stmask/spec.h>

#include "base/arithmetic.h"
#include "model/family.h"
#include "model/layer_type.h"

#define STM__LAYER_TYPE(name) extern const stm__layer_class stm__layer_##name;
#include "model/layer_types.def"
#undef STM__LAYER_TYPE

static const stm__layer_class *const classes[] = {
#define STM__LAYER_TYPE(name) &stm__layer_##name,
#include "model/layer_types.def"
#undef STM__LAYER_TYPE
};

static const stm_layer_type *const types[] = {
#define STM__LAYER_TYPE(name) &stm__layer_##name.type,
#include "model/layer_types.def"
#undef STM__LAYER_TYPE
};

enum { NUM = sizeof types / sizeof *types };

const stm_layer_type *const *stm_layer_type_list(size_t *num)
{
    *num = NUM;
    return types;
}

const stm__layer_class *stm__layer_class_find(const char *name)
{
    for (int k = 0; k < NUM; k++)
        if (strcmp(types[k]->name, name) == 0 || stm__is_listed(types[k]->aliases, name))
            return classes[k];
    return NULL;
}

stm_status stm__layer_count(stm__layer_rule *rule, int64_t tokens, stm_error *error)
{
    stm_mask *mask;
    rule->keys = tokens;
    stm_status status = stm_mask_from_spec(rule->mask, tokens, &mask, error);
    if (status != STM_OK)
        return status;
    status = stm_mask_count(mask, &rule->nonzeros, error);
    stm_mask_free(mask);
    return status;
}
