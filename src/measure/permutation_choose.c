/* Chooses an order of tokens by counting: for every distance at which the mask repeats itself the
 * orders by residues and by summaries are tried on some rows of blocks. */
#include <stdlib.h>

#include <stmask/permutation.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/distances.h"
#include "mask/mask.h"
#include "measure/permutation.h"

#define STEPS 6       /* different ones that are tried */
#define MOST_ROWS 256 /* of blocks, by which orders are compared */
#define MOST_PIECES (INT64_C(1) << 29)
#define FIRST_TOKENS (INT64_C(1) << 20)  /* of a mask that repeats, by which orders are compared */
#define MOST_REPEATED (INT64_C(1) << 18) /* rows, about, that are looked at where they repeat */

typedef struct sample {
    int64_t steps[STEPS];
    int num_steps;
    int64_t runs; /* of the rows that were looked at */
    int64_t cells;
    bool repeats; /* rows of blocks do, so that few of them are looked at */
} sample;

static void add_run(sample *s, const stm_run *run)
{
    s->runs += run->count > 0;
    s->cells += stm__min(run->count, 1 << 20);
}

/* Adds up what the rows of the sample hold: of bands by arithmetic, of the rest by reading it. */
static stm_status look(const stm_mask *mask, const stm_bands *bands, sample *s, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_reader *reader = NULL;
    stm_status status = STM_OK;
    if (bands->rest != NULL)
        status = stm_reader_new(bands->rest, &reader, error);
    for (int64_t k = STM__SAMPLES; k >= 1 && status == STM_OK; k--) {
        const stm_run *runs = NULL;
        int64_t num_runs = 0, query = stm__sample_query(&b, k);
        for (int n = 0; n < bands->num; n++) {
            stm_run run =
                stm_band_row(&bands->bands[n], query, b.first_key, b.first_key + b.num_keys - 1);
            add_run(s, &run);
        }
        if (reader != NULL)
            status = stm_reader_row(reader, query, &runs, &num_runs);
        if (status != STM_OK)
            stm__reader_failed(status, error);
        for (int64_t r = 0; r < num_runs && status == STM_OK; r++)
            add_run(s, &runs[r]);
    }
    stm_reader_free(reader);
    return status;
}

static stm_status find_sample(const stm_mask *mask, sample *s, stm_error *error)
{
    stm_bands bands;
    stm_status status = stm_mask_bands(mask, &bands, error);
    if (status != STM_OK)
        return status;
    status = stm__mask_distances(&bands, stm_mask_bounds(mask).num_queries, s->steps, STEPS,
                                 &s->num_steps, error);
    s->repeats = bands.rest == NULL;
    if (status == STM_OK)
        status = look(mask, &bands, s, error);
    stm_bands_free(&bands);
    return status;
}

/* At most so many pieces fall out of all runs. */
static bool is_cheap(const sample *s, const stm_permutation *p)
{
    int64_t all = s->repeats ? stm__min(p->size, MOST_REPEATED) : p->size;
    int64_t rows = stm__max(all / STM__SAMPLES, 1);
    int64_t pieces = s->runs * (p->kind == STM_PERMUTATION_RESIDUES ? p->modulus : 2);
    return stm__min(pieces, s->cells) <= MOST_PIECES / rows;
}

/* Tries the orders of the sample's steps, and keeps the best in `*best`, which is one to begin
 * with. */
static stm_status try_all(const stm_mask *mask, const sample *s, int64_t block,
                          stm_permutation *best, stm_error *error, const stm_progress *progress)
{
    static const stm_permutation_kind kinds[] = {
        STM_PERMUTATION_RESIDUES, STM_PERMUTATION_SUMMARIES_LAST, STM_PERMUTATION_SUMMARIES_FIRST};
    /* Odd, so that the rows looked at do not all stand alike in classes of a power of two. */
    int64_t every = stm__ceil_div(best->size, block) / MOST_ROWS | 1;
    stm_block_counts least, counts;
    stm_status status =
        stm__permutation_count_some(mask, best, block, every, &least, error, progress);
    for (int k = 0; k < s->num_steps && status == STM_OK; k++)
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds && status == STM_OK; kind++) {
            stm_permutation p = {kinds[kind], best->size, s->steps[k]};
            if (!is_cheap(s, &p))
                continue;
            status = stm__permutation_count_some(mask, &p, block, every, &counts, error, progress);
            if (status == STM_OK && counts.touched < least.touched) {
                least = counts;
                *best = p;
            }
        }
    return status;
}

/* Tries them on the first tokens of a mask that repeats: what is best there is best of all. */
static stm_status try_first(const stm_mask *mask, const sample *s, int64_t block, int64_t tokens,
                            stm_permutation *best, stm_error *error, const stm_progress *progress)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_mask *part;
    int64_t size = best->size;
    b.num_queries = b.num_keys = tokens;
    stm_status status = stm_mask_rectangle(mask, &b, &part, error);
    if (status != STM_OK)
        return status;
    best->size = tokens;
    status = try_all(part, s, block, best, error, progress);
    best->size = size;
    stm_mask_free(part);
    return status;
}

stm_status stm_permutation_choose(const stm_mask *mask, int64_t block, stm_permutation *permutation,
                                  stm_error *error, const stm_progress *progress)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_permutation best = {STM_PERMUTATION_IDENTITY, b.num_queries, 1};
    if (b.num_queries != b.num_keys || b.first_query != b.first_key) {
        *permutation = best;
        return STM_OK;
    }
    stm_status status = stm__check_range("block", block, 1, STM_MAX_SIZE, error);
    if (status != STM_OK)
        return status;
    sample s = {.num_steps = 0};
    int64_t longest = block;
    status = find_sample(mask, &s, error);
    for (int k = 0; k < s.num_steps; k++)
        longest = stm__max(longest, s.steps[k]);
    int64_t tokens = stm__max(FIRST_TOKENS, stm__min(longest, STM_MAX_SIZE / 64) * 64);
    if (status == STM_OK && s.repeats && tokens < b.num_queries)
        status = try_first(mask, &s, block, tokens, &best, error, progress);
    else if (status == STM_OK)
        status = try_all(mask, &s, block, &best, error, progress);
    if (status == STM_OK)
        *permutation = best;
    return status;
}
