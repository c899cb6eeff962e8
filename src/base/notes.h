/* Sentences on what was assumed while something was read. */
#ifndef STM__BASE_NOTES_H
#define STM__BASE_NOTES_H

#include <stdarg.h>

#include <stmask/status.h>

/* Zero-initialise; free with stm__notes_free. */
typedef struct stm__notes {
    char **texts;
    int64_t num, capacity;
} stm__notes;

/* Adds a sentence, shown as messages are, where it is not there yet. STM_ENOMEM names `name`. */
stm_status stm__notes_add(stm__notes *notes, const char *name, stm_error *error, const char *format,
                          va_list arguments) __attribute__((format(printf, 4, 0)));
void stm__notes_free(stm__notes *notes);

#endif
