/* A model's configuration: keys of a JSON object, read with checks that name the file and the key.
 */
#ifndef STM__MODEL_CONFIG_H
#define STM__MODEL_CONFIG_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include <stmask/status.h>

#include "base/notes.h"

struct stm__family;

/* A key that may be missing, and what it then is. */
typedef struct stm__default {
    const char *key; /* NULL ends a list */
    int64_t value;
} stm__default;

typedef struct stm__config {
    const char *name; /* of the file, in messages */
    json_t *root;
    json_t *object;                   /* of the text model: the root, or an object in it */
    char section[64];                 /* "text_config." in messages, or "" */
    const char *model_type;           /* NULL where it is missing */
    const struct stm__family *family; /* how its type of model says what it does not */
    const stm__default *defaults;     /* of these; or NULL */
    stm__notes *notes;
} stm__config;

/* Reads JSON and finds the text model in it. */
stm_status stm__config_parse(const char *text, size_t length, const char *name, stm__config *config,
                             stm_error *error);
void stm__config_free(stm__config *config);

/* Adds a note. */
stm_status stm__note(const stm__config *config, stm_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* STM_EINVAL with the file, and the key's path, before the sentence. */
stm_status stm__config_fail(const stm__config *config, stm_error *error, const char *key,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The default of a key; 0 where it has none. */
int64_t stm__config_default(const stm__config *config, const char *key);

/* A key; NULL where it is missing or null. */
json_t *stm__config_get(const stm__config *config, const char *key);

/* A whole number. Where the key is missing, *value keeps what it has. */
stm_status stm__config_integer(const stm__config *config, const char *key, int64_t minimum,
                               int64_t maximum, int64_t *value, stm_error *error);

/* The same by the first of some names, ended by NULL, that is there. */
stm_status stm__config_named(const stm__config *config, const char *const *names, int64_t minimum,
                             int64_t maximum, int64_t *value, stm_error *error);

/* The same, where missing is an error; a default of the family takes its place with a note. */
stm_status stm__config_required(const stm__config *config, const char *key, int64_t maximum,
                                int64_t *value, stm_error *error);

/* The keys that a layer has of its own, in per_layer_config; NULL where it has none. */
stm_status stm__config_layer_keys(const stm__config *config, int64_t layer, const json_t **own,
                                  stm_error *error);

/* The configuration with these in the place of its own; its object is to be freed by json_decref.
 */
stm_status stm__config_overlay(const stm__config *config, const json_t *own, stm__config *overlay,
                               stm_error *error);

/* True or false. Where the key is missing, *value keeps what it has. */
stm_status stm__config_boolean(const stm__config *config, const char *key, bool *value,
                               stm_error *error);

/* A list, or NULL where the key is missing. */
stm_status stm__config_list(const stm__config *config, const char *key, const json_t **list,
                            stm_error *error);

/* What a value of JSON is, in messages: "a text". */
const char *stm__json_kind(const json_t *value);

#endif
