/* Whole numbers that a text gives in a row, or in a file. */
#ifndef STM__PARAMETER_NUMBERS_H
#define STM__PARAMETER_NUMBERS_H

#include <stdbool.h>

#include <stmask/parameter.h>
#include <stmask/status.h>

typedef struct stm__numbers {
    int64_t *items;
    int64_t num;
} stm__numbers;

/* Whether the text is a list itself; else it is the path of a file. */
bool stm__numbers_are_listed(stm_text text);

/* Reads `4/0-3/9`, which has a range, or, where the text is no such list, the numbers of the text
 * file of that name: apart by blanks, ends of lines, commas or `/`, in brackets or not, as JSON
 * lists have them. Each is from `minimum` to `maximum`; there are at least one and at most 2^27.
 * Free them with free. STM_EINVAL begins with `name`, and with the file. */
stm_status stm__numbers_read(const char *name, stm_text text, int64_t minimum, int64_t maximum,
                             stm__numbers *numbers, stm_error *error);

#endif
