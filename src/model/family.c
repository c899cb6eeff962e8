/* The list of families, and the rules of layers that they share. */
#include "model/family.h"

#include <inttypes.h>
#include <string.h>

#define STM__FAMILY(name) extern const stm__family stm__family_##name;
#include "model/families.def"
#undef STM__FAMILY

static const stm__family *const families[] = {
#define STM__FAMILY(name) &stm__family_##name,
#include "model/families.def"
#undef STM__FAMILY
};

static const stm_model_type *const types[] = {
#define STM__FAMILY(name) &stm__family_##name.type,
#include "model/families.def"
#undef STM__FAMILY
};

enum { NUM = sizeof types / sizeof *types };

const stm_model_type *const *stm_model_type_list(size_t *num)
{
    *num = NUM;
    return types;
}

bool stm__is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    while (*list != '\0') {
        size_t item = strcspn(list, ",");
        if (item == length && memcmp(list, name, length) == 0)
            return true;
        list += item;
        list += strspn(list, ", ");
    }
    return false;
}

const stm__family *stm__family_find(const char *model_type, bool *known)
{
    static const stm__family none = {.type = {.names = "", .layers = ""}};
    *known = true;
    for (int k = 0; k < NUM && model_type != NULL; k++)
        if (stm__is_listed(types[k]->names, model_type))
            return families[k];
    *known = false;
    return &none;
}

static stm_status every(const stm__config *config, int64_t num, const char **types_of,
                        stm_error *error)
{
    const stm__every *rule = &config->family->every;
    int64_t period = rule->period;
    stm_status status = STM_OK;
    if (rule->key != NULL && stm__config_get(config, rule->key) != NULL)
        status = stm__config_integer(config, rule->key, 1, STM_MODEL_MAX_LAYERS, &period, error);
    else if (rule->key != NULL)
        status = stm__note(config, error,
                           "layer_types and %s are missing: one layer in %" PRId64
                           " is %s, as in %s by default",
                           rule->key, period, rule->rare, config->model_type);
    for (int64_t k = 0; k < num && status == STM_OK; k++)
        types_of[k] = (k + rule->ahead) % period == 0 ? rule->rare : rule->common;
    return status;
}

/* The rule for all: windows in all layers where there is one that is used. */
static stm_status window_or_full(const stm__config *config, int64_t num, const char **types_of,
                                 stm_error *error)
{
    bool used = true, there = stm__config_get(config, "sliding_window") != NULL;
    stm_status status = stm__config_boolean(config, "use_sliding_window", &used, error);
    if (status == STM_OK && config->family->windows_ignored && used && there)
        status = stm__note(config, error, "sliding_window has no effect in a model of type %s",
                           config->model_type);
    used = used && there && !config->family->windows_ignored;
    for (int64_t k = 0; k < num; k++)
        if (types_of[k] == NULL)
            types_of[k] = used ? "sliding_attention" : "full_attention";
    return status;
}

stm_status stm__family_layers(const stm__config *config, int64_t num, const char **types_of,
                              stm_error *error)
{
    if (config->family->every.period > 0)
        return every(config, num, types_of, error);
    if (config->family->layers != NULL) {
        stm_status status = config->family->layers(config, num, types_of, error);
        if (status != STM_OK)
            return status;
    }
    return window_or_full(config, num, types_of, error);
}
