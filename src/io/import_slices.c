/* The ranges that frameworks hold in arrays of their own: MagiAttention's slices, and FlashMask's
 * hidden rows of each key, as runs of each query or key. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/grow.h"
#include "io/import.h"
#include "io/integers.h"

/* Cells first .. last of a line. */
typedef struct range {
    int64_t line, first, last;
} range;

typedef struct ranges {
    range *items;
    int64_t num, capacity;
} ranges;

#define MOST_RANGES (INT64_C(1) << 26)

static stm_status push(stm__import *import, ranges *all, int64_t line, int64_t first, int64_t last,
                       stm_error *error)
{
    if (first > last)
        return STM_OK;
    if (all->num == MOST_RANGES)
        return stm__import_fail(import, error, "has more than %" PRId64 " ranges", MOST_RANGES);
    if (!stm__grow(&all->items, &all->capacity, all->num + 1, sizeof *all->items))
        return stm__fail_memory(error, import->input->path);
    all->items[all->num++] = (range){line, first, last};
    return STM_OK;
}

static int by_line(const void *a, const void *b)
{
    const range *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Makes a mask whose rows are the lines; ranges that overlap or touch are joined. */
static stm_status build(stm__import *import, ranges *all, int64_t lines, int64_t length,
                        stm_error *error)
{
    stm_builder *builder = NULL;
    if (all->num > 1)
        qsort(all->items, (size_t)all->num, sizeof *all->items, by_line);
    stm_status status = stm__import_begin(import, lines, length, &builder, error);
    for (int64_t k = 0; k < all->num && status == STM_OK;) {
        range r = all->items[k++];
        while (k < all->num && all->items[k].line == r.line && all->items[k].first <= r.last + 1)
            r.last = stm__max(r.last, all->items[k++].last);
        stm_run run = {r.first, r.last - r.first + 1, 1, STM_LOCAL};
        status = stm_builder_run(builder, r.line, &run, error);
    }
    if (status == STM_OK)
        status = stm__import_finish(import, builder, error);
    stm_builder_free(builder);
    return status;
}

/* The keys of a slice whose ends stay (0), of which the last goes with the query to the end (1),
 * the first from the beginning (2), or both (3). */
static stm_status push_slice(stm__import *import, ranges *all, const int64_t *q, const int64_t *k,
                             int64_t type, stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t i = q[0]; i < q[1] && status == STM_OK; i++) {
        int64_t first = type & 2 ? k[0] + (i - q[0]) : k[0];
        int64_t last = type & 1 ? k[1] - 1 - (q[1] - 1 - i) : k[1] - 1;
        status = push(import, all, i, stm__max(first, k[0]), stm__min(last, k[1] - 1), error);
    }
    return status;
}

stm_status stm__import_magi_arrays(stm__import *import, const stm__zip_directory *directory,
                                   stm_error *error)
{
    stm__integers q = {.items = NULL}, k = {.items = NULL}, types = {.items = NULL};
    ranges all = {.num = 0};
    int64_t queries = 0, keys = 0;
    stm_status status = stm__integers_of_member(directory, "q_ranges", &q, error);
    if (status == STM_OK)
        status = stm__integers_of_member(directory, "k_ranges", &k, error);
    if (status == STM_OK)
        status = stm__integers_of_member(directory, "attn_type_map", &types, error);
    if (status == STM_OK && (q.num != 2 * types.num || k.num != q.num))
        status =
            stm__import_fail(import, error, "k_ranges: does not fit q_ranges and attn_type_map");
    for (int64_t n = 0; n < types.num && status == STM_OK; n++) {
        const int64_t *of_q = q.items + 2 * n, *of_k = k.items + 2 * n;
        if (of_q[0] < 0 || of_q[0] > of_q[1] || of_q[1] > STM_MAX_SIZE || of_k[0] < 0 ||
            of_k[0] > of_k[1] || of_k[1] > STM_MAX_SIZE || types.items[n] < 0 || types.items[n] > 3)
            status = stm__import_fail(
                import, error,
                "slice %" PRId64 ": must have ranges that rise and a type from 0 to 3", n);
        queries = stm__max(queries, of_q[1]);
        keys = stm__max(keys, of_k[1]);
        if (status == STM_OK)
            status = push_slice(import, &all, of_q, of_k, types.items[n], error);
    }
    if (status == STM_OK && (queries == 0 || keys == 0))
        status = stm__import_fail(import, error, "has no slices, and so no size");
    if (status == STM_OK)
        status = build(import, &all, queries, keys, error);
    free(all.items);
    free(types.items);
    free(k.items);
    free(q.items);
    return status;
}

/* Adds the queries of a key that no hidden range has. Under causal masks those before the key are
 * hidden, too. */
