/* Attention weights, in a .npy file or in arrays, read row by row for scoring masks on them. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/input.h"
#include "dense/cells.h"
#include "io/npy_read.h"
#include "io/source.h"
#include "measure/score.h"

typedef struct file_weights {
    stm__weights weights;
    const char *path;
    stm__input input;
    stm__source source;
    stm__npy npy;
    unsigned char *bytes; /* of one row */
    int64_t keys;
} file_weights;

static stm_status check_kind(const file_weights *w, stm_error *error)
{
    const stm__npy *n = &w->npy;
    if (n->kind != 'f' || n->fortran || n->num_dims < 2 || n->num_dims > 3)
        return stm__fail(error, STM_EINVAL,
                         "%.200s: must be a float array [heads, queries, keys] or [queries, keys] "
                         "in C order",
                         w->path);
    return STM_OK;
}

static stm_status check_shape(const file_weights *w, const stm_rectangle *b, int64_t num_masks,
                              int64_t *heads, stm_error *error)
{
    const stm__npy *n = &w->npy;
    *heads = n->num_dims == 3 ? n->shape[0] : 1;
    const int64_t *shape = &n->shape[n->num_dims - 2];
    if (shape[0] != b->num_queries || shape[1] != b->num_keys)
        return stm__fail(error, STM_EINVAL,
                         "%.200s: has %" PRId64 " x %" PRId64
                         " weights a head: the mask has %" PRId64 " queries and %" PRId64 " keys",
                         w->path, shape[0], shape[1], b->num_queries, b->num_keys);
    if (*heads < 1 || (num_masks != 1 && num_masks != *heads))
        return stm__fail(error, STM_EINVAL,
                         "%.200s: has %" PRId64 " heads: the masks are for %" PRId64, w->path,
                         *heads, num_masks);
    return STM_OK;
}

/* Takes a weight of a row; `whose` begins the sentence where it is none. */
static stm_status take(const char *whose, int64_t head, int64_t query, int64_t j, double weight,
                       double *row, double *sum, stm_error *error)
{
    if (!(weight >= 0) || isinf(weight))
        return stm__fail(error, STM_EINVAL,
                         "%.200s: head %" PRId64 " (%" PRId64 ", %" PRId64
                         ") is %g: a weight must be a finite number from 0 on",
                         whose, head, query, j, weight);
    row[j] = weight;
    *sum += weight;
    return STM_OK;
}

static stm_status read_row(stm__weights *weights, int64_t head, int64_t query, double *row,
                           double *sum, stm_error *error)
{
    file_weights *w = (file_weights *)weights;
    stm_status status =
        stm__source_read(&w->source, w->bytes, (size_t)(w->keys * w->npy.width), error);
    *sum = 0;
    for (int64_t j = 0; j < w->keys && status == STM_OK; j++) {
        double weight = stm__npy_float(&w->npy, w->bytes + j * w->npy.width);
        status = take(w->path, head, query, j, weight, row, sum, error);
    }
    return status;
}

static stm_status open_header(file_weights *w, stm_error *error)
{
    stm_status status = stm__source_file(&w->input, &w->source, error);
    if (status == STM_OK)
        status = stm__npy_open(&w->source, "", &w->npy, error);
    return status != STM_OK ? status : check_kind(w, error);
}

static stm_status open_weights(file_weights *w, const stm_mask *const *masks, int64_t num_masks,
                               stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(masks[0]);
    stm_status status = open_header(w, error);
    if (status == STM_OK)
        status = check_shape(w, &b, num_masks, &w->weights.heads, error);
    if (status != STM_OK)
        return status;
    w->keys = b.num_keys;
    w->bytes = malloc((size_t)(w->keys * w->npy.width));
    return w->bytes == NULL ? stm__fail_memory(error, "score") : STM_OK;
}

stm_status stm_score_file_size(const char *path, int64_t *size, stm_error *error)
{
    file_weights w = {.path = path};
    stm_status status = stm__input_open(path, &w.input, error);
    if (status == STM_OK)
        status = open_header(&w, error);
    stm__input_close(&w.input);
    if (status != STM_OK)
        return status;
    const int64_t *shape = &w.npy.shape[w.npy.num_dims - 2];
    *size = stm__max(shape[0], shape[1]);
    return STM_OK;
}

stm_status stm_score_new(const char *path, const stm_mask *const *masks, int64_t num_masks,
                         stm_score **score, stm_error *error, const stm_progress *progress)
{
    file_weights w = {.weights = {.row = read_row}, .path = path};
    stm_status status = stm__input_open(path, &w.input, error);
    if (status == STM_OK)
        status = open_weights(&w, masks, num_masks, error);
    if (status == STM_OK)
        status = stm__score_weights(&w.weights, masks, num_masks, score, error, progress);
    stm__input_close(&w.input);
    free(w.bytes);
    return status;
}

typedef struct array_weights {
    stm__weights weights;
    const stm_dense *heads;
    int64_t first_query;
} array_weights;

static stm_status take_row(stm__weights *weights, int64_t head, int64_t query, double *row,
                           double *sum, stm_error *error)
{
    const array_weights *w = (const array_weights *)weights;
    const stm_dense *array = &w->heads[head];
    const char *from = stm__dense_row(array, query - w->first_query);
    stm_status status = STM_OK;
    *sum = 0;
    for (int64_t j = 0; j < array->columns && status == STM_OK; j++)
        status =
            take("weights", head, query, j, stm__cell_get(from, array->dtype, j), row, sum, error);
    return status;
}

stm_status stm_score_arrays(const stm_dense *heads, int64_t num_heads, const stm_mask *const *masks,
                            int64_t num_masks, stm_score **score, stm_error *error,
                            const stm_progress *progress)
{
    stm_rectangle b = stm_mask_bounds(masks[0]);
    array_weights w = {{num_heads, take_row}, heads, b.first_query};
    if (num_heads < 1 || (num_masks != 1 && num_masks != num_heads))
        return stm__fail(error, STM_EINVAL,
                         "%" PRId64 " heads of weights: the masks are for %" PRId64, num_heads,
                         num_masks);
    for (int64_t h = 0; h < num_heads; h++) {
        stm_status status = stm__dense_check(&heads[h], error);
        if (status != STM_OK)
            return status;
        if (heads[h].rows != b.num_queries || heads[h].columns != b.num_keys)
            return stm__fail(error, STM_EINVAL,
                             "weights of head %" PRId64 ", %" PRId64 " x %" PRId64
                             ": must have the mask's %" PRId64 " queries and %" PRId64 " keys",
                             h, heads[h].rows, heads[h].columns, b.num_queries, b.num_keys);
    }
    return stm__score_weights(&w.weights, masks, num_masks, score, error, progress);
}
