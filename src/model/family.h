/* Families: types of models, and which layers they have where `layer_types` is missing. */
#ifndef STM__MODEL_FAMILY_H
#define STM__MODEL_FAMILY_H

#include <stmask/model.h>

#include "model/config.h"
#include "model/shape.h"

/* Layer i is `rare` where (i + ahead) mod period = 0, else `common`. */
typedef struct stm__every {
    const char *key; /* of the configuration, for the period; NULL: it is fixed */
    int64_t period;  /* without that key; 0: no such rule */
    int64_t ahead;
    const char *common, *rare; /* names of layer types */
} stm__every;

typedef struct stm__family {
    stm_model_type type;
    stm__every every;
    /* Fills in the types of `num` layers, where one rule is not enough; NULL. A type that is left
     * NULL is that of the rule for all. */
    stm_status (*layers)(const stm__config *config, int64_t num, const char **types,
                         stm_error *error);
    /* Changes the sizes of layers of one type; NULL: all have the same. */
    stm_status (*shape)(const stm__config *config, const char *type, stm__shape *shape,
                        stm_error *error);
    const stm__default *defaults; /* or NULL */
    bool two_sided;               /* an encoder: keys after the query are seen, nothing is cached */
    bool keys_are_values;         /* one vector is both, in the cache too */
    bool last_is_full;            /* the last layer, whatever the configuration lists */
    bool windows_ignored;         /* a sliding_window in its configuration has no effect */
    /* The window of its sliding layers, where that is not `sliding_window`. */
    stm_status (*window)(const stm__config *config, int64_t *window, stm_error *error);
} stm__family;

/* The family of a type of model; one without rules of its own where it is not known, or NULL. */
const stm__family *stm__family_find(const char *model_type, bool *known);

/* Whether a list "a, b" has a name. */
bool stm__is_listed(const char *list, const char *name);

/* The types of the layers of a configuration without `layer_types`, by the rule for all, the
 * family's rule or its function; `types` has room for `num`. */
stm_status stm__family_layers(const stm__config *config, int64_t num, const char **types,
                              stm_error *error);

/* Whether keys after the query are seen: in a family of encoders, but for a model that is said to
 * be a decoder (`is_decoder`). */
bool stm__is_two_sided(const stm__config *config);

#endif
