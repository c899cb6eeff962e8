/* The points of a plan. */
#include "io/import.h"

#include <stdlib.h>

#include "base/fail.h"

/* The points of a line, after its time. */
static stm_status read_points(stm__text *text, int64_t size, stm__cell_list *cells,
                              stm_error *error)
{
    int64_t time, i, j;
    if (!stm__text_word(text, "at time ") || !stm__text_number(text, &time) ||
        !stm__text_word(text, " : "))
        return stm__text_fail(text, "a step, such as `at time 0: (0, 0)`", error);
    do {
        if (!stm__text_word(text, " ( ") || !stm__text_number(text, &i) ||
            !stm__text_word(text, " , ") || !stm__text_number(text, &j) ||
            !stm__text_word(text, " ) "))
            return stm__text_fail(text, "a point, such as (0, 0)", error);
        if (i >= size || j >= size)
            return stm__text_fail(text, "a point within the mask", error);
        if (!stm__cell_list_push(cells, i, j, 1))
            return stm__fail_memory(error, text->input->path);
    } while (stm__text_word(text, ","));
    if (stm__text_peek(text) != '\n' && stm__text_peek(text) != STM__END)
        return stm__text_fail(text, "a comma, or the end of the line", error);
    stm__text_take(text);
    return STM_OK;
}

stm_status stm__import_points(stm__import *import, stm_error *error)
{
    int64_t size = 0;
    stm__cell_list cells = {.whole = true, .once = true};
    stm__text *text = stm__text_new(import);
    stm_status status = STM_OK;
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    while (status == STM_OK && stm__text_peek(text) != STM__END) {
        stm__text_blanks(text);
        int c = stm__text_peek(text);
        if (c == '\n') {
            stm__text_take(text);
        } else if (c == '#') {
            if (stm__text_word(text, "# Mask Size: ") &&
                (!stm__text_number(text, &size) || size < 1 || size > STM_MAX_SIZE))
                status = stm__text_fail(text, "a size from 1 to 2147483648", error);
            stm__text_skip_line(text);
        } else if (size == 0) {
            status = stm__text_fail(text, "a line `# Mask Size: N` before the points", error);
        } else {
            status = read_points(text, size, &cells, error);
        }
    }
    if (status == STM_OK)
        status = stm__input_status(import->input, error);
    if (status == STM_OK && size == 0)
        status = stm__text_fail(text, "a line `# Mask Size: N`", error);
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &cells, size, size, error);
    free(cells.items);
    free(text);
    return status;
}
