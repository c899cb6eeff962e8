/* Reads arrays of whole numbers: .npy cell by cell, .npz by its members, anything else as text. */
#include "io/integers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "parameter/numbers.h"
#include "parameter/text_slice.h"

/* The first bytes of a file. */
static stm_status begins_with(const char *path, const char *bytes, size_t length, bool *yes,
                              stm_error *error)
{
    char first[8];
    stm__input input = {0};
    stm_status status = stm__input_open(path, &input, error);
    if (status != STM_OK)
        return status;
    size_t got = stm__input_read(&input, first, length);
    status = stm__input_status(&input, error);
    stm__input_close(&input);
    *yes = got == length && memcmp(first, bytes, length) == 0;
    return status;
}

static stm_status read_cells(stm__source *source, const stm__npy *npy, const char *name,
                             int64_t minimum, int64_t maximum, int64_t *items, stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t k = 0; k < npy->cells && status == STM_OK;) {
        unsigned char bytes[8192];
        int64_t part = stm__min(npy->cells - k, (int64_t)sizeof bytes / npy->width);
        status = stm__source_read(source, bytes, (size_t)(part * npy->width), error);
        for (int64_t c = 0; c < part && status == STM_OK; c++, k++) {
            items[k] = stm__npy_integer(npy, bytes + c * npy->width);
            if (items[k] < minimum || items[k] > maximum)
                status = stm__fail(error, STM_EINVAL,
                                   "%.200s: %s %" PRId64 ", item %" PRId64 ": must be from %" PRId64
                                   " to %" PRId64,
                                   source->input->path, name, items[k], k, minimum, maximum);
        }
    }
    return status;
}

static stm_status read_npy(const char *path, const char *name, int64_t minimum, int64_t maximum,
                           stm__integers *integers, stm_error *error)
{
    stm__input input = {0};
    stm__source source = {0};
    stm__npy npy = {.kind = 0};
    int64_t *items = NULL;
    stm_status status = stm__input_open(path, &input, error);
    if (status == STM_OK)
        status = stm__source_file(&input, &source, error);
    if (status == STM_OK)
        status = stm__npy_open(&source, "", &npy, error);
    if (status == STM_OK && (npy.num_dims < 1 || (npy.kind != 'i' && npy.kind != 'u')))
        status =
            stm__fail(error, STM_EINVAL, "%.200s: %s: must be an array of integers", path, name);
    if (status == STM_OK && npy.fortran && npy.num_dims > 1)
        status = stm__fail(error, STM_EINVAL, "%.200s: %s: must be in C order", path, name);
    if (status == STM_OK && npy.cells == 0)
        status = stm__fail(error, STM_EINVAL, "%.200s: has no numbers", path);
    if (status == STM_OK && (items = malloc((size_t)npy.cells * sizeof *items)) == NULL)
        status = stm__fail_memory(error, path);
    if (status == STM_OK)
        status = read_cells(&source, &npy, name, minimum, maximum, items, error);
    if (status == STM_OK) {
        *integers = (stm__integers){items, npy.cells, npy.num_dims, {0}};
        memcpy(integers->shape, npy.shape, sizeof npy.shape);
        items = NULL;
    }
    free(items);
    stm__source_close(&source);
    stm__input_close(&input);
    return status;
}

stm_status stm__integers_read(const char *name, stm_text text, int64_t minimum, int64_t maximum,
                              stm__integers *integers, stm_error *error)
{
    bool npy = false;
    stm_status status = STM_OK;
    if (!stm__numbers_are_listed(text)) {
        char *path = stm__text_copy(text);
        if (path == NULL)
            return stm__fail_memory(error, name);
        status = begins_with(path, "\x93NUMPY", 6, &npy, error);
        if (status == STM_OK && npy)
            status = read_npy(path, name, minimum, maximum, integers, error);
        free(path);
    }
    if (status != STM_OK || npy)
        return status;
    stm__numbers numbers;
    status = stm__numbers_read(name, text, minimum, maximum, &numbers, error);
    if (status == STM_OK)
        *integers = (stm__integers){numbers.items, numbers.num, 1, {numbers.num}};
    return status;
}

/* Rows begin at 0, end where the indices do, and never before they begin. */
static stm_status check_rows(const char *path, const int64_t *rows, int64_t num, int64_t indices,
                             stm_error *error)
{
    bool good = num >= 2 && rows[0] == 0 && rows[num - 1] == indices;
    for (int64_t k = 1; k < num && good; k++)
        good = rows[k - 1] <= rows[k];
    return good
               ? STM_OK
               : stm__fail(error, STM_EINVAL,
                           "%.200s: indptr: must begin with 0, never fall, and end with the number "
                           "of indices, %" PRId64,
                           path, indices);
}

stm_status stm__integers_of_rows(const char *path, bool *found, int64_t **rows, int64_t *num_rows,
                                 int64_t **indices, stm_error *error)
{
    stm__input input = {0};
    int64_t *starts = NULL, *items = NULL, num_starts = 0, num_items = 0;
    stm_status status = begins_with(path, "PK\x03\x04", 4, found, error);
    if (status != STM_OK || !*found)
        return status;
    stm__zip_directory *directory = calloc(1, sizeof *directory);
    if (directory == NULL)
        return stm__fail_memory(error, path);
    status = stm__input_open(path, &input, error);
    if (status == STM_OK)
        status = stm__zip_read(&input, directory, error);
    if (status == STM_OK)
        status = stm__npy_integers(directory, "indptr.npy", &starts, &num_starts, error);
    if (status == STM_OK)
        status = stm__npy_integers(directory, "indices.npy", &items, &num_items, error);
    if (status == STM_OK)
        status = check_rows(path, starts, num_starts, num_items, error);
    if (status == STM_OK) {
        *rows = starts;
        *num_rows = num_starts - 1;
        *indices = items;
        starts = items = NULL;
    }
    free(starts);
    free(items);
    free(directory);
    stm__input_close(&input);
    return status;
}

stm_status stm__integers_of_member(const stm__zip_directory *directory, const char *name,
                                   stm__integers *integers, stm_error *error)
{
    const char *path = directory->input->path;
    stm__source source;
    stm__npy npy = {.kind = 0};
    int64_t *items = NULL;
    stm_status status = stm__source_member(directory, name, &source, error);
    if (status != STM_OK)
        return status;
    status = stm__npy_open(&source, name, &npy, error);
    bool whole = npy.kind == 'i' || npy.kind == 'u' || npy.kind == 'b';
    if (status == STM_OK && (!whole || (npy.fortran && npy.num_dims > 1)))
        status = stm__fail(error, STM_EINVAL, "%.200s: %s: must be of integers or bool, in C order",
                           path, name);
    if (status == STM_OK &&
        (items = malloc((size_t)stm__max(npy.cells, 1) * sizeof *items)) == NULL)
        status = stm__fail_memory(error, path);
    if (status == STM_OK)
        status = read_cells(&source, &npy, name, INT64_MIN, INT64_MAX, items, error);
    if (status == STM_OK) {
        *integers = (stm__integers){items, npy.cells, npy.num_dims, {0}};
        memcpy(integers->shape, npy.shape, sizeof npy.shape);
        items = NULL;
    }
    free(items);
    stm__source_close(&source);
    return status;
}

stm_status stm__integers_of_file(const char *path, stm__integers *integers, stm_error *error)
{
    return read_npy(path, "cells", INT64_MIN, INT64_MAX, integers, error);
}
