/* Reads the limits of a step, one number or two with an x between them. */
#include "hardware/limits.h"

#include <stdio.h>
#include <string.h>

#include <stmask/number.h>

stm_status stm__limits_read(const char *name, const char *text, stm__limits *limits,
                            stm_error *error)
{
    char what[64];
    const char *x = strchr(text, 'x');
    stm__limits read = {.read = 0};
    stm_status status;
    if (x == NULL) {
        status = stm_number_parse(name, text, strlen(text), 2, STM_MAX_READ_LIMIT,
                                  "must be at least 2, one row and one column", &read.read, error);
    } else {
        snprintf(what, sizeof what, "%.40s rows", name);
        status = stm_number_parse(what, text, (size_t)(x - text), 1, STM_MAX_SIZE, NULL, &read.rows,
                                  error);
        snprintf(what, sizeof what, "%.40s columns", name);
        if (status == STM_OK)
            status = stm_number_parse(what, x + 1, strlen(x + 1), 1, STM_MAX_SIZE, NULL,
                                      &read.columns, error);
    }
    if (status == STM_OK)
        *limits = read;
    return status;
}
