/* Matrix Market, PBM, points and runs. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"

int stm__text_peek(stm__text *text)
{
    if (text->at == text->end) {
        text->at = 0;
        text->end = stm__input_read(text->input, text->buffer, sizeof text->buffer);
        if (text->end == 0)
            return STM__END;
    }
    return (unsigned char)text->buffer[text->at];
}

int stm__text_take(stm__text *text)
{
    int c = stm__text_peek(text);
    text->at += c != STM__END;
    text->line += c == '\n';
    return c;
}

void stm__text_blanks(stm__text *text)
{
    for (int c = stm__text_peek(text); c == ' ' || c == '\t' || c == '\r'; c = stm__text_peek(text))
        text->at++;
}

bool stm__text_number(stm__text *text, int64_t *number)
{
    int c = stm__text_peek(text);
    if (c < '0' || c > '9')
        return false;
    for (*number = 0; c >= '0' && c <= '9'; c = stm__text_peek(text)) {
        *number = *number > (INT64_MAX - 9) / 20 ? INT64_MAX / 2 : 10 * *number + (c - '0');
        text->at++;
    }
    return true;
}

bool stm__text_word(stm__text *text, const char *word)
{
    for (; *word != '\0'; word++) {
        if (*word == ' ') {
            stm__text_blanks(text);
            continue;
        }
        if (stm__text_peek(text) != *word)
            return false;
        text->at++;
    }
    return true;
}

stm_status stm__text_fail(stm__text *text, const char *wanted, stm_error *error)
{
    stm_status status = stm__input_status(text->input, error);
    if (status != STM_OK)
        return status;
    return stm__fail(error, STM_EINVAL, "%.200s:%" PRId64 ": must be %s%s", text->input->path,
                     text->line, wanted,
                     stm__text_peek(text) == STM__END ? ", and the file ends" : "");
}

static stm__text *new_text(stm__import *import)
{
    stm__text *text = malloc(sizeof *text);
    if (text != NULL) {
        text->input = import->input;
        text->line = 1;
        text->at = text->end = 0;
    }
    return text;
}

static void skip_line(stm__text *text)
{
    for (int c = stm__text_take(text); c != '\n' && c != STM__END;)
        c = stm__text_take(text);
}

/* Reads a sign, digits and an exponent; whole numbers from 0 to 5 are values, others 1. */
static bool take_value(stm__text *text, bool whole, int32_t *value)
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
    *value = number != 0;
    if (whole && number >= 0 && number < STM_NUM_VALUES && number == (double)(int32_t)number)
        *value = (int32_t)number;
    else if (whole)
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
        skip_line(text);
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

static stm_status read_mtx_cell(stm__text *text, const mtx_header *h, stm__cells *cells,
                                stm_error *error)
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
    if (!h->pattern && !take_value(text, h->whole, &value))
        return stm__text_fail(text, h->whole ? "a value from 0 to 5" : "a number", error);
    stm__text_blanks(text);
    if (stm__text_peek(text) != '\n' && stm__text_peek(text) != STM__END)
        return stm__text_fail(text, "the end of the line", error);
    bool pushed = stm__cells_push(cells, i - 1, j - 1, value);
    if (h->symmetric && i != j)
        pushed = pushed && stm__cells_push(cells, j - 1, i - 1, value);
    return pushed ? STM_OK : stm__fail_memory(error, text->input->path);
}

stm_status stm__import_mtx(stm__import *import, stm_error *error)
{
    mtx_header h;
    stm__cells cells = {0};
    stm__text *text = new_text(import);
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
            status = read_mtx_cell(text, &h, &cells, error);
        found++;
    }
    if (status == STM_OK)
        status = stm__input_status(import->input, error);
    if (status == STM_OK && found < h.nonzeros)
        status = stm__import_fail(import, error,
                                  "%" PRId64 " nonzeros: must be %" PRId64 ", as its header says",
                                  found, h.nonzeros);
    if (status == STM_OK)
        status = stm__cells_finish(import, &cells, h.rows, h.columns, error);
    free(cells.items);
    free(text);
    return status;
}

/* A number of a PBM header, after blanks, newlines and remarks. */
static bool take_side(stm__text *text, int64_t *side)
{
    for (int c = stm__text_peek(text); c == '#' || c == '\n' || c == ' ' || c == '\t' || c == '\r';
         c = stm__text_peek(text)) {
        if (c == '#')
            skip_line(text);
        else
            stm__text_take(text);
    }
    return stm__text_number(text, side) && *side >= 1 && *side <= STM_MAX_SIZE;
}

static stm_status read_pixels(stm__text *text, bool plain, int64_t rows, int64_t columns,
                              stm_builder *builder, stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t i = 0; i < rows && status == STM_OK; i++) {
        int byte = 0;
        for (int64_t j = 0; j < columns && status == STM_OK; j++) {
            bool black;
            if (plain) {
                do
                    byte = stm__text_take(text);
                while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t');
                if (byte != '0' && byte != '1')
                    return stm__text_fail(text, "a pixel, 0 or 1", error);
                black = byte == '1';
            } else {
                if (j % 8 == 0)
                    byte = stm__text_take(text);
                if (byte == STM__END)
                    return stm__text_fail(text, "as long as its header says", error);
                black = (byte >> (7 - j % 8) & 1) != 0;
            }
            if (black)
                status = stm_builder_cell(builder, i, j, 1, error);
        }
    }
    return status;
}

