/* Keeps sentences in a list, each once. */
#include "base/notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/grow.h"
#include "base/print.h"

stm_status stm__notes_add(stm__notes *notes, const char *name, stm_error *error, const char *format,
                          va_list arguments)
{
    char text[400];
    stm_error shown;
    stm__print_list(text, sizeof text, format, arguments);
    /* Texts of a file may stand in it: shown as in messages. */
    stm__fail(&shown, STM_OK, "%s", text);
    for (int64_t k = 0; k < notes->num; k++)
        if (strcmp(notes->texts[k], shown.message) == 0)
            return STM_OK;
    char *copy = strdup(shown.message);
    if (copy == NULL || !stm__grow(&notes->texts, &notes->capacity, notes->num + 1, sizeof copy)) {
        free(copy);
        return stm__fail_memory(error, name);
    }
    notes->texts[notes->num++] = copy;
    return STM_OK;
}

void stm__notes_free(stm__notes *notes)
{
    for (int64_t k = 0; k < notes->num; k++)
        free(notes->texts[k]);
    free(notes->texts);
    *notes = (stm__notes){0};
}
