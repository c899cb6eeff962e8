/* Reads JSON with jansson, which refuses what is no JSON and keys that stand twice, and hands out
 * keys checked. */
#include "model/config.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/grow.h"
#include "base/print.h"

stm_status stm__note(const stm__config *config, stm_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    stm_status status = stm__notes_add(config->notes, config->name, error, format, arguments);
    va_end(arguments);
    return status;
}

stm_status stm__config_fail(const stm__config *config, stm_error *error, const char *key,
                            const char *format, ...)
{
    char sentence[256];
    va_list arguments;
    va_start(arguments, format);
    stm__print_list(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return stm__fail(error, STM_EINVAL, "%.120s: %s%s%s", config->name, config->section, key,
                     sentence);
}

const char *stm__json_kind(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "a text";
    case JSON_INTEGER:
        return "a whole number";
    case JSON_REAL:
        return "a number with a fraction or an exponent";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        break;
    }
    return "null";
}

int64_t stm__config_default(const stm__config *config, const char *key)
{
    for (const stm__default *d = config->defaults; d != NULL && d->key != NULL; d++)
        if (strcmp(d->key, key) == 0)
            return d->value;
    return 0;
}

json_t *stm__config_get(const stm__config *config, const char *key)
{
    json_t *value = json_object_get(config->object, key);
    return json_is_null(value) ? NULL : value;
}

stm_status stm__config_integer(const stm__config *config, const char *key, int64_t minimum,
                               int64_t maximum, int64_t *value, stm_error *error)
{
    const json_t *found = stm__config_get(config, key);
    if (found == NULL)
        return STM_OK;
    if (!json_is_integer(found))
        return stm__config_fail(config, error, key, ": is %s; must be a whole number",
                                stm__json_kind(found));
    int64_t number = json_integer_value(found);
    if (number < minimum || number > maximum)
        return stm__config_fail(config, error, key,
                                " %" PRId64 ": must be from %" PRId64 " to %" PRId64, number,
                                minimum, maximum);
    *value = number;
    return STM_OK;
}

stm_status stm__config_named(const stm__config *config, const char *const *names, int64_t minimum,
                             int64_t maximum, int64_t *value, stm_error *error)
{
    for (int k = 0; names[k] != NULL; k++)
        if (stm__config_get(config, names[k]) != NULL)
            return stm__config_integer(config, names[k], minimum, maximum, value, error);
    return STM_OK;
}

stm_status stm__config_required(const stm__config *config, const char *key, int64_t maximum,
                                int64_t *value, stm_error *error)
{
    int64_t number = 0;
    stm_status status = stm__config_integer(config, key, 1, maximum, &number, error);
    if (status != STM_OK)
        return status;
    if (number == 0) {
        number = stm__config_default(config, key);
        if (number == 0)
            return stm__config_fail(config, error, key, ": is missing");
        status =
            stm__note(config, error, "%s is missing: %" PRId64 " was assumed, the default of %s",
                      key, number, config->model_type);
    }
    *value = number;
    return status;
}

stm_status stm__config_boolean(const stm__config *config, const char *key, bool *value,
                               stm_error *error)
{
    const json_t *found = stm__config_get(config, key);
    if (found == NULL)
        return STM_OK;
    if (!json_is_boolean(found))
        return stm__config_fail(config, error, key, ": is %s; must be true or false",
                                stm__json_kind(found));
    *value = json_is_true(found);
    return STM_OK;
}

stm_status stm__config_list(const stm__config *config, const char *key, const json_t **list,
                            stm_error *error)
{
    const json_t *found = stm__config_get(config, key);
    *list = found;
    if (found != NULL && !json_is_array(found))
        return stm__config_fail(config, error, key, ": is %s; must be a list",
                                stm__json_kind(found));
    return STM_OK;
}

stm_status stm__config_layer_keys(const stm__config *config, int64_t layer, const json_t **own,
                                  stm_error *error)
{
    static const char key[] = "per_layer_config";
    const json_t *all = stm__config_get(config, key);
    char name[24];
    snprintf(name, sizeof name, "%" PRId64, layer);
    *own = all == NULL ? NULL : json_object_get(all, name);
    if (all != NULL && !json_is_object(all))
        return stm__config_fail(config, error, key, ": is %s; must be an object",
                                stm__json_kind(all));
    if (*own != NULL && !json_is_object(*own))
        return stm__config_fail(config, error, key, ".%s: is %s; must be an object", name,
                                stm__json_kind(*own));
    if (json_object_get(*own, "skip") == NULL)
        return STM_OK;
    return stm__note(config, error, "%s.%s.skip was not followed", key, name);
}

stm_status stm__config_overlay(const stm__config *config, const json_t *own, stm__config *overlay,
                               stm_error *error)
{
    stm__config new = *config;
    new.object = json_copy(config->object);
    if (new.object == NULL)
        return stm__fail_memory(error, config->name);
    /* jansson only reads `own`, whose type says otherwise. */
    if (json_object_update(new.object, (json_t *)(uintptr_t)own) != 0) {
        json_decref(new.object);
        return stm__fail_memory(error, config->name);
    }
    *overlay = new;
    return STM_OK;
}

/* Configurations of several models in one have that of the text in an object of its own. */
static stm_status find_text(stm__config *config, stm_error *error)
{
    static const char *const sections[] = {"thinker_config", "text_config", "llm_config",
                                           "language_config"};
    for (size_t k = 0; k < sizeof sections / sizeof *sections; k++) {
        json_t *inner = stm__config_get(config, sections[k]);
        if (inner == NULL)
            continue;
        if (!json_is_object(inner))
            return stm__config_fail(config, error, sections[k], ": is %s; must be an object",
                                    stm__json_kind(inner));
        size_t used = strlen(config->section);
        snprintf(config->section + used, sizeof config->section - used, "%s.", sections[k]);
        config->object = inner;
    }
    const json_t *type = stm__config_get(config, "model_type");
    if (type != NULL && !json_is_string(type))
        return stm__config_fail(config, error, "model_type", ": is %s; must be a text",
                                stm__json_kind(type));
    config->model_type = json_string_value(type);
    return STM_OK;
}

stm_status stm__config_parse(const char *text, size_t length, const char *name, stm__config *config,
                             stm_error *error)
{
    json_error_t wrong;
    config->name = name;
    config->root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &wrong);
    if (config->root == NULL && json_error_code(&wrong) == json_error_out_of_memory)
        return stm__fail_memory(error, name);
    if (config->root == NULL)
        return stm__fail(error, STM_EINVAL, "%.200s line %d column %d: is no JSON: %.200s", name,
                         wrong.line, wrong.column, wrong.text);
    config->object = config->root;
    if (!json_is_object(config->root))
        return stm__fail(error, STM_EINVAL, "%.200s: is %s; must be an object, as a config.json is",
                         name, stm__json_kind(config->root));
    return find_text(config, error);
}

void stm__config_free(stm__config *config)
{
    json_decref(config->root);
    config->root = NULL;
}
