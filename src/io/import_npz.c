/* .npz: the arrays stm_... of our own, and SciPy's csr and bsr. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"

typedef struct own_arrays {
    int64_t *bounds, *start, *first, *last, *step, *value;
} own_arrays;

static stm_status damaged(stm__import *import, const char *what, stm_error *error)
{
    return stm__import_fail(import, error, "%s: does not fit the other arrays", what);
}

static bool good_bounds(const int64_t *b)
{
    for (int k = 0; k < 4; k += 2)
        if (b[k] < 0 || b[k] >= STM_MAX_SIZE || b[k + 1] < 1 || b[k + 1] > STM_MAX_SIZE - b[k])
            return false;
    return true;
}

static stm_status build_own(stm__import *import, const own_arrays *a, int64_t starts, int64_t runs,
                            stm_builder *builder, stm_error *error)
{
    int64_t queries = a->bounds[1], keys = a->bounds[3];
    const int64_t *start = a->start + import->head * (queries + 1);
    (void)starts;
    for (int64_t i = 0; i < queries; i++) {
        if (start[i] < 0 || start[i] > start[i + 1] || start[i + 1] > runs)
            return damaged(import, "stm_run_start", error);
        for (int64_t k = start[i]; k < start[i + 1]; k++) {
            int64_t first = a->first[k], last = a->last[k], step = a->step[k];
            if (first < 0 || last < first || last >= keys || step < 1 ||
                (last - first) % step != 0 || a->value[k] < 1)
                return stm__import_fail(import, error,
                                        "run %" PRId64 " of query %" PRId64
                                        ": its keys must lie within the mask",
                                        k, i);
            stm_run run = {first + a->bounds[2], (last - first) / step + 1, step,
                           (int32_t)a->value[k]};
            stm_status status = stm_builder_run(builder, i + a->bounds[0], &run, error);
            if (status != STM_OK)
                return status;
        }
    }
    return STM_OK;
}

/* The mask within the queries and keys it was exported with. */
static stm_status finish_own(stm__import *import, const int64_t *b, stm_builder *builder,
                             stm_error *error)
{
    stm_mask *whole = NULL, **mask = import->mask;
    stm_rectangle part = {b[0], b[1], b[2], b[3]};
    import->mask = &whole;
    stm_status status = stm__import_finish(import, builder, error);
    import->mask = mask;
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &part, mask, error);
    stm_mask_free(whole);
    return status;
}

static stm_status read_own(stm__import *import, const stm__zip_directory *directory,
                           stm_error *error)
{
    own_arrays a = {.bounds = NULL};
    int64_t num[7] = {0}, heads = 0, *repeated = NULL;
    stm_builder *builder = NULL;
    struct {
        const char *name;
        int64_t **to;
    } arrays[] = {{"stm_bounds", &a.bounds},   {"stm_run_start", &a.start},
                  {"stm_run_first", &a.first}, {"stm_run_last", &a.last},
                  {"stm_run_step", &a.step},   {"stm_run_value", &a.value}};
    stm_status status = STM_OK;
    for (int k = 0; k < 6 && status == STM_OK; k++)
        status = stm__npy_integers(directory, arrays[k].name, arrays[k].to, &num[k], error);
    if (status != STM_OK)
        goto done;
    if (num[0] != 4 || !good_bounds(a.bounds))
        status = damaged(import, "stm_bounds", error);
    else if (num[1] % (a.bounds[1] + 1) != 0 || num[1] == 0)
        status = damaged(import, "stm_run_start", error);
    else if (num[3] != num[2] || num[4] != num[2] || num[5] != num[2])
        status = damaged(import, "stm_run_first", error);
    if (status != STM_OK)
        goto done;
    heads = num[1] / (a.bounds[1] + 1);
    if (heads == 1 && stm__zip_find(directory, "stm_heads") != NULL) { /* one mask for all heads */
        status = stm__npy_integers(directory, "stm_heads", &repeated, &num[6], error);
        heads = status == STM_OK && num[6] == 1 ? repeated[0] : heads;
        free(repeated);
        if (status != STM_OK)
            goto done;
    }
    if (import->head < heads && num[1] == a.bounds[1] + 1)
        import->head = 0;
    else if (import->head >= heads)
        status = stm__import_fail(import, error, "head %" PRId64 ": must be from 0 to %" PRId64,
                                  import->head, heads - 1);
    if (status == STM_OK)
        status = stm__import_begin(import, a.bounds[0] + a.bounds[1], a.bounds[2] + a.bounds[3],
                                   &builder, error);
    if (status == STM_OK)
        status = build_own(import, &a, num[1], num[2], builder, error);
    if (status == STM_OK)
        status = finish_own(import, a.bounds, builder, error);
done:
    stm_builder_free(builder);
    for (int k = 0; k < 6; k++)
        free(*arrays[k].to);
    return status;
}

typedef struct scipy {
    int64_t rows, columns; /* of cells */
    int64_t *indices, *indptr;
    int64_t num_indices, num_indptr;
    int64_t height, width; /* of a block; 1 of csr */
    stm__source source;    /* of the data */
    stm__npy data;
} scipy;