stm_status stm__import_pbm(stm__import *import, stm_error *error)
{
    int64_t rows = 0, columns = 0, bytes;
    stm_builder *builder = NULL;
    stm__text *text = new_text(import);
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    stm__text_take(text);
    bool plain = stm__text_take(text) == '1';
    stm_status status = STM_OK;
    if (!take_side(text, &columns) || !take_side(text, &rows))
        status = stm__text_fail(text, "columns and rows, from 1 to 2147483648", error);
    else if (!stm__multiply(rows, plain ? columns : stm__ceil_div(columns, 8), &bytes) ||
             bytes > import->input->size)
        status = stm__import_fail(import, error, "has fewer pixels than its header says");
    if (status == STM_OK) {
        stm__text_take(text);
        status = stm_builder_new(rows, columns, &builder, error);
    }
    if (status == STM_OK)
        status = read_pixels(text, plain, rows, columns, builder, error);
    if (status == STM_OK)
        status = stm__import_finish(import, builder, error);
    stm_builder_free(builder);
    free(text);
    return status;
}

/* The points of a line, after its time. */
static stm_status read_points(stm__text *text, int64_t size, stm__cells *cells, stm_error *error)
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
        if (!stm__cells_push(cells, i, j, 1))
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
    stm__cells cells = {0};
    stm__text *text = new_text(import);
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
            skip_line(text);
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
        status = stm__cells_finish(import, &cells, size, size, error);
    free(cells.items);
    free(text);
    return status;
}

/* "[a, b, ...]", of exactly that many numbers. */
static bool take_list(stm__text *text, int64_t *numbers, int num)
{
    bool good = stm__text_word(text, " [ ");
    for (int k = 0; k < num && good; k++)
        good = stm__text_number(text, &numbers[k]) &&
               stm__text_word(text, k + 1 < num ? " , " : " ] ");
    return good;
}

static stm_status read_query(stm__text *text, const int64_t *queries, const int64_t *keys,
                             stm_builder *builder, stm_error *error)
{
    int64_t i, run[4];
    if (!stm__text_word(text, " { \"query\" : ") || !stm__text_number(text, &i) ||
        !stm__text_word(text, " , \"runs\" : [ "))
        return stm__text_fail(text, "a query and its runs, as {\"query\": 0, \"runs\": []}", error);
    if (i < queries[0] || i - queries[0] >= queries[1])
        return stm__text_fail(text, "a query of the mask", error);
    while (stm__text_peek(text) == '[') {
        if (!take_list(text, run, 4))
            return stm__text_fail(text, "a run, [first, count, step, value]", error);
        int64_t length;
        if (run[1] < 1 || run[2] < 1 || !stm__multiply(run[1] - 1, run[2], &length) ||
            run[0] < keys[0] || length >= keys[1] || run[0] - keys[0] >= keys[1] - length ||
            run[3] < 1 || run[3] > INT32_MAX)
            return stm__text_fail(text, "a run of keys of the mask, with a value", error);
        stm_run new = {run[0], run[1], run[2], (int32_t)run[3]};
        stm_status status = stm_builder_run(builder, i, &new, error);
        if (status != STM_OK)
            return status;
        if (!stm__text_word(text, ","))
            break;
        stm__text_blanks(text);
    }
    if (!stm__text_word(text, " ] } ") ||
        (stm__text_peek(text) != '\n' && stm__text_peek(text) != STM__END))
        return stm__text_fail(text, "the end of the runs and of the line", error);
    stm__text_take(text);
    return STM_OK;
}

stm_status stm__import_runs(stm__import *import, stm_error *error)
{
    int64_t size, queries[2], keys[2];
    stm_builder *builder = NULL;
    stm_mask *whole = NULL, **mask = import->mask;
    stm__text *text = new_text(import);
    stm_status status = STM_OK;
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    if (!stm__text_word(text, "{ \"format\" : \"stmask-runs\" , \"size\" : ") ||
        !stm__text_number(text, &size) || !stm__text_word(text, " , \"queries\" : ") ||
        !take_list(text, queries, 2) || !stm__text_word(text, ", \"keys\" : ") ||
        !take_list(text, keys, 2) || !stm__text_word(text, "} ") || stm__text_take(text) != '\n')
        status = stm__text_fail(text, "the header of a file of runs", error);
    else if (queries[1] < 1 || keys[1] < 1 || queries[0] > STM_MAX_SIZE - queries[1] ||
             keys[0] > STM_MAX_SIZE - keys[1])
        status = stm__text_fail(text, "queries and keys from 1 to 2147483648", error);
    if (status == STM_OK)
        status =
            stm__import_begin(import, queries[0] + queries[1], keys[0] + keys[1], &builder, error);
    while (status == STM_OK && stm__text_peek(text) != STM__END)
        status = read_query(text, queries, keys, builder, error);
    if (status == STM_OK)
        status = stm__input_status(import->input, error);
    import->mask = &whole;
    if (status == STM_OK)
        status = stm__import_finish(import, builder, error);
    import->mask = mask;
    stm_rectangle part = {queries[0], queries[1], keys[0], keys[1]};
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &part, mask, error);
    stm_mask_free(whole);
    stm_builder_free(builder);
    free(text);
    return status;
}
