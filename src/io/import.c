/* Reads a mask from a file: how it begins tells which reader it needs. */
#include "io/import.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/grow.h"
#include "base/print.h"
#include "io/job.h"

stm_status stm__import_fail(const stm__import *import, stm_error *error, const char *format, ...)
{
    char sentence[256];
    va_list arguments;
    va_start(arguments, format);
    stm__print_list(sentence, sizeof sentence, format, arguments);
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

stm_status stm__import_number(stm__import *import, const stm__npy *npy, const unsigned char *bytes,
                              int64_t i, int64_t j, double *number, stm_error *error)
{
    if (npy->kind == 'b') {
        *number = bytes[0] != 0;
        return STM_OK;
    }
    if (npy->kind == 'f') {
        int32_t seen;
        *number = stm__npy_float(npy, bytes);
        return stm__import_value(import, npy, bytes, i, j, &seen, error);
    }
    *number = (double)stm__npy_integer(npy, bytes);
    return STM_OK;
}

int32_t stm__import_integer(stm__import *import, int64_t cell)
{
    if (cell >= 0 && cell < STM_NUM_VALUES)
        return (int32_t)cell;
    import->changed++;
    return 1;
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
    bool points = got >= 7 && (memcmp(head, "# Type:", 7) == 0 || memcmp(head, "# Mask ", 7) == 0 ||
                               memcmp(head, "at time", 7) == 0);
    if (points)
        return stm__import_points;
    if (got >= 1 && head[0] == '{')
        return stm__import_runs;
    size_t at = 0;
    while (at < got && strchr(" \t\r\n", head[at]) != NULL)
        at++;
    if (at < got && head[at] == '[')
        return stm__import_json;
    if (at < got && strchr("0123456789+-.tTfF#%", head[at]) != NULL)
        return stm__import_numbers;
    return NULL;
}

/* The reader of a file that looks as those of the format do; else the one that it leads to. */
static stm__reader *told_reader(stm__reader *sniffed, const stm_format *format)
{
    const stm__format_class *class = stm__format_class_of(format);
    for (int k = 0; k < 2; k++)
        if (sniffed != NULL && class->looks_like[k] == sniffed)
            return class->read;
    return sniffed;
}

static stm_status check_options(const stm_import_options *o, stm_error *error)
{
    if (o->format != NULL && !o->format->reads)
        return stm__fail(error, STM_EINVAL, "%s: is written only", o->format->name);
    if (o->head < 0)
        return stm__fail(error, STM_EINVAL, "head %" PRId64 ": must be at least 0", o->head);
    if (o->causal < 0 || o->causal > 2)
        return stm__fail(error, STM_EINVAL, "causal %d: must be 0, not said, 1, no, or 2, yes",
                         o->causal);
    if (o->block == 0 && o->block_keys == 0)
        return STM_OK;
    stm_status status = stm__check_range("block", o->block, 1, STM_MAX_SIZE, error);
    return status == STM_OK ? stm__check_range("block_keys", o->block_keys, 0, STM_MAX_SIZE, error)
                            : status;
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
    stm__import import = {.input = &input,
                          .inverted = o->masked,
                          .head = o->head,
                          .mask = mask,
                          .format = o->format,
                          .block = {o->block, o->block_keys == 0 ? o->block : o->block_keys},
                          .causal = o->causal};
    if (o->format != NULL) {
        stm__cells_mean mean = stm__format_class_of(o->format)->cells_mean;
        import.told = mean != STM__CELLS_TELL;
        import.additive = mean == STM__CELLS_ADDITIVE;
        import.inverted ^= mean == STM__CELLS_MASKED;
    }
    stm__reader *reader = sniff(&input);
    if (o->format != NULL)
        reader = told_reader(reader, o->format);
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
