/* Files of `[section]` and `key = value`, read by inih into a list. */
#ifndef STM__HARDWARE_INI_H
#define STM__HARDWARE_INI_H

#include <stddef.h>

#include <stmask/status.h>

typedef struct stm__ini_entry {
    char section[50], key[50];
    char *value;
    int line; /* -1: given outside of the file */
} stm__ini_entry;

/* Zero-initialise; free with stm__ini_free. */
typedef struct stm__ini {
    stm__ini_entry *entries;
    int64_t num, capacity;
} stm__ini;

/* Reads `length` bytes of text. STM_EINVAL with `name` and the line where that is no such file, or
 * has a line that is too long. */
STM_CHECKED stm_status stm__ini_read(const char *text, size_t length, const char *name,
                                     stm__ini *ini, stm_error *error);

/* Appends an entry. STM_ENOMEM names `name`. */
stm_status stm__ini_add(stm__ini *ini, const char *name, const char *section, const char *key,
                        const char *value, int line, stm_error *error);
STM_API void stm__ini_free(stm__ini *ini);

#endif
