/* Orders of tokens by residue classes or with summaries gathered, and the blocks that a mask
 * touches in one: each run falls into pieces whose places are at equal distances. */
#include <stmask/permutation.h>

#include <inttypes.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/grow.h"
#include "base/progress.h"
#include "mask/mask.h"
#include "measure/permutation.h"
#include "measure/touch.h"

const char *stm_permutation_name(stm_permutation_kind kind)
{
    switch (kind) {
    case STM_PERMUTATION_IDENTITY:
        return "identity";
    case STM_PERMUTATION_RESIDUES:
        return "residues";
    case STM_PERMUTATION_SUMMARIES_LAST:
        return "summaries_last";
    case STM_PERMUTATION_SUMMARIES_FIRST:
        return "summaries_first";
    }
    return "unknown";
}

int64_t stm_permutation_place(const stm_permutation *permutation, int64_t token)
{
    int64_t n = permutation->size, m = permutation->modulus, class = token % m;
    int64_t summaries = n / m, before = token / m; /* of all, and below the token */
    switch (permutation->kind) {
    case STM_PERMUTATION_IDENTITY:
        break;
    case STM_PERMUTATION_RESIDUES:
        return class * (n / m) + stm__min(class, n % m) + before;
    case STM_PERMUTATION_SUMMARIES_LAST:
        return class == m - 1 ? n - summaries + before : token - before;
    case STM_PERMUTATION_SUMMARIES_FIRST:
        return class == m - 1 ? before : summaries + token - before;
    }
    return token;
}

int64_t stm_permutation_token(const stm_permutation *permutation, int64_t place)
{
    int64_t n = permutation->size, m = permutation->modulus, summaries = n / m, others;
    switch (permutation->kind) {
    case STM_PERMUTATION_IDENTITY:
        return place;
    case STM_PERMUTATION_RESIDUES: {
        /* The first n mod m classes have a token more than the others. */
        int64_t length = n / m, longer = n % m * (length + 1);
        if (place < longer)
            return place / (length + 1) + place % (length + 1) * m;
        return n % m + (place - longer) / length + (place - longer) % length * m;
    }
    case STM_PERMUTATION_SUMMARIES_LAST:
    case STM_PERMUTATION_SUMMARIES_FIRST:
        break;
    }
    bool first = permutation->kind == STM_PERMUTATION_SUMMARIES_FIRST;
    int64_t start = first ? 0 : n - summaries;
    if (place >= start && place < start + summaries)
        return (place - start) * m + m - 1;
    others = first ? place - summaries : place;
    return m == 1 ? place : others / (m - 1) * m + others % (m - 1);
}

/* The pieces a run falls into, so that the tokens of each have places at equal distances. */
static int64_t pieces_of(const stm_permutation *p, const stm_run *run)
{
    if (p->kind == STM_PERMUTATION_IDENTITY)
        return 1;
    if (p->kind != STM_PERMUTATION_RESIDUES && run->step == 1)
        return 2;
    return stm__min(p->modulus / stm__common_divisor(p->modulus, run->step), run->count);
}

/* Of a run without steps: the summaries, and the others. */
static void touch_summaries(const stm_permutation *p, int64_t first, int64_t last,
                            stm__touch *touch)
{
    int64_t m = p->modulus;
    int64_t from = first / m * m + m - 1, to = (last + 1) / m * m - 1; /* summaries */
    if (from <= to)
        stm__touch_range(touch, stm_permutation_place(p, from), stm_permutation_place(p, to));
    if (m == 1)
        return;
    first += first % m == m - 1;
    last -= last % m == m - 1;
    if (first <= last)
        stm__touch_range(touch, stm_permutation_place(p, first), stm_permutation_place(p, last));
}

static void touch_run(const stm_permutation *p, const stm_run *run, int64_t origin,
                      stm__touch *touch)
{
    int64_t first = run->first - origin;
    if (p->kind == STM_PERMUTATION_IDENTITY) {
        stm__touch_run(touch, first, run->count, run->step);
        return;
    }
    if (p->kind != STM_PERMUTATION_RESIDUES && run->step == 1) {
        touch_summaries(p, first, first + run->count - 1, touch);
        return;
    }
    int64_t pieces = pieces_of(p, run);
    for (int64_t k = 0; k < pieces; k++) {
        int64_t token = first + k * run->step;
        int64_t count = (run->count - 1 - k) / pieces + 1;
        int64_t place = stm_permutation_place(p, token), step = 1;
        if (count > 1)
            step = stm_permutation_place(p, token + pieces * run->step) - place;
        stm__touch_run(touch, place, count, step);
    }
}

typedef struct walk {
    const stm_permutation *permutation;
    stm_rectangle bounds;
    int64_t block;
    stm_reader *reader;
    stm__touch touch;
} walk;

static stm_status walk_new(const stm_mask *mask, const stm_permutation *permutation, int64_t block,
                           walk *w, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    *w = (walk){.permutation = permutation, .bounds = b, .block = block};
    stm_status status = stm__check_range("block", block, 1, STM_MAX_SIZE, error);
    if (status != STM_OK)
        return status;
    if (b.num_queries != b.num_keys || b.first_query != b.first_key)
        return stm__fail(error, STM_EINVAL,
                         "queries %" PRId64 ":%" PRId64 " and keys %" PRId64 ":%" PRId64
                         ": must be the same tokens to be permuted",
                         b.first_query, b.num_queries, b.first_key, b.num_keys);
    if (permutation->size != b.num_queries || permutation->modulus < 1 ||
        permutation->modulus > permutation->size)
        return stm__fail(error, STM_EINVAL,
                         "permutation of %" PRId64 " tokens, modulus %" PRId64
                         ": must be of the mask's %" PRId64 " and from 1 to that",
                         permutation->size, permutation->modulus, b.num_queries);
    status = stm_reader_new(mask, &w->reader, error);
    if (status == STM_OK)
        status = stm__touch_new(b.num_keys, block, &w->touch, error);
    return status;
}