static stm_status push_key(stm__import *import, ranges *all, int64_t key, int64_t size,
                           const int64_t hidden[2][2], bool causal, stm_error *error)
{
    int64_t at = causal ? key : 0;
    stm_status status = STM_OK;
    for (int k = 0; k < 2 && status == STM_OK; k++) {
        int64_t first = stm__min(hidden[k][0], size), end = stm__min(hidden[k][1], size);
        if (first >= end)
            continue;
        status = push(import, all, key, at, first - 1, error);
        at = stm__max(at, end);
    }
    return status == STM_OK ? push(import, all, key, at, size - 1, error) : status;
}

/* The hidden ranges of a key, the upper one first. */
static void find_hidden(const int64_t *bounds, int64_t num, bool causal, int64_t size,
                        int64_t hidden[2][2])
{
    const int64_t values[4] = {bounds[0], num > 1 ? bounds[1] : size, num > 2 ? bounds[2] : 0,
                               num > 3 ? bounds[3] : 0};
    hidden[1][0] = values[0];
    hidden[1][1] = num == 2 && !causal ? size : values[1];
    hidden[0][0] = num == 2 && !causal ? 0 : values[2];
    hidden[0][1] = num == 2 && !causal ? values[1] : values[3];
    if (hidden[0][0] > hidden[1][0])
        for (int k = 0; k < 2; k++) {
            int64_t kept = hidden[0][k];
            hidden[0][k] = hidden[1][k];
            hidden[1][k] = kept;
        }
}

static stm_status read_flashmask(stm__import *import, const stm__integers *rows, bool causal,
                                 stm_error *error)
{
    ranges all = {.num = 0};
    int64_t num = rows->shape[rows->num_dims - 1], size = rows->shape[rows->num_dims - 2];
    int64_t heads = size * num == 0 ? 0 : rows->num / (size * num);
    stm_mask *turned = NULL, **mask = import->mask;
    stm_status status = STM_OK;
    if (import->head >= heads && heads != 1)
        return stm__import_fail(import, error, "head %" PRId64 ": must be from 0 to %" PRId64,
                                import->head, heads - 1);
    const int64_t *first = rows->items + (heads == 1 ? 0 : import->head) * size * num;
    for (int64_t key = 0; key < size && status == STM_OK; key++) {
        int64_t hidden[2][2];
        const int64_t *bounds = first + key * num;
        for (int64_t k = 0; k < num && status == STM_OK; k++)
            if (bounds[k] < 0 || bounds[k] > STM_MAX_SIZE)
                status = stm__import_fail(import, error,
                                          "startend_row_indices: %" PRId64 " of key %" PRId64
                                          ": must be from 0 to %" PRId64,
                                          bounds[k], key, size);
        find_hidden(bounds, num, causal, size, hidden);
        if (status == STM_OK)
            status = push_key(import, &all, key, size, (const int64_t(*)[2])hidden, causal, error);
    }
    import->mask = &turned;
    if (status == STM_OK)
        status = build(import, &all, size, size, error);
    import->mask = mask;
    if (status == STM_OK)
        status = stm_mask_transpose(turned, mask, error);
    stm_mask_free(turned);
    free(all.items);
    return status;
}

/* Whether the mask is causal: one bound says so, four say not; of two the caller, or the file. */
static stm_status find_causal(stm__import *import, const stm__zip_directory *directory, int64_t num,
                              bool *causal, stm_error *error)
{
    static const char member[] = "causal";
    stm__integers said;
    *causal = num == 1 || import->causal == 2;
    if (num != 2 || import->causal != 0)
        return STM_OK;
    if (stm__zip_find(directory, member) == NULL)
        return stm__import_fail(import, error,
                                "two bounds a key are one hidden range of a causal mask, or the "
                                "ends of two of another: say causal yes or no");
    stm_status status = stm__integers_of_member(directory, member, &said, error);
    if (status != STM_OK)
        return status;
    *causal = said.num == 1 && said.items[0] != 0;
    free(said.items);
    return STM_OK;
}

stm_status stm__import_flashmask_arrays(stm__import *import, const stm__zip_directory *directory,
                                        stm_error *error)
{
    stm__integers rows = {.items = NULL};
    bool causal = false;
    stm_status status = stm__integers_of_member(directory, "startend_row_indices", &rows, error);
    int64_t num = status == STM_OK && rows.num_dims >= 2 ? rows.shape[rows.num_dims - 1] : 0;
    if (status == STM_OK && num != 1 && num != 2 && num != 4)
        status = stm__import_fail(import, error,
                                  "startend_row_indices: must have 1, 2 or 4 bounds a key");
    if (status == STM_OK)
        status = find_causal(import, directory, num, &causal, error);
    if (status == STM_OK)
        status = read_flashmask(import, &rows, causal, error);
    free(rows.items);
    return status;
}
