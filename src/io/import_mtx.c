/* Matrix Market: coordinates and arrays, of every field and symmetry; cells that stand for two are
 * both added. */
#include "io/import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* The words of a header, of which each but the first is one of these. */
typedef enum field { REAL, INTEGER, COMPLEX, PATTERN, UNSIGNED } field;
typedef enum symmetry { GENERAL, SYMMETRIC, SKEW, HERMITIAN } symmetry;

static const char *const layouts[] = {"coordinate", "array", NULL};
static const char *const fields[] = {"real",    "integer",          "complex",
                                     "pattern", "unsigned-integer", NULL};
static const char *const symmetries[] = {"general", "symmetric", "skew-symmetric", "hermitian",
                                         NULL};

typedef struct mtx_header {
    bool array;
    field field;
    symmetry symmetry;
    int64_t rows, columns, entries;
} mtx_header;

/* The next word of the line, in small letters, as an index of `words`; -1 where it is none. */
static int take_word(stm__text *text, const char *const *words)
{
    char word[24];
    size_t length = 0;
    stm__text_blanks(text);
    for (int c = stm__text_peek(text); c > ' ' && length < sizeof word - 1;
         c = stm__text_peek(text)) {
        word[length++] = (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
        text->at++;
    }
    word[length] = '\0';
    for (int k = 0; words[k] != NULL; k++)
        if (strcmp(words[k], word) == 0)
            return k;
    return -1;
}

/* Lines that are empty, or comments. */
static void skip_lines(stm__text *text)
{
    stm__text_blanks(text);
    while (stm__text_peek(text) == '%' || stm__text_peek(text) == '\n') {
        stm__text_skip_line(text);
        stm__text_blanks(text);
    }
}

static stm_status read_sides(stm__text *text, mtx_header *h, stm_error *error)
{
    bool good = true;
    int64_t *const numbers[] = {&h->rows, &h->columns, &h->entries};
    skip_lines(text);
    for (int k = 0; k < (h->array ? 2 : 3) && good; k++) {
        stm__text_blanks(text);
        good = stm__text_number(text, numbers[k]);
    }
    stm__text_blanks(text);
    if (!good || (stm__text_peek(text) != '\n' && stm__text_peek(text) != STM__END))
        return stm__text_fail(text,
                              h->array ? "the numbers of rows and columns"
                                       : "the numbers of rows, columns and nonzeros",
                              error);
    if (h->rows < 1 || h->columns < 1 || h->rows > STM_MAX_SIZE || h->columns > STM_MAX_SIZE ||
        (h->symmetry != GENERAL && h->rows != h->columns))
        return stm__text_fail(text, "from 1 to 2147483648 rows and columns, as many if symmetric",
                              error);
    return STM_OK;
}

static stm_status read_header(stm__text *text, mtx_header *h, stm_error *error)
{
    static const char *const banner[] = {"%%matrixmarket", NULL}, *const object[] = {"matrix",
                                                                                     NULL};
    bool good = take_word(text, banner) == 0 && take_word(text, object) == 0;
    int layout = good ? take_word(text, layouts) : -1;
    int kind = layout < 0 ? -1 : take_word(text, fields);
    int fold = kind < 0 ? -1 : take_word(text, symmetries);
    if (fold < 0 || (layout == 1 && kind == PATTERN))
        return stm__text_fail(text,
                              "matrix coordinate or array, real, integer, complex or pattern, "
                              "general, symmetric, skew-symmetric or hermitian",
                              error);
    stm__text_skip_line(text);
    h->array = layout == 1;
    h->field = (field)kind;
    h->symmetry = (symmetry)fold;
    return read_sides(text, h, error);
}

/* The number of a cell, which is not 0 where either half of a complex one is not. */
static stm_status take_value(stm__text *text, const mtx_header *h, double *value, stm_error *error)
{
    bool whole = true, integer = h->field == INTEGER || h->field == UNSIGNED;
    double imaginary = 0;
    *value = 1;
    if (h->field == PATTERN)
        return STM_OK;
    stm__text_blanks(text);
    if (!stm__text_real(text, value, &whole) || (integer && !whole))
        return stm__text_fail(text, integer ? "an integer" : "a number", error);
    stm__text_blanks(text);
    if (h->field == COMPLEX && !stm__text_real(text, &imaginary, &whole))
        return stm__text_fail(text, "a number, the imaginary part", error);
    if (h->field == COMPLEX)
        *value = *value != 0 || imaginary != 0;
    return STM_OK;
}

static stm_status end_line(stm__text *text, stm_error *error)
{
    stm__text_blanks(text);
    if (stm__text_peek(text) != '\n' && stm__text_peek(text) != STM__END)
        return stm__text_fail(text, "the end of the line", error);
    return STM_OK;
}

/* Adds a cell, and the one that it stands for. */
static stm_status push(stm__text *text, const mtx_header *h, stm__cell_list *cells, int64_t i,
                       int64_t j, double value, stm_error *error)
{
    bool pushed = stm__cell_list_push(cells, i, j, value);
    if (h->symmetry != GENERAL && i != j)
        pushed = pushed && stm__cell_list_push(cells, j, i, h->symmetry == SKEW ? -value : value);
    return pushed ? STM_OK : stm__fail_memory(error, text->input->path);
}

static stm_status read_coordinate(stm__text *text, const mtx_header *h, stm__cell_list *cells,
                                  stm_error *error)
{
    int64_t i, j;
    double value;
    stm__text_blanks(text);
    bool good = stm__text_number(text, &i);
    stm__text_blanks(text);
    good = good && stm__text_number(text, &j);
    if (!good)
        return stm__text_fail(text, "a row and a column", error);
    if (i < 1 || i > h->rows || j < 1 || j > h->columns)
        return stm__text_fail(text, "a row and a column within the matrix, counted from 1", error);
    stm_status status = take_value(text, h, &value, error);
    if (status == STM_OK)
        status = end_line(text, error);
    return status == STM_OK ? push(text, h, cells, i - 1, j - 1, value, error) : status;
}

static stm_status read_coordinates(stm__import *import, stm__text *text, const mtx_header *h,
                                   stm__cell_list *cells, stm_error *error)
{
    stm_status status = STM_OK;
    int64_t found = 0;
    for (; status == STM_OK; found++) {
        skip_lines(text);
        if (stm__text_peek(text) == STM__END)
            break;
        if (found == h->entries)
            status = stm__text_fail(text, "the end of the file, after all its nonzeros", error);
        else
            status = read_coordinate(text, h, cells, error);
    }
    if (status == STM_OK)
        status = stm__input_status(import->input, error);
    if (status == STM_OK && found < h->entries)
        status = stm__import_fail(import, error,
                                  "%" PRId64 " nonzeros: must be %" PRId64 ", as its header says",
                                  found, h->entries);
    return status;
}

/* Column by column; of symmetric ones from the diagonal down, of skew ones from below it. */
static stm_status read_array(stm__text *text, const mtx_header *h, stm__cell_list *cells,
                             stm_error *error)
{
    for (int64_t j = 0; j < h->columns; j++)
        for (int64_t i = h->symmetry == GENERAL ? 0 : j + (h->symmetry == SKEW); i < h->rows; i++) {
            double value;
            skip_lines(text);
            stm_status status = take_value(text, h, &value, error);
            if (status == STM_OK)
                status = end_line(text, error);
            if (status == STM_OK && value != 0)
                status = push(text, h, cells, i, j, value, error);
            if (status != STM_OK)
                return status;
        }
    skip_lines(text);
    if (stm__text_peek(text) != STM__END)
        return stm__text_fail(text, "the end of the file, after all its cells", error);
    return stm__input_status(text->input, error);
}

stm_status stm__import_mtx(stm__import *import, stm_error *error)
{
    mtx_header h = {.entries = 0};
    stm__cell_list cells = {0};
    stm__text *text = stm__text_new(import);
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    stm_status status = read_header(text, &h, error);
    cells.whole = h.field != REAL;
    if (status == STM_OK && h.array)
        status = read_array(text, &h, &cells, error);
    else if (status == STM_OK)
        status = read_coordinates(import, text, &h, &cells, error);
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &cells, h.rows, h.columns, error);
    free(cells.items);
    free(text);
    return status;
}
