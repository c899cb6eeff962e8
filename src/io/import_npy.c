/* Reads a mask from a NumPy array, row by row; an array in Fortran order is transposed in memory.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/additive.h"
#include "io/import.h"

/* Looks at all cells of the array, those of other heads too. */
static stm_status look_at_cells(stm__source *source, const stm__npy *npy, stm__additive *additive,
                                stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t left = npy->cells; left > 0 && status == STM_OK;) {
        unsigned char bytes[8192];
        int64_t part = stm__min(left, (int64_t)sizeof bytes / npy->width);
        status = stm__source_read(source, bytes, (size_t)(part * npy->width), error);
        for (int64_t k = 0; k < part && status == STM_OK; k++) {
            const unsigned char *at = bytes + k * npy->width;
            stm__additive_look(additive, npy->kind == 'f' ? stm__npy_float(npy, at)
                                                          : (double)stm__npy_integer(npy, at));
        }
        left -= part;
    }
    return status;
}

/* Integers are values, unless all of them look as if they were added. */
static stm_status judge(stm__import *import, char kind, const stm__additive *additive,
                        stm_error *error)
{
    const char *why = "integers of -100 and less beside none above 0";
    if (import->told) {
        import->hidden = stm__additive_hidden(additive);
        return STM_OK;
    }
    stm__additive_verdict verdict = stm__additive_tell(additive, &import->hidden, &why);
    if (kind == 'f')
        import->additive = verdict == STM__ADDITIVE_YES;
    else if (verdict != STM__ADDITIVE_YES || additive->positive > 0)
        return STM_OK;
    if (kind == 'f' && verdict != STM__ADDITIVE_UNTOLD)
        return STM_OK;
    return stm__import_fail(import, error,
                            "has %s: say format npy-additive where they are added to scores, "
                            "npy-bool where what is not 0 is seen",
                            why);
}

/* Begins to read the file's array, or the archive's; the source is to be closed, on failure too. */
static stm_status open_array(stm__import *import, stm__source *source, stm__npy *npy,
                             stm_error *error)
{
    const stm__zip_directory *directory = import->directory;
    *source = (stm__source){.input = NULL};
    stm_status status =
        directory == NULL
            ? stm__source_file(import->input, source, error)
            : stm__source_member(directory, directory->entries[0].name, source, error);
    return status == STM_OK ? stm__npy_open(source, "", npy, error) : status;
}

/* Whether the cells of an array of numbers are added to scores, and which of them hide keys. */
static stm_status find_meaning(stm__import *import, stm_error *error)
{
    stm__source source;
    stm__npy npy = {.kind = 0};
    stm_status status = open_array(import, &source, &npy, error);
    if (status != STM_OK || (import->told && !import->additive))
        goto done;
    if (import->additive && npy.kind != 'f' && npy.kind != 'i') {
        status = stm__import_fail(import, error,
                                  "cells of type '%s': of npy-additive must be float or integer",
                                  npy.type);
        goto done;
    }
    if (npy.kind != 'f' && npy.kind != 'i')
        goto done;
    stm__additive *additive = calloc(1, sizeof *additive);
    status = additive == NULL ? stm__fail_memory(error, import->input->path)
                              : look_at_cells(&source, &npy, additive, error);
    if (status == STM_OK && additive->cells > 0)
        status = judge(import, npy.kind, additive, error);
    free(additive);
done:
    stm__source_close(&source);
    return status;
}

/* The rows of a head, which come next: of every `each` cells side by side, the one at `at`. */
static stm_status read_rows(stm__import *import, stm__source *source, const stm__npy *npy,
                            int64_t rows, int64_t columns, int64_t each, int64_t at,
                            stm_builder *builder, stm_error *error)
{
    stm_status status = STM_OK;
    int64_t bytes = columns * each * npy->width;
    unsigned char *row = malloc((size_t)bytes);
    if (row == NULL)
        return stm__fail_memory(error, "row of cells");
    for (int64_t i = 0; i < rows && status == STM_OK; i++) {
        status = stm__source_read(source, row, (size_t)bytes, error);
        for (int64_t j = 0; j < columns && status == STM_OK; j++) {
            int32_t value = 0;
            status = stm__import_value(import, npy, row + (j * each + at) * npy->width, i, j,
                                       &value, error);
            if (status == STM_OK && value != 0)
                status = stm_builder_cell(builder, i, j, value, error);
        }
    }
    free(row);
    return status;
}