static void walk_free(walk *w)
{
    stm_reader_free(w->reader);
    stm__touch_free(&w->touch);
}

/* Gathers a row of blocks. */
static stm_status gather(walk *w, int64_t row)
{
    int64_t end = stm__min((row + 1) * w->block, w->bounds.num_queries);
    for (int64_t place = row * w->block; place < end; place++) {
        const stm_run *runs;
        int64_t num_runs;
        int64_t query = w->bounds.first_query + stm_permutation_token(w->permutation, place);
        stm_status status = stm_reader_row(w->reader, query, &runs, &num_runs);
        if (status != STM_OK)
            return status;
        for (int64_t k = 0; k < num_runs; k++)
            touch_run(w->permutation, &runs[k], w->bounds.first_key, &w->touch);
    }
    return STM_OK;
}

/* What is measured of a row of blocks. */
enum { TOUCHED, CELLS, UNUSED };

typedef struct count {
    walk walk;
    int64_t rows, cut; /* rows of blocks; cells that the last block of a row lacks */
    stm_error *error;
} count;

static stm_status count_row(void *context, int64_t row, int64_t values[STM__MEASURES])
{
    count *c = context;
    int64_t block = c->walk.block, touched = 0;
    bool last = false;
    stm_status status = gather(&c->walk, row);
    if (status == STM_OK && !stm__touch_count(&c->walk.touch, &touched, &last))
        status = STM_ENOMEM;
    if (status != STM_OK)
        return stm__reader_failed(status, c->error);
    values[TOUCHED] = touched;
    values[CELLS] = (touched * block - (last ? c->cut : 0)) *
                    stm__min(block, c->walk.bounds.num_keys - row * block);
    values[UNUSED] = 0;
    return STM_OK;
}

static stm_status count_open(const stm_mask *mask, const stm_permutation *permutation,
                             int64_t block, count *c, stm_error *error)
{
    stm_status status = walk_new(mask, permutation, block, &c->walk, error);
    c->error = error;
    if (status != STM_OK)
        return status;
    c->rows = stm__ceil_div(c->walk.bounds.num_keys, block);
    c->cut = c->rows * block - c->walk.bounds.num_keys;
    return STM_OK;
}

static stm_block_counts counts_of(const count *c, const int64_t sums[STM__MEASURES])
{
    return (stm_block_counts){.query_blocks = c->rows,
                              .key_blocks = c->rows,
                              .touched = sums[TOUCHED],
                              .cells = sums[CELLS]};
}

stm_status stm__permutation_count_some(const stm_mask *mask, const stm_permutation *permutation,
                                       int64_t block, int64_t every, stm_block_counts *counts,
                                       stm_error *error, const stm_progress *progress)
{
    count c;
    int64_t sums[STM__MEASURES] = {0};
    stm_status status = count_open(mask, permutation, block, &c, error);
    for (int64_t row = 0; status == STM_OK && row < c.rows; row += every) {
        int64_t values[STM__MEASURES] = {0};
        if (row / every % 64 == 0 && !stm__progress(progress, row, c.rows)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = count_row(&c, row, values);
        for (int k = 0; k < STM__MEASURES && status == STM_OK; k++)
            sums[k] += values[k];
    }
    walk_free(&c.walk);
    if (status == STM_OK)
        *counts = counts_of(&c, sums);
    return status;
}

stm_status stm_permutation_count(const stm_mask *mask, const stm_permutation *permutation,
                                 int64_t block, stm_block_counts *counts, stm_error *error,
                                 const stm_progress *progress)
{
    count c;
    stm_status status = count_open(mask, permutation, block, &c, error);
    if (status == STM_OK) {
        stm__repeat repeat = {.measure = count_row,
                              .context = &c,
                              .rows = c.rows,
                              .progress = progress,
                              .error = error};
        status = stm__permuted_rows_add(mask, permutation, block, &repeat);
        if (status == STM_OK)
            *counts = counts_of(&c, repeat.sums);
    }
    walk_free(&c.walk);
    return status;
}

stm_status stm_permutation_blocks(const stm_mask *mask, const stm_permutation *permutation,
                                  int64_t block,
                                  int (*visit)(void *context, int64_t row,
                                               const stm_block_span *spans, int64_t num_spans),
                                  void *context, stm_error *error)
{
    walk w;
    stm_block_span *spans = NULL;
    int64_t capacity = 0;
    stm_status status = walk_new(mask, permutation, block, &w, error);
    int64_t rows = status == STM_OK ? stm__ceil_div(w.bounds.num_keys, block) : 0;
    for (int64_t row = 0; row < rows && status == STM_OK; row++) {
        status = gather(&w, row);
        const stm__intervals *touched = stm__touch_finish(&w.touch);
        if (status == STM_OK &&
            (touched == NULL || !stm__grow(&spans, &capacity, touched->num + 1, sizeof *spans)))
            status = STM_ENOMEM;
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        for (int64_t k = 0; k < touched->num; k++) {
            const stm__interval *t = &touched->items[k];
            spans[k] = (stm_block_span){t->first, t->last - t->first + 1, false};
        }
        if (visit(context, row, spans, touched->num) != 0)
            status = stm__fail(error, STM_ESTOPPED, "stopped");
    }
    free(spans);
    walk_free(&w);
    return status;
}
