/* What scipy.sparse.save_npz writes: csr, csc, bsr, coo and dia, cell by cell; cells that are there
 * several times add up, as they do in SciPy. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"

typedef enum kind { CSR, CSC, BSR, COO, DIA } kind;
static const char names[][4] = {"csr", "csc", "bsr", "coo", "dia"};

typedef struct scipy {
    kind kind;
    int64_t rows, columns; /* of cells */
    /* Of csr, csc and bsr indptr and indices; of coo row and col; of dia offsets, and nothing. */
    int64_t *first, *second;
    int64_t num_first, num_second;
    int64_t height, width; /* of a block; 1 but of bsr */
    stm__source source;    /* of the data */
    stm__npy data;
    stm__cell_list cells;
} scipy;

static stm_status damaged(stm__import *import, const char *what, stm_error *error)
{
    return stm__import_fail(import, error, "%s: does not fit the other arrays", what);
}

/* Reads the next `num` numbers of the data, and hands each to `take`. */
typedef stm_status take_cell(stm__import *import, scipy *s, int64_t k, double value,
                             stm_error *error);
static stm_status read_data(stm__import *import, scipy *s, int64_t num, take_cell *take,
                            stm_error *error)
{
    unsigned char bytes[16384];
    int64_t most = (int64_t)sizeof bytes / s->data.width;
    stm_status status = STM_OK;
    for (int64_t k = 0; k < num && status == STM_OK;) {
        int64_t part = stm__min(num - k, most);
        status = stm__source_read(&s->source, bytes, (size_t)(part * s->data.width), error);
        for (int64_t c = 0; c < part && status == STM_OK; c++, k++) {
            double value;
            status = stm__import_number(import, &s->data, bytes + c * s->data.width, 0, k, &value,
                                        error);
            if (status == STM_OK && value != 0)
                status = take(import, s, k, value, error);
        }
    }
    return status;
}

static stm_status push(stm__import *import, scipy *s, int64_t i, int64_t j, double value,
                       stm_error *error)
{
    return stm__cell_list_push(&s->cells, i, j, value)
               ? STM_OK
               : stm__fail_memory(error, import->input->path);
}

/* STM_EINVAL where an index lies outside. */
static stm_status check_index(stm__import *import, const char *name, int64_t index, int64_t line,
                              int64_t num, stm_error *error)
{
    if (index >= 0 && index < num)
        return STM_OK;
    return stm__import_fail(import, error,
                            "%s: %" PRId64 " in row %" PRId64 ": must be from 0 to %" PRId64, name,
                            index, line, num - 1);
}

