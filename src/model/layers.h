/* The types of a model's layers, by name. */
#ifndef STM__MODEL_LAYERS_H
#define STM__MODEL_LAYERS_H

#include "model/config.h"

/* Fills in the types of `num` layers, which are texts of the configuration or constants. A type of
 * model that is not known is noted. */
stm_status stm__layers_read(const stm__config *config, int64_t num, const char **types,
                            stm_error *error);

#endif
