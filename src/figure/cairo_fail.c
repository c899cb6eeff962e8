/* Fills in an stm_error as base does, whose function is hidden inside libstmask. */
#include "figure/cairo_fail.h"

#include <stddef.h>
#include <stdio.h>

stm_status stm__figure_fail(stm_error *error, stm_status status, const char *message)
{
    if (error != NULL) {
        error->position = -1;
        snprintf(error->message, sizeof error->message, "%s", message);
    }
    return status;
}

stm_status stm__figure_fail_memory(stm_error *error)
{
    return stm__figure_fail(error, STM_ENOMEM, "figure: out of memory");
}