/* The line of the k-th block; they are asked for in rising order. */
static int64_t line_of(const scipy *s, int64_t k)
{
    int64_t low = 0, high = s->num_first - 2;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (s->first[middle] <= k)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static stm_status take_compressed(stm__import *import, scipy *s, int64_t k, double value,
                                  stm_error *error)
{
    int64_t cells = s->height * s->width, block = k / cells, line = line_of(s, block);
    int64_t across = (s->kind == CSC ? s->rows : s->columns) / s->width, index = s->second[block];
    stm_status status = check_index(import, "indices", index, line, across, error);
    if (status != STM_OK)
        return status;
    if (s->kind == CSC)
        return push(import, s, index, line, value, error);
    return push(import, s, line * s->height + k % cells / s->width, index * s->width + k % s->width,
                value, error);
}

static stm_status take_coordinate(stm__import *import, scipy *s, int64_t k, double value,
                                  stm_error *error)
{
    stm_status status = check_index(import, "row", s->first[k], k, s->rows, error);
    if (status == STM_OK)
        status = check_index(import, "col", s->second[k], k, s->columns, error);
    return status == STM_OK ? push(import, s, s->first[k], s->second[k], value, error) : status;
}

/* Row k of the data is a diagonal, its j-th number in column j. */
static stm_status take_diagonal(stm__import *import, scipy *s, int64_t k, double value,
                                stm_error *error)
{
    int64_t length = s->data.shape[1], j = k % length, offset = s->first[k / length];
    if (offset <= -STM_MAX_SIZE || offset >= STM_MAX_SIZE)
        return damaged(import, "offsets", error);
    if (j >= s->columns || j - offset < 0 || j - offset >= s->rows)
        return STM_OK;
    return push(import, s, j - offset, j, value, error);
}

static stm_status check_compressed(stm__import *import, const scipy *s, stm_error *error)
{
    int64_t lines = s->kind == CSC ? s->columns : s->rows / s->height;
    if (s->height < 1 || s->width < 1 || s->data.shape[0] != s->num_second)
        return damaged(import, "data", error);
    if (s->rows % s->height != 0 || (s->kind == BSR && s->columns % s->width != 0))
        return damaged(import, "shape", error);
    if (s->num_first != lines + 1 || s->first[0] != 0 || s->first[lines] != s->num_second)
        return damaged(import, "indptr", error);
    for (int64_t line = 0; line < lines; line++)
        if (s->first[line] > s->first[line + 1])
            return damaged(import, "indptr", error);
    return STM_OK;
}

static stm_status check(stm__import *import, const scipy *s, stm_error *error)
{
    const stm__npy *d = &s->data;
    int dims = s->kind == BSR ? 3 : s->kind == DIA ? 2 : 1;
    if (s->rows < 1 || s->columns < 1 || s->rows > STM_MAX_SIZE || s->columns > STM_MAX_SIZE)
        return stm__import_fail(import, error,
                                "shape %" PRId64 " x %" PRId64
                                ": must have from 1 to 2^31 rows and columns",
                                s->rows, s->columns);
    if (d->kind == 'S' || d->num_dims != dims || (d->fortran && dims > 1))
        return damaged(import, "data", error);
    if (s->kind == COO && (s->num_first != d->cells || s->num_second != d->cells))
        return damaged(import, "data", error);
    if (s->kind == DIA && s->num_first != d->shape[0])
        return damaged(import, "offsets", error);
    return s->kind == COO || s->kind == DIA ? STM_OK : check_compressed(import, s, error);
}

/* Reads all arrays but the data, and opens that. */
static stm_status open_arrays(stm__import *import, const stm__zip_directory *directory, scipy *s,
                              stm_error *error)
{
    static const char *const first[] = {"indptr", "indptr", "indptr", "row", "offsets"};
    static const char *const second[] = {"indices", "indices", "indices", "col", NULL};
    int64_t *shape = NULL, num_shape = 0;
    stm_status status = stm__npy_integers(directory, "shape", &shape, &num_shape, error);
    if (status == STM_OK && num_shape != 2)
        status = damaged(import, "shape", error);
    if (status == STM_OK) {
        s->rows = shape[0];
        s->columns = shape[1];
        status = stm__npy_integers(directory, first[s->kind], &s->first, &s->num_first, error);
    }
    if (status == STM_OK && second[s->kind] != NULL)
        status = stm__npy_integers(directory, second[s->kind], &s->second, &s->num_second, error);
    if (status == STM_OK)
        status = stm__source_member(directory, "data", &s->source, error);
    if (status == STM_OK)
        status = stm__npy_open(&s->source, "data", &s->data, error);
    free(shape);
    return status;
}

static stm_status find_kind(stm__import *import, const stm__zip_directory *directory, scipy *s,
                            stm_error *error)
{
    unsigned char name[4] = {0};
    stm__npy npy;
    stm_status status = stm__source_member(directory, "format", &s->source, error);
    if (status != STM_OK)
        return status;
    status = stm__npy_open(&s->source, "format", &npy, error);
    bool known = status == STM_OK && npy.kind == 'S' && npy.cells == 1 && npy.width == 3;
    if (known)
        status = stm__source_read(&s->source, name, 3, error);
    stm__source_close(&s->source);
    for (int k = CSR; known && status == STM_OK && k <= DIA; k++)
        if (memcmp(name, names[k], 4) == 0) {
            s->kind = (kind)k;
            return STM_OK;
        }
    return status != STM_OK && known
               ? status
               : stm__import_fail(import, error, "format: must be csr, csc, bsr, coo or dia");
}

stm_status stm__import_scipy(stm__import *import, const stm__zip_directory *directory,
                             stm_error *error)
{
    scipy *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, import->input->path);
    stm_status status = find_kind(import, directory, s, error);
    if (status == STM_OK)
        status = open_arrays(import, directory, s, error);
    if (status == STM_OK) {
        s->height = s->kind == BSR ? s->data.shape[1] : 1;
        s->width = s->kind == BSR ? s->data.shape[2] : 1;
        s->cells.whole = s->data.kind != 'f';
        status = check(import, s, error);
    }
    if (status == STM_OK)
        status = read_data(import, s, s->data.cells,
                           s->kind == COO   ? take_coordinate
                           : s->kind == DIA ? take_diagonal
                                            : take_compressed,
                           error);
    free(s->first);
    free(s->second);
    s->first = s->second = NULL;
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &s->cells, s->rows, s->columns, error);
    stm__source_close(&s->source);
    free(s->cells.items);
    free(s);
    return status;
}
