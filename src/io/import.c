/* Reads a mask from a file: how it begins tells which reader it needs; cells in any order are
 * sorted and joined into runs. */
#include "io/import.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/grow.h"
#include "io/job.h"

stm_status stm__import_fail(const stm__import *import, stm_error *error, const char *format, ...)
{
    char sentence[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return stm__fail(error, STM_EINVAL, "%.200s: %s", import->input->path, sentence);
}

stm_status stm__import_value(stm__import *import, const stm__npy *npy, const unsigned char *bytes,
                             int64_t i, int64_t j, int32_t *value, stm_error *error)
{
    if (npy->kind == 'b') {
        *value = bytes[0] != 0;
        return STM_OK;
    }
    if (npy->kind == 'f') {
        double cell = stm__npy_float(npy, bytes);
        if (isnan(cell))
            return stm__import_fail(import, error, "cell (%" PRId64 ", %" PRId64 ") is no number",
                                    i, j);
        if (isinf(cell) && cell < 0 && !import->told && !import->additive)
            return stm__import_fail(import, error,
                                    "cell (%" PRId64 ", %" PRId64
                                    ") is -inf: a sparse array holds what is seen, and is not "
                                    "added to scores",
                                    i, j);
        *value = import->additive ? cell > import->hidden : cell != 0;
        return STM_OK;
    }
    int64_t cell = stm__npy_integer(npy, bytes);
    if (import->additive)
        *value = (double)cell > import->hidden;
    else
        *value = stm__import_integer(import, cell);
    return STM_OK;
}

int32_t stm__import_integer(stm__import *import, int64_t cell)
{
    if (cell >= 0 && cell < STM_NUM_VALUES)
        return (int32_t)cell;
    import->changed++;
    return 1;
}

bool stm__cell_list_push(stm__cell_list *cells, int64_t i, int64_t j, int32_t value)
{
    if (!stm__grow(&cells->items, &cells->capacity, cells->num + 1, sizeof *cells->items))
        return false;
    cells->items[cells->num++] = (stm__cell){i, j, value};
    return true;
}

static int by_place(const void *a, const void *b)
{
    const stm__cell *x = a, *y = b;
    if (x->i != y->i)
        return x->i < y->i ? -1 : 1;
    return (x->j > y->j) - (x->j < y->j);
}

static bool are_sorted(const stm__cell_list *cells)
{
    for (int64_t k = 1; k < cells->num; k++)
        if (by_place(&cells->items[k - 1], &cells->items[k]) > 0)
            return false;
    return true;
}

stm_status stm__cell_list_finish(stm__import *import, stm__cell_list *cells, int64_t rows,
                                 int64_t columns, stm_error *error)
{
    stm_builder *builder = NULL;
    if (cells->num > 1 && !are_sorted(cells))
        qsort(cells->items, (size_t)cells->num, sizeof *cells->items, by_place);
    stm_status status = stm__import_begin(import, rows, columns, &builder, error);
    for (int64_t k = 0; k < cells->num && status == STM_OK; k++) {
        const stm__cell *c = &cells->items[k];
        if (k > 0 && by_place(c - 1, c) == 0)
            status = stm__import_fail(import, error,
                                      "cell (%" PRId64 ", %" PRId64 ") is there twice", c->i, c->j);
        else if (c->value != 0)
            status = stm_builder_cell(builder, c->i, c->j, c->value, error);
    }
    if (status == STM_OK)
        status = stm__import_finish(import, builder, error);
    stm_builder_free(builder);
    return status;
}

#define LARGE (INT64_C(1) << 24) /* a side that is taken as it is */
#define A_BYTE 64                /* of the file may stand for so many rows, or columns */

stm_status stm__import_begin(stm__import *import, int64_t rows, int64_t columns,
                             stm_builder **builder, stm_error *error)
{
    int64_t side = stm__max(rows, columns);
    if (side <= STM_MAX_SIZE && side > LARGE && side / A_BYTE > import->input->size)
        return stm__import_fail(import, error,
                                "%" PRId64 " x %" PRId64 " cells in a file of %" PRId64
                                " bytes: must be plausible",
                                rows, columns, import->input->size);
    return stm_builder_new(rows, columns, builder, error);
}

stm_status stm__import_finish(stm__import *import, stm_builder *builder, stm_error *error)
{
    return stm_builder_finish(builder, import->inverted, import->mask, error);
}

/* Which reader, by how the file begins. */
static stm__reader *sniff(stm__input *input)
{
    unsigned char head[24] = {0};
    size_t got = stm__input_read(input, head, sizeof head);
    if (got >= 6 && memcmp(head, "\x93NUMPY", 6) == 0)
        return stm__import_npy;
    if (got >= 4 && memcmp(head, "PK\x03\x04", 4) == 0)
        return stm__import_npz;
    if (got >= 14 && memcmp(head, "%%MatrixMarket", 14) == 0)
        return stm__import_mtx;
    if (got >= 3 && head[0] == 'P' && (head[1] == '1' || head[1] == '4') &&
        strchr(" \t\r\n#", head[2]) != NULL)
        return stm__import_pbm;
    if (got >= 1 && (head[0] == '#' || head[0] == 'a'))
        return stm__import_points;
    if (got >= 1 && head[0] == '{')
        return stm__import_runs;
    return NULL;
}

static stm_status check_options(const stm_import_options *o, stm_error *error)
{
    if (o->format != NULL && !o->format->reads)
        return stm__fail(error, STM_EINVAL, "%s: is written only", o->format->name);
    if (o->head < 0)
        return stm__fail(error, STM_EINVAL, "head %" PRId64 ": must be at least 0", o->head);
    return STM_OK;
}

stm_status stm_mask_read(const char *path, stm_mask **mask, stm_error *error,
                         const stm_import_options *options)
{
    static const stm_import_options defaults;
    const stm_import_options *o = options == NULL ? &defaults : options;
    stm__input input = {.file = NULL};
    stm_status status = check_options(o, error);
    if (status == STM_OK)
        status = stm__input_open(path, &input, error);
    if (status != STM_OK)
        return status;
    stm__import import = {.input = &input, .inverted = o->masked, .head = o->head, .mask = mask};
    if (o->format != NULL) {
        stm__cells_mean mean = stm__format_class_of(o->format)->cells_mean;
        import.told = mean != STM__CELLS_TELL;
        import.additive = mean == STM__CELLS_ADDITIVE;
        import.inverted ^= mean == STM__CELLS_MASKED;
    }
    stm__reader *reader = sniff(&input);
    status = stm__input_status(&input, error);
    if (status == STM_OK && input.size == 0)
        status = stm__import_fail(&import, error, "is empty, or no regular file");
    else if (status == STM_OK && reader == NULL)
        status =
            stm__import_fail(&import, error, "is no mask: its beginning is of no known format");
    else if (status == STM_OK && o->format != NULL &&
             stm__format_class_of(o->format)->read != reader)
        status = stm__import_fail(&import, error, "is no file of the format %s", o->format->name);
    else if (status == STM_OK && fseeko(input.file, 0, SEEK_SET) != 0)
        status = stm__import_fail(&import, error, "cannot be read from its beginning");
    if (status == STM_OK)
        status = reader(&import, error);
    if (status == STM_OK && o->notes != NULL)
        *o->notes = (stm_import_notes){
            .additive = import.additive, .hidden = import.hidden, .changed = import.changed};
    stm__input_close(&input);
    return status;
}
