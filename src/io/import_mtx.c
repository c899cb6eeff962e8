/* Matrix Market. */
#include "io/import.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* Reads a sign, digits and an exponent; whole numbers from 0 to 5 are values, all else is 1. */
static bool take_value(stm__text *text, stm__import *import, bool whole, int32_t *value)
{
    char digits[64];
    size_t length = 0;
    stm__text_blanks(text);
    for (int c = stm__text_peek(text); c != STM__END && strchr("+-.eE0123456789", c) != NULL && c;
         c = stm__text_peek(text)) {
        if (length + 1 == sizeof digits)
            return false;
        digits[length++] = (char)c;
        text->at++;
    }
    digits[length] = '\0';
    char *end;
    double number = strtod(digits, &end);
    if (length == 0 || *end != '\0' || number != number)
        return false;
    if (!whole)
        *value = number != 0;
    else if (strpbrk(digits, ".eE") == NULL)
        *value = stm__import_integer(import, (int64_t)fmax(-1, fmin(number, STM_NUM_VALUES)));
    else
        return false;
    return true;
}

typedef struct mtx_header {
    bool pattern, whole, symmetric;
    int64_t rows, columns, nonzeros;
} mtx_header;

static stm_status read_mtx_header(stm__text *text, mtx_header *h, stm_error *error)
{
    static const char kinds[] = "matrix coordinate, pattern, integer or real, general or symmetric";
    char words[5][20];
    for (int k = 0; k < 5; k++) {
        size_t length = 0;
        stm__text_blanks(text);
        for (int c = stm__text_peek(text); c > ' ' && length < 19; c = stm__text_peek(text)) {
            words[k][length++] = (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
            text->at++;
        }
        words[k][length] = '\0';
    }
    h->pattern = strcmp(words[3], "pattern") == 0;
    h->whole = strcmp(words[3], "integer") == 0;
    h->symmetric = strcmp(words[4], "symmetric") == 0;
    if (strcmp(words[1], "matrix") != 0 || strcmp(words[2], "coordinate") != 0 ||
        (!h->pattern && !h->whole && strcmp(words[3], "real") != 0) ||
        (!h->symmetric && strcmp(words[4], "general") != 0))
        return stm__text_fail(text, kinds, error);
    do
        stm__text_skip_line(text);
    while (stm__text_peek(text) == '%' || stm__text_peek(text) == '\n');
    bool good = true;
    int64_t *const numbers[] = {&h->rows, &h->columns, &h->nonzeros};
    for (int k = 0; k < 3 && good; k++) {
        stm__text_blanks(text);
        good = stm__text_number(text, numbers[k]);
    }
    stm__text_blanks(text);
    if (!good || (stm__text_peek(text) != '\n' && stm__text_peek(text) != STM__END))
        return stm__text_fail(text, "the numbers of rows, columns and nonzeros", error);
    if (h->rows < 1 || h->columns < 1 || h->rows > STM_MAX_SIZE || h->columns > STM_MAX_SIZE ||
        (h->symmetric && h->rows != h->columns))
        return stm__text_fail(text, "from 1 to 2147483648 rows and columns, as many if symmetric",
                              error);
    return STM_OK;
}

static stm_status read_mtx_cell(stm__text *text, stm__import *import, const mtx_header *h,
                                stm__cell_list *cells, stm_error *error)
{
    int64_t i, j;
    int32_t value = 1;
    stm__text_blanks(text);
    bool good = stm__text_number(text, &i);
    stm__text_blanks(text);
    good = good && stm__text_number(text, &j);
    if (!good)
        return stm__text_fail(text, "a row and a column", error);
    if (i < 1 || i > h->rows || j < 1 || j > h->columns)
        return stm__text_fail(text, "a row and a column within the matrix, counted from 1", error);
    if (!h->pattern && !take_value(text, import, h->whole, &value))
        return stm__text_fail(text, h->whole ? "an integer" : "a number", error);
    stm__text_blanks(text);
    if (stm__text_peek(text) != '\n' && stm__text_peek(text) != STM__END)
        return stm__text_fail(text, "the end of the line", error);
    bool pushed = stm__cell_list_push(cells, i - 1, j - 1, value);
    if (h->symmetric && i != j)
        pushed = pushed && stm__cell_list_push(cells, j - 1, i - 1, value);
    return pushed ? STM_OK : stm__fail_memory(error, text->input->path);
}

stm_status stm__import_mtx(stm__import *import, stm_error *error)
{
    mtx_header h;
    stm__cell_list cells = {0};
    stm__text *text = stm__text_new(import);
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    stm_status status = read_mtx_header(text, &h, error);
    int64_t found = 0;
    while (status == STM_OK) {
        while (stm__text_peek(text) == '\n') {
            stm__text_take(text);
            stm__text_blanks(text);
        }
        if (stm__text_peek(text) == STM__END)
            break;
        if (found == h.nonzeros)
            status = stm__text_fail(text, "the end of the file, after all its nonzeros", error);
        else
            status = read_mtx_cell(text, import, &h, &cells, error);
        found++;
    }
    if (status == STM_OK)
        status = stm__input_status(import->input, error);
    if (status == STM_OK && found < h.nonzeros)
        status = stm__import_fail(import, error,
                                  "%" PRId64 " nonzeros: must be %" PRId64 ", as its header says",
                                  found, h.nonzeros);
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &cells, h.rows, h.columns, error);
    free(cells.items);
    free(text);
    return status;
}
