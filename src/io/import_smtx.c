/* .smtx, the files of the Deep Learning Matrix Collection (Gale et al. 2020, arXiv:2006.10901): the
 * numbers of rows, columns and nonzeros, where each row begins, and the column of every nonzero. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/fail.h"
#include "io/import.h"

/* The next number, whatever line it stands in. */
static bool take(stm__text *text, int64_t *number)
{
    stm__text_begin_line(text);
    return stm__text_number(text, number);
}

static stm_status read_starts(stm__import *import, stm__text *text, int64_t rows, int64_t nonzeros,
                              int64_t *starts, stm_error *error)
{
    for (int64_t k = 0; k <= rows; k++)
        if (!take(text, &starts[k]) || starts[k] > nonzeros || (k > 0 && starts[k] < starts[k - 1]))
            return stm__text_fail(text, "where the next row begins, never before the last one",
                                  error);
    if (starts[0] != 0 || starts[rows] != nonzeros)
        return stm__import_fail(import, error,
                                "its rows must begin at 0 and end at %" PRId64 ", its nonzeros",
                                nonzeros);
    return STM_OK;
}

static stm_status read_columns(stm__text *text, int64_t rows, int64_t columns,
                               const int64_t *starts, stm__cell_list *cells, stm_error *error)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t k = starts[i]; k < starts[i + 1]; k++) {
            int64_t j;
            if (!take(text, &j) || j >= columns)
                return stm__text_fail(text, "a column within the matrix, counted from 0", error);
            if (!stm__cell_list_push(cells, i, j, 1))
                return stm__fail_memory(error, text->input->path);
        }
    if (stm__text_begin_line(text))
        return stm__text_fail(text, "the end of the file, after all its nonzeros", error);
    return stm__input_status(text->input, error);
}

static stm_status read_all(stm__import *import, stm__text *text, stm_error *error)
{
    int64_t rows, columns, nonzeros, *starts = NULL;
    stm__cell_list cells = {.whole = true, .once = true};
    if (!take(text, &rows) || !take(text, &columns) || !take(text, &nonzeros))
        return stm__text_fail(text, "the numbers of rows, columns and nonzeros", error);
    if (rows < 1 || columns < 1 || rows > STM_MAX_SIZE || columns > STM_MAX_SIZE)
        return stm__text_fail(text, "from 1 to 2147483648 rows and columns", error);
    /* Every row and nonzero takes two bytes of the file at least. */
    if (rows > import->input->size || nonzeros > import->input->size)
        return stm__import_fail(import, error,
                                "%" PRId64 " rows and %" PRId64 " nonzeros in a file of %" PRId64
                                " bytes: must be plausible",
                                rows, nonzeros, import->input->size);
    stm_status status = STM_OK;
    if ((starts = malloc((size_t)(rows + 1) * sizeof *starts)) == NULL)
        status = stm__fail_memory(error, import->input->path);
    if (status == STM_OK)
        status = read_starts(import, text, rows, nonzeros, starts, error);
    if (status == STM_OK)
        status = read_columns(text, rows, columns, starts, &cells, error);
    free(starts);
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &cells, rows, columns, error);
    free(cells.items);
    return status;
}

stm_status stm__import_smtx(stm__import *import, stm_error *error)
{
    stm__text *text = stm__text_new(import);
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    stm_status status = read_all(import, text, error);
    free(text);
    return status;
}
