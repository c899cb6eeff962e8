/* Filling in an stm_error. */
#ifndef STM__BASE_FAIL_H
#define STM__BASE_FAIL_H

#include <stmask/status.h>

/* Writes the formatted sentence into `error` (NULL is fine) and returns `status`. */
STM_API stm_status stm__fail(stm_error *error, stm_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with the position of a character in a spec. */
stm_status stm__fail_at(stm_error *error, int64_t position, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* STM_EINVAL where a value is not within minimum .. maximum: "`name` 0: must be from 1 to 8". */
STM_API stm_status stm__check_range(const char *name, int64_t value, int64_t minimum,
                                    int64_t maximum, stm_error *error);

/* "`what`: out of memory". */
STM_API stm_status stm__fail_memory(stm_error *error, const char *what);

#endif
