/* Text of numbers in lines: what kind it is, and a list of edges, `query key` or `query key weight`
 * in each line, counted from 0. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"

static bool is_gap(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == ',' || c == ';';
}

void stm__text_gap(stm__text *text)
{
    while (is_gap(stm__text_peek(text)))
        text->at++;
}

bool stm__text_begin_line(stm__text *text)
{
    stm__text_gap(text);
    for (int c = stm__text_peek(text); c == '#' || c == '%' || c == '\n';
         c = stm__text_peek(text)) {
        stm__text_skip_line(text);
        stm__text_gap(text);
    }
    return stm__text_peek(text) != STM__END;
}

bool stm__text_line_ends(stm__text *text)
{
    stm__text_gap(text);
    return stm__text_peek(text) == '\n' || stm__text_peek(text) == STM__END;
}

/* The words of the next line, and the first three of them, where they are whole numbers. */
static int64_t count_words(stm__text *text, int64_t numbers[3])
{
    int64_t words = 0;
    if (!stm__text_begin_line(text))
        return 0;
    while (!stm__text_line_ends(text)) {
        int64_t number = -1;
        if (!stm__text_number(text, &number))
            number = -1;
        for (int c = stm__text_peek(text); c != STM__END && c != '\n' && !is_gap(c);
             c = stm__text_peek(text)) {
            number = -1;
            text->at++;
        }
        if (words < 3)
            numbers[words] = number;
        words++;
    }
    return words;
}

stm_status stm__import_numbers(stm__import *import, stm_error *error)
{
    int64_t numbers[3] = {0}, other[3];
    stm__text *text = stm__text_new(import);
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    int64_t words = count_words(text, numbers), next = count_words(text, other);
    free(text);
    if (fseeko(import->input->file, 0, SEEK_SET) != 0)
        return stm__import_fail(import, error, "cannot be read from its beginning");
    bool whole = numbers[0] >= 0 && numbers[1] >= 0;
    if (words == 3 && whole && numbers[0] > 2 && next == numbers[0] + 1)
        return stm__import_smtx(import, error);
    if (whole && (words == 2 || words == 3))
        return stm__import_fail(import, error,
                                "lines of %" PRId64 " numbers may be edges or rows of cells: say "
                                "format edges or csv",
                                words);
    return stm__import_csv(import, error);
}

static stm_status read_edge(stm__text *text, stm__cell_list *cells, int64_t *size, stm_error *error)
{
    int64_t i, j;
    double weight = 1;
    bool whole, good = stm__text_number(text, &i);
    stm__text_gap(text);
    good = good && stm__text_number(text, &j);
    if (good && !stm__text_line_ends(text)) {
        good = stm__text_real(text, &weight, &whole);
        cells->whole = cells->whole && whole;
    }
    if (!good || !stm__text_line_ends(text))
        return stm__text_fail(text, "a query and a key, counted from 0, and a weight or none",
                              error);
    if (i >= STM_MAX_SIZE || j >= STM_MAX_SIZE)
        return stm__text_fail(text, "a query and a key below 2147483648", error);
    *size = stm__max(*size, stm__max(i, j) + 1);
    return stm__cell_list_push(cells, i, j, weight) ? STM_OK
                                                    : stm__fail_memory(error, text->input->path);
}

stm_status stm__import_edges(stm__import *import, stm_error *error)
{
    int64_t size = 0;
    stm_status status = STM_OK;
    stm__cell_list cells = {.whole = true};
    stm__text *text = stm__text_new(import);
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    while (status == STM_OK && stm__text_begin_line(text))
        status = read_edge(text, &cells, &size, error);
    if (status == STM_OK)
        status = stm__input_status(import->input, error);
    if (status == STM_OK && size == 0)
        status = stm__import_fail(import, error, "has no edges, and so no size");
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &cells, size, size, error);
    free(cells.items);
    free(text);
    return status;
}
