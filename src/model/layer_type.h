/* Types of layers: a configuration and a number of tokens give a mask, and what it costs. */
#ifndef STM__MODEL_LAYER_TYPE_H
#define STM__MODEL_LAYER_TYPE_H

#include <stmask/model.h>

#include "model/config.h"

/* What one type of layer is, for a configuration and a number of tokens. */
typedef struct stm__layer_rule {
    char mask[320];
    int64_t keys; /* of the mask */
    int64_t nonzeros;
    int64_t cached;                  /* entries after the tokens */
    int64_t token_sees, token_reads; /* the next token: its own key is seen, not read */
    bool attends, counted;
    char remark[200]; /* "": none */
} stm__layer_rule;

typedef struct stm__layer_class {
    stm_layer_type type;
    /* Fills in a rule that is all zero. */
    stm_status (*rule)(const stm__config *config, int64_t tokens, stm__layer_rule *rule,
                       stm_error *error);
} stm__layer_class;

/* By its name or an alias, or NULL. */
const stm__layer_class *stm__layer_class_find(const char *name);

/* A rule whose mask is written: all `tokens` are queries and keys, its cells are counted. */
stm_status stm__layer_count(stm__layer_rule *rule, int64_t tokens, stm_error *error);

/* The window of sliding layers: `key`, which has to be there. */
stm_status stm__layer_window(const stm__config *config, int64_t *window, stm_error *error);

/* Cells of the last `window` keys of each of `tokens` queries. */
int64_t stm__window_cells(int64_t window, int64_t tokens);

/* What the sliding layers of an encoder, and windows of decoders, are. */
stm_status stm__layer_sliding(int64_t window, bool two_sided, int64_t tokens, stm__layer_rule *rule,
                              stm_error *error);

#endif
