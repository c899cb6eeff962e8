/* A list of lists, as JSON has it: rows of cells, or the keys that each query sees; read item by
 * item, as the tree that a library makes of it takes 32 bytes for every cell that is not seen. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/grow.h"
#include "io/import.h"

/* All items, row by row, and what they look like. */
typedef struct rows {
    double *items;
    int64_t num, capacity;
    int64_t *starts; /* where rows begin, and the last one ends */
    int64_t num_rows, rows_capacity;
    bool ascending; /* every row is of whole numbers that rise */
    bool ragged;    /* rows have other numbers of items */
} rows;

static void skip_blanks(stm__text *text)
{
    for (int c = stm__text_peek(text); c == ' ' || c == '\t' || c == '\r' || c == '\n';
         c = stm__text_peek(text))
        stm__text_take(text);
}

/* The character, with blanks before and behind it. */
static bool take(stm__text *text, int character)
{
    skip_blanks(text);
    if (stm__text_peek(text) != character)
        return false;
    text->at++;
    skip_blanks(text);
    return true;
}

static stm_status read_item(stm__text *text, rows *r, stm_error *error)
{
    double value = 0;
    bool whole = true, number = false, good;
    int c = stm__text_peek(text);
    if (c == 't' || c == 'f' || c == 'n') {
        good = stm__text_word(text, c == 't' ? "true" : c == 'f' ? "false" : "null");
        value = c == 't';
    } else {
        good = stm__text_real(text, &value, &whole);
        number = true;
    }
    if (!good)
        return stm__text_fail(text, "a number, true or false", error);
    int64_t start = r->starts[r->num_rows];
    r->ascending = r->ascending && number && whole && value >= 0 &&
                   (r->num == start || value > r->items[r->num - 1]);
    if (!stm__grow(&r->items, &r->capacity, r->num + 1, sizeof *r->items))
        return stm__fail_memory(error, text->input->path);
    r->items[r->num++] = value;
    return STM_OK;
}

static stm_status read_row(stm__text *text, rows *r, stm_error *error)
{
    stm_status status = STM_OK;
    if (!stm__grow(&r->starts, &r->rows_capacity, r->num_rows + 2, sizeof *r->starts))
        return stm__fail_memory(error, text->input->path);
    r->starts[r->num_rows] = r->num;
    if (!take(text, '['))
        return stm__text_fail(text, "a list of lists, such as [[0], [0, 1]]", error);
    if (!take(text, ']')) {
        do {
            skip_blanks(text);
            status = read_item(text, r, error);
        } while (status == STM_OK && take(text, ','));
        if (status == STM_OK && !take(text, ']'))
            status = stm__text_fail(text, "a comma, or the end of the row", error);
    }
    r->starts[++r->num_rows] = r->num;
    r->ragged = r->ragged || r->num - r->starts[r->num_rows - 1] != r->starts[1];
    return status;
}

static stm_status read_rows(stm__text *text, rows *r, stm_error *error)
{
    stm_status status = STM_OK;
    if (!take(text, '['))
        return stm__text_fail(text, "a list of lists, such as [[0], [0, 1]]", error);
    do
        status = read_row(text, r, error);
    while (status == STM_OK && take(text, ','));
    if (status == STM_OK && !take(text, ']'))
        status = stm__text_fail(text, "a comma, or the end of the list", error);
    if (status == STM_OK && stm__text_peek(text) != STM__END)
        status = stm__text_fail(text, "the end of the file, after the list", error);
    return status == STM_OK ? stm__input_status(text->input, error) : status;
}

static stm_status make_cells(stm__import *import, const rows *r, stm_error *error)
{
    int64_t columns = r->starts[1];
    stm__cell_list cells = {.whole = true};
    if (r->ragged || columns == 0)
        return stm__import_fail(import, error, "rows of cells: must all have as many, from 1 on");
    for (int64_t k = 0; k < r->num; k++) {
        cells.whole = cells.whole && r->items[k] == (double)(int64_t)r->items[k];
        if (r->items[k] != 0 &&
            !stm__cell_list_push(&cells, k / columns, k % columns, r->items[k])) {
            free(cells.items);
            return stm__fail_memory(error, import->input->path);
        }
    }
    return stm__cell_list_finish(import, &cells, r->num_rows, columns, error);
}

/* As many keys as queries, or more where a higher one is seen. */
static stm_status make_lists(stm__import *import, const rows *r, stm_error *error)
{
    stm__cell_list cells = {.whole = true, .once = true};
    int64_t keys = r->num_rows;
    stm_status status = STM_OK;
    for (int64_t i = 0; i < r->num_rows && status == STM_OK; i++)
        for (int64_t k = r->starts[i]; k < r->starts[i + 1] && status == STM_OK; k++) {
            double key = r->items[k];
            if (!(key >= 0 && key < (double)STM_MAX_SIZE && key == (double)(int64_t)key))
                status = stm__import_fail(import, error,
                                          "key %g of query %" PRId64
                                          ": must be a whole number from 0 to 2147483647",
                                          key, i);
            else if (!stm__cell_list_push(&cells, i, (int64_t)key, 1))
                status = stm__fail_memory(error, import->input->path);
            else
                keys = stm__max(keys, (int64_t)key + 1);
        }
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &cells, r->num_rows, keys, error);
    free(cells.items);
    return status;
}

typedef stm_status make_mask(stm__import *import, const rows *r, stm_error *error);

/* Rows that are no rising numbers are cells; of unequal length, they are lists. */
static stm_status make_either(stm__import *import, const rows *r, stm_error *error)
{
    if (r->ascending && !r->ragged)
        return stm__import_fail(import, error,
                                "may be rows of cells or the keys of each query: say format "
                                "json-cells or json-lists");
    return (r->ascending ? make_lists : make_cells)(import, r, error);
}

static stm_status read_json(stm__import *import, make_mask *make, stm_error *error)
{
    rows r = {.ascending = true};
    stm__text *text = stm__text_new(import);
    stm_status status =
        text == NULL ? stm__fail_memory(error, import->input->path) : read_rows(text, &r, error);
    if (status == STM_OK)
        status = make(import, &r, error);
    free(r.items);
    free(r.starts);
    free(text);
    return status;
}

stm_status stm__import_json(stm__import *import, stm_error *error)
{
    return read_json(import, make_either, error);
}

stm_status stm__import_json_cells(stm__import *import, stm_error *error)
{
    return read_json(import, make_cells, error);
}

stm_status stm__import_json_lists(stm__import *import, stm_error *error)
{
    return read_json(import, make_lists, error);
}