/* Reads the cells of the blocks of a row of blocks. */
static stm_status read_block_row(stm__import *import, scipy *s, int64_t row, stm__cell_list *cells,
                                 stm_error *error)
{
    unsigned char line[16384];
    int64_t most = (int64_t)sizeof line / s->data.width;
    for (int64_t k = s->indptr[row]; k < s->indptr[row + 1]; k++) {
        int64_t column = s->indices[k];
        if (column < 0 || column >= s->columns / s->width)
            return stm__import_fail(import, error,
                                    "indices: %" PRId64 " in row %" PRId64
                                    ": must be from 0 to %" PRId64,
                                    column, row, s->columns / s->width - 1);
        for (int64_t at = 0, all = s->height * s->width; at < all;) {
            int64_t part = stm__min(all - at, most);
            stm_status status =
                stm__source_read(&s->source, line, (size_t)(part * s->data.width), error);
            for (int64_t c = 0; c < part && status == STM_OK; c++, at++) {
                int64_t i = row * s->height + at / s->width, j = column * s->width + at % s->width;
                int32_t value = 0;
                status = stm__import_value(import, &s->data, line + c * s->data.width, i, j, &value,
                                           error);
                if (status == STM_OK && value != 0 && !stm__cell_list_push(cells, i, j, value))
                    status = stm__fail_memory(error, import->input->path);
            }
            if (status != STM_OK)
                return status;
        }
    }
    return STM_OK;
}

static stm_status check_scipy(stm__import *import, const scipy *s, bool bsr, stm_error *error)
{
    const stm__npy *d = &s->data;
    if (s->rows < 1 || s->columns < 1 || s->rows > STM_MAX_SIZE || s->columns > STM_MAX_SIZE)
        return stm__import_fail(import, error,
                                "shape %" PRId64 " x %" PRId64
                                ": must have from 1 to 2^31 rows and columns",
                                s->rows, s->columns);
    if (d->fortran || d->kind == 'S' || d->num_dims != (bsr ? 3 : 1) ||
        d->shape[0] != s->num_indices || s->height < 1 || s->width < 1)
        return damaged(import, "data", error);
    if (s->rows % s->height != 0 || s->columns % s->width != 0)
        return damaged(import, "shape", error);
    if (s->num_indptr != s->rows / s->height + 1 || s->indptr[0] != 0 ||
        s->indptr[s->num_indptr - 1] != s->num_indices)
        return damaged(import, "indptr", error);
    for (int64_t row = 0; row + 1 < s->num_indptr; row++)
        if (s->indptr[row] > s->indptr[row + 1])
            return damaged(import, "indptr", error);
    return STM_OK;
}

static stm_status read_scipy(stm__import *import, const stm__zip_directory *directory, bool bsr,
                             stm_error *error)
{
    scipy *s = calloc(1, sizeof *s);
    int64_t *shape = NULL, num_shape = 0;
    stm__cell_list cells = {0};
    if (s == NULL)
        return stm__fail_memory(error, import->input->path);
    stm_status status = stm__npy_integers(directory, "shape", &shape, &num_shape, error);
    if (status == STM_OK && num_shape != 2)
        status = damaged(import, "shape", error);
    if (status == STM_OK)
        status = stm__npy_integers(directory, "indptr", &s->indptr, &s->num_indptr, error);
    if (status == STM_OK)
        status = stm__npy_integers(directory, "indices", &s->indices, &s->num_indices, error);
    if (status == STM_OK)
        status = stm__source_member(directory, "data", &s->source, error);
    if (status == STM_OK)
        status = stm__npy_open(&s->source, "data", &s->data, error);
    if (status != STM_OK)
        goto done;
    s->rows = shape[0];
    s->columns = shape[1];
    s->height = bsr ? s->data.shape[1] : 1;
    s->width = bsr ? s->data.shape[2] : 1;
    status = check_scipy(import, s, bsr, error);
    for (int64_t row = 0; status == STM_OK && row + 1 < s->num_indptr; row++)
        status = read_block_row(import, s, row, &cells, error);
    if (status == STM_OK)
        status = stm__cell_list_finish(import, &cells, s->rows, s->columns, error);
done:
    stm__source_close(&s->source);
    free(cells.items);
    free(s->indices);
    free(s->indptr);
    free(shape);
    free(s);
    return status;
}

stm_status stm__import_npz(stm__import *import, stm_error *error)
{
    stm__zip_directory *directory = malloc(sizeof *directory);
    stm__source *source = malloc(sizeof *source);
    stm__npy npy;
    unsigned char name[4] = {0};
    stm_status status = directory == NULL || source == NULL
                            ? stm__fail_memory(error, import->input->path)
                            : stm__zip_read(import->input, directory, error);
    if (status == STM_OK && stm__zip_find(directory, "stm_bounds") != NULL) {
        status = read_own(import, directory, error);
        goto done;
    }
    if (status == STM_OK && stm__zip_find(directory, "format") == NULL)
        status = stm__import_fail(import, error,
                                  "is neither of SciPy nor of stmask: has no array named format");
    if (status == STM_OK)
        status = stm__source_member(directory, "format", source, error);
    if (status != STM_OK)
        goto done;
    status = stm__npy_open(source, "format", &npy, error);
    if (status == STM_OK && (npy.kind != 'S' || npy.cells != 1 || npy.width != 3))
        status = stm__import_fail(import, error, "format: must be csr or bsr");
    if (status == STM_OK)
        status = stm__source_read(source, name, 3, error);
    stm__source_close(source);
    bool bsr = memcmp(name, "bsr", 3) == 0;
    if (status == STM_OK && !bsr && memcmp(name, "csr", 3) != 0)
        status = stm__import_fail(import, error, "format: must be csr or bsr");
    if (status == STM_OK)
        status = read_scipy(import, directory, bsr, error);
done:
    free(directory);
    free(source);
    return status;
}
