/* Adds up the attention weights that a mask keeps, row by row of a .npy file, in double precision.
 */
#include <stmask/score.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/input.h"
#include "base/progress.h"
#include "io/npy_read.h"
#include "io/source.h"

struct stm_score {
    int64_t heads, queries;
    stm_head_score *head;
    double *kept; /* heads x queries */
};

/* The weights as they are read, row by row. */
typedef struct weights {
    const char *path;
    stm__source source;
    stm__npy npy;
    unsigned char *bytes;
    double *row;
    int64_t keys;
} weights;

static stm_status check_shape(const weights *w, const stm_rectangle *b, int64_t num_masks,
                              int64_t *heads, stm_error *error)
{
    const stm__npy *n = &w->npy;
    if (n->kind != 'f' || n->fortran || n->num_dims < 2 || n->num_dims > 3)
        return stm__fail(error, STM_EINVAL,
                         "%.200s: must be a float array [heads, queries, keys] or [queries, keys] "
                         "in C order",
                         w->path);
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

/* The next row, and the sum of its weights. */
static stm_status read_row(weights *w, int64_t head, int64_t i, double *sum, stm_error *error)
{
    stm_status status =
        stm__source_read(&w->source, w->bytes, (size_t)(w->keys * w->npy.width), error);
    *sum = 0;
    for (int64_t j = 0; j < w->keys && status == STM_OK; j++) {
        double weight = stm__npy_float(&w->npy, w->bytes + j * w->npy.width);
        if (!(weight >= 0) || isinf(weight))
            return stm__fail(error, STM_EINVAL,
                             "%.200s: head %" PRId64 " (%" PRId64 ", %" PRId64
                             ") is %g: a weight must be a finite number from 0 on",
                             w->path, head, i, j, weight);
        w->row[j] = weight;
        *sum += weight;
    }
    return status;
}

/* Puts a row among the worst, if it is one of them. */
static void add_worst(stm_head_score *head, int64_t query, double kept)
{
    int at = head->num_worst;
    while (at > 0 && head->worst_kept[at - 1] > kept)
        at--;
    if (at == STM_SCORE_WORST)
        return;
    if (head->num_worst < STM_SCORE_WORST)
        head->num_worst++;
    for (int k = head->num_worst - 1; k > at; k--) {
        head->worst_query[k] = head->worst_query[k - 1];
        head->worst_kept[k] = head->worst_kept[k - 1];
    }
    head->worst_query[at] = query;
    head->worst_kept[at] = kept;
}

static stm_status score_head(weights *w, const stm_mask *mask, int64_t h, stm_score *score,
                             const stm_progress *progress, stm_error *error)
{
    stm_reader *reader;
    stm_rectangle b = stm_mask_bounds(mask);
    stm_head_score *head = &score->head[h];
    double *kept = score->kept + h * score->queries, all = 0;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t i = 0; i < score->queries && status == STM_OK; i++) {
        const stm_run *runs = NULL;
        int64_t num = 0;
        double sum, seen = 0;
        if (i % 256 == 0 &&
            !stm__progress(progress, h * score->queries + i, score->heads * score->queries)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = read_row(w, h, b.first_query + i, &sum, error);
        if (status == STM_OK && stm_reader_row(reader, b.first_query + i, &runs, &num) != STM_OK)
            status = stm__fail_memory(error, "row of the mask");
        if (status != STM_OK)
            break;
        for (int64_t k = 0; k < num; k++)
            for (int64_t c = 0; c < runs[k].count; c++)
                seen += w->row[runs[k].first - b.first_key + c * runs[k].step];
        kept[i] = sum > 0 ? seen / sum : (double)NAN;
        if (sum > 0) {
            head->rows++;
            all += kept[i];
            add_worst(head, b.first_query + i, kept[i]);
        }
    }
    head->mean = head->rows > 0 ? all / (double)head->rows : (double)NAN;
    head->smallest = head->num_worst > 0 ? head->worst_kept[0] : (double)NAN;
    stm_reader_free(reader);
    return status;
}

static stm_status score_all(weights *w, const stm_mask *const *masks, int64_t num_masks,
                            const stm_progress *progress, stm_score *score, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(masks[0]);
    stm_status status = stm__npy_open(&w->source, "", &w->npy, error);
    if (status == STM_OK)
        status = check_shape(w, &b, num_masks, &score->heads, error);
    if (status != STM_OK)
        return status;
    score->queries = b.num_queries;
    w->keys = b.num_keys;
    w->bytes = malloc((size_t)(w->keys * w->npy.width));
    w->row = malloc((size_t)w->keys * sizeof *w->row);
    score->head = calloc((size_t)score->heads, sizeof *score->head);
    score->kept = calloc((size_t)(score->heads * score->queries), sizeof *score->kept);
    if (w->bytes == NULL || w->row == NULL || score->head == NULL || score->kept == NULL)
        return stm__fail_memory(error, "score");
    for (int64_t h = 0; h < score->heads && status == STM_OK; h++)
        status = score_head(w, masks[num_masks == 1 ? 0 : h], h, score, progress, error);
    return status;
}

stm_status stm_score_new(const char *path, const stm_mask *const *masks, int64_t num_masks,
                         const stm_progress *progress, stm_score **score, stm_error *error)
{
    stm__input input = {0};
    weights w = {.path = path};
    stm_score *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "score");
    stm_status status = stm__input_open(path, &input, error);
    if (status == STM_OK)
        status = stm__source_file(&input, &w.source, error);
    if (status == STM_OK)
        status = score_all(&w, masks, num_masks, progress, new, error);
    stm__input_close(&input);
    free(w.bytes);
    free(w.row);
    if (status != STM_OK) {
        stm_score_free(new);
        return status;
    }
    *score = new;
    return STM_OK;
}

void stm_score_free(stm_score *score)
{
    if (score == NULL)
        return;
    free(score->head);
    free(score->kept);
    free(score);
}

int64_t stm_score_heads(const stm_score *score)
{
    return score->heads;
}

const stm_head_score *stm_score_head(const stm_score *score, int64_t h)
{
    return &score->head[h];
}

const double *stm_score_kept(const stm_score *score, int64_t h)
{
    return score->kept + h * score->queries;
}