/* Where the head stands among those of an array whose first side goes on fastest. */
static int64_t turned_head(const stm__npy *npy, int64_t head, int64_t *heads)
{
    int64_t place = 0;
    *heads = 1;
    for (int k = npy->num_dims - 3; k >= 0; k--) { /* the last side goes on fastest in `head` */
        int64_t apart = 1;
        for (int n = 0; n < k; n++)
            apart *= npy->shape[n];
        place += head % npy->shape[k] * apart;
        head /= npy->shape[k];
        *heads *= npy->shape[k];
    }
    return place;
}

static stm_status skip(stm__source *source, int64_t bytes, stm_error *error)
{
    stm_status status = STM_OK;
    while (bytes > 0 && status == STM_OK) {
        unsigned char dropped[8192];
        int64_t part = stm__min(bytes, (int64_t)sizeof dropped);
        status = stm__source_read(source, dropped, (size_t)part, error);
        bytes -= part;
    }
    return status;
}

/* Makes the rows of a mask the columns of another, in `builder`. */
static stm_status transpose(const stm_mask *mask, stm_builder *builder, stm_error *error)
{
    stm_reader *reader;
    stm_rectangle b = stm_mask_bounds(mask);
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t j = 0; j < b.num_keys && status == STM_OK; j++) {
        const stm_run *runs;
        int64_t num_runs;
        status = stm_reader_column(reader, j, &runs, &num_runs);
        for (int64_t k = 0; k < num_runs && status == STM_OK; k++)
            status = stm_builder_run(builder, j, &runs[k], error);
    }
    stm_reader_free(reader);
    return status;
}

static stm_status read_cells(stm__import *import, stm__source *source, const stm__npy *npy,
                             stm_error *error)
{
    int64_t rows = npy->num_dims == 1 ? 1 : npy->shape[npy->num_dims - 2];
    int64_t columns = npy->shape[npy->num_dims - 1];
    stm_builder *builder = NULL, *turned = NULL;
    stm_mask *columns_first = NULL;
    stm_status status = stm_builder_new(rows, columns, &builder, error);
    if (status == STM_OK && !npy->fortran) {
        status = skip(source, import->head * rows * columns * npy->width, error);
        if (status == STM_OK)
            status = read_rows(import, source, npy, rows, columns, 1, 0, builder, error);
    } else if (status == STM_OK) {
        status = stm_builder_new(columns, rows, &turned, error);
        int64_t heads, head = turned_head(npy, import->head, &heads);
        if (status == STM_OK)
            status = read_rows(import, source, npy, columns, rows, heads, head, turned, error);
        if (status == STM_OK)
            status = stm_builder_finish(turned, false, &columns_first, error);
        if (status == STM_OK)
            status = transpose(columns_first, builder, error);
    }
    if (status == STM_OK)
        status = stm__import_finish(import, builder, error);
    stm_mask_free(columns_first);
    stm_builder_free(turned);
    stm_builder_free(builder);
    return status;
}

static stm_status read_array(stm__import *import, stm__source *source, stm__npy *npy,
                             stm_error *error)
{
    if (npy->num_dims < 1)
        return stm__import_fail(import, error,
                                "an array of %d dimensions: must have two, or heads before them",
                                npy->num_dims);
    int64_t heads = 1, rows = npy->num_dims == 1 ? 1 : npy->shape[npy->num_dims - 2];
    if (npy->cells == 0 && rows > 0 && npy->shape[npy->num_dims - 1] > 0)
        return stm__import_fail(import, error, "has no heads");
    npy->fortran = npy->fortran && npy->num_dims > 1;
    for (int k = 0; k < npy->num_dims - 2 && npy->cells > 0; k++)
        heads *= npy->shape[k];
    if (npy->cells > 0 && import->head >= heads)
        return stm__import_fail(import, error, "head %" PRId64 ": must be from 0 to %" PRId64,
                                import->head, heads - 1);
    if (npy->kind == 'S')
        return stm__import_fail(import, error, "must be an array of bool, integer or float cells");
    return read_cells(import, source, npy, error);
}

stm_status stm__import_npy(stm__import *import, stm_error *error)
{
    stm__source source;
    stm__npy npy;
    stm_status status = find_meaning(import, error);
    if (status != STM_OK)
        return status;
    status = open_array(import, &source, &npy, error);
    if (status == STM_OK)
        status = read_array(import, &source, &npy, error);
    stm__source_close(&source);
    return status;
}
