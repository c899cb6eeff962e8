/* The Python module beside the arrays of flex: mask_mod and a loader. */
#ifndef STM__IO_FLEX_MODULE_H
#define STM__IO_FLEX_MODULE_H

#include <stmask/mask.h>
#include <stmask/output.h>

/* Opens the module of an array file: its path with .py in place of its extension. */
stm_status stm__flex_module_open(const char *path, stm_output **output, stm_error *error);

/* Writes it, and adds its bytes to `*bytes`. */
stm_status stm__flex_module_write(const stm_mask *const *masks, int64_t num_masks, const char *path,
                                  stm_output *output, int64_t *bytes, stm_error *error);

#endif
