/* Rows of cells as text, one a line: what is not 0 is seen. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/fail.h"
#include "io/import.h"

/* A number, true or false. */
static bool take_cell(stm__text *text, double *value, bool *whole)
{
    int c = stm__text_peek(text);
    *whole = true;
    if (c == 't' || c == 'T') {
        *value = 1;
        return stm__text_word(text, c == 't' ? "true" : "T") &&
               (c == 't' || stm__text_word(text, stm__text_peek(text) == 'r' ? "rue" : "RUE"));
    }
    if (c == 'f' || c == 'F') {
        *value = 0;
        return stm__text_word(text, c == 'f' ? "false" : "F") &&
               (c == 'f' || stm__text_word(text, stm__text_peek(text) == 'a' ? "alse" : "ALSE"));
    }
    return stm__text_real(text, value, whole);
}

static stm_status read_row(stm__import *import, stm__text *text, int64_t row, int64_t *columns,
                           stm__cell_list *cells, stm_error *error)
{
    int64_t j = 0;
    for (; !stm__text_line_ends(text); j++) {
        double value;
        bool whole;
        if (!take_cell(text, &value, &whole))
            return stm__text_fail(text, "a number, true or false", error);
        if (value <= -100)
            return stm__import_fail(import, error,
                                    "cell (%" PRId64 ", %" PRId64
                                    ") is %g: what is added to scores is read from .npy",
                                    row, j, value);
        cells->whole = cells->whole && whole;
        if (j >= STM_MAX_SIZE - 1 || row >= STM_MAX_SIZE - 1)
            return stm__text_fail(text, "fewer than 2147483648 rows and columns", error);
        if (value != 0 && !stm__cell_list_push(cells, row, j, value))
            return stm__fail_memory(error, text->input->path);
    }
    if (row > 0 && j != *columns)
        return stm__import_fail(import, error,
                                "row %" PRId64 " has %" PRId64 " cells: must have %" PRId64
                                ", as the first one",
                                row, j, *columns);
    *columns = j;
    return STM_OK;
}

stm_status stm__import_csv(stm__import *import, stm_error *error)
{
    int64_t rows = 0, columns = 0;
    stm_status status = STM_OK;
    stm__cell_list cells = {.whole = true};
    stm__text *text = stm__text_new(import);
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    while (status == STM_OK && stm__text_begin_line(text))
        status = read_row(import, text, rows++, &columns, &cells, error);
    if (status == STM_OK)
        status = stm__input_status(import->input, error);
    if (status == STM_OK && rows == 0)
        status = stm__import_fail(import, error, "has no cells");
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &cells, rows, columns, error);
    free(cells.items);
    free(text);
    return status;
}
