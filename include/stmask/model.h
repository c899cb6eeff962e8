/* Models: what a configuration, the config.json beside a model's weights, says of its attention.
 *
 * The layers have types; a type gives the mask of a layer as a spec (stmask/spec.h), the pairs of
 * query and key in it, and what a cache holds after so many tokens. Definitions and their sources
 * stand in docs/models.md. What is assumed, because a type of layer or of model is not known or a
 * key is missing that has a default, stands in the notes; what cannot be is an error that names the
 * file and the key.
 */
#ifndef STMASK_MODEL_H
#define STMASK_MODEL_H

#include <stddef.h>

#include <stmask/mask.h>
#include <stmask/output.h>

#define STM_MODEL_MAX_LAYERS 65536
#define STM_MODEL_MAX_WIDTH 1048576       /* heads, and elements of a head or of a hidden state */
#define STM_MODEL_MAX_BYTES 16777216      /* of a configuration */
#define STM_MODEL_DEFAULT_TOKENS 4096     /* where the configuration names no number of positions */
#define STM_MODEL_DEFAULT_ELEMENT_BYTES 2 /* bf16 */

typedef struct stm_model stm_model;

typedef struct stm_model_options {
    int64_t tokens;        /* 0: those that the configuration allows, else 4096 */
    int64_t element_bytes; /* of an element of the cache, 1 to 16; 0: 2 */
} stm_model_options;

/* One sequence of `tokens` tokens, and the token after them. All are exact. */
typedef struct stm_model_cost {
    int64_t nonzeros;       /* pairs of query and key, of one head */
    int64_t cache_elements; /* after the tokens */
    int64_t cache_bytes;
    int64_t flops_prefill; /* of Q*K and P*V of all heads: 2 a multiplication and addition */
    int64_t flops_token;   /* the same of the next token */
    int64_t bytes_token;   /* of the cache, which the next token reads */
} stm_model_cost;

typedef struct stm_model_layer {
    int64_t index;               /* from 0 */
    const char *type;            /* as in the list of layer types, or as the configuration has it */
    const char *mask;            /* a spec */
    int64_t queries;             /* of the mask: the tokens */
    int64_t keys;                /* the tokens, and further entries behind them */
    int64_t heads, kv_heads;     /* 0 where the layer has no attention */
    int64_t head_dim, value_dim; /* elements of a query and key, and of a value */
    /* True where something computed picks the keys: `mask` then encloses what may be picked, and
     * the numbers are of what is. */
    bool counted;
    const char *remark; /* a sentence on what the mask does not say, or NULL */
    stm_model_cost cost;
} stm_model_layer;

typedef struct stm_model_summary {
    const char *model_type; /* NULL where the configuration has none */
    int64_t tokens, element_bytes;
    int64_t layers;
    int64_t keys; /* of the layer that has most of them: the size of a set's masks */
    stm_model_cost all;
    /* The same with full attention in every layer; -1 where a number does not fit. */
    stm_model_cost full;
} stm_model_summary;

/* Reads a configuration. STM_EINVAL names the file and the key; also for a number that does not fit
 * an int64_t. O(bytes + layers). NULL options are the defaults. */
STM_CHECKED stm_status stm_model_read(const char *path, stm_model **model, stm_error *error,
                                      const stm_model_options *options);

/* The same of JSON in memory, `length` bytes; messages call it `name`. */
STM_CHECKED stm_status stm_model_parse(const char *text, size_t length, const char *name,
                                       stm_model **model, stm_error *error,
                                       const stm_model_options *options);
STM_API void stm_model_free(stm_model *model); /* NULL is fine */

/* All that these give is valid as long as the model. */
STM_API const stm_model_summary *stm_model_summarise(const stm_model *model);
STM_API const stm_model_layer *stm_model_layer_at(const stm_model *model, int64_t layer);
STM_API int64_t stm_model_notes(const stm_model *model);
STM_API const char *stm_model_note(const stm_model *model, int64_t k); /* NULL: no such note */

/* Makes the mask of a layer, of its queries and keys. STM_EINVAL where there is no such layer. */
STM_CHECKED stm_status stm_model_mask(const stm_model *model, int64_t layer, stm_mask **mask,
                                      stm_error *error);

/* Writes the layers as a set (stmask/set.h), to be read at the summary's `keys` as its size. Each
 * layer has one mask, for all its heads. Returns the output's status so far. */
STM_CHECKED stm_status stm_model_write_set(const stm_model *model, stm_output *output);

/* A type of layer that is known. */
typedef struct stm_layer_type {
    const char *name;
    const char *aliases; /* other names for it, "a, b"; "" */
    const char *sees;    /* which keys */
    const char *cache;   /* entries after n tokens */
    const char *keys;    /* of the configuration, that it reads */
} stm_layer_type;

/* Types of models whose layers follow a rule that is known. */
typedef struct stm_model_type {
    const char *names;  /* as `model_type` has them, "a, b" */
    const char *layers; /* what they are where `layer_types` is missing */
} stm_model_type;

/* Constants; `*num` of them. */
STM_API const stm_layer_type *const *stm_layer_type_list(size_t *num);
STM_API const stm_model_type *const *stm_model_type_list(size_t *num);

#endif
