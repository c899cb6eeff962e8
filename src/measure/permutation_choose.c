#include <inttypes.h>
#include <stdlib.h>

#include <stmask/permutation.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/mask.h"
#include "measure/permutation.h"

#define STEPS 6       /* different ones that are tried */
#define SAMPLES 64    /* rows that are looked at */
#define MOST_ROWS 256 /* of blocks, by which orders are compared */
#define MOST_PIECES (INT64_C(1) << 29)

typedef struct sample {
    int64_t steps[STEPS];
    int num_steps;
    int64_t runs; /* of the rows that were looked at */
    int64_t cells;
} sample;

static void add_step(sample *s, int64_t step, int64_t size)
{
    for (int k = 0; k < s->num_steps; k++)
        if (s->steps[k] == step)
            return;
    if (step > 1 && step <= size && s->num_steps < STEPS)
        s->steps[s->num_steps++] = step;
}

static stm_status look(const stm_mask *mask, sample *s, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_reader *reader;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t k = SAMPLES; k >= 1 && status == STM_OK; k--) {
        const stm_run *runs;
        int64_t num_runs;
        int64_t query = b.first_query + (b.num_queries - 1) / SAMPLES * k;
        status = stm_reader_row(reader, query, &runs, &num_runs);
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        for (int64_t r = 0; r < num_runs; r++) {
            add_step(s, runs[r].step, b.num_queries);
            s->cells += stm__min(runs[r].count, 1 << 20);
        }
        s->runs += num_runs;
    }
    stm_reader_free(reader);
    return status;
}

/* At most so many pieces fall out of all runs. */
static bool is_cheap(const sample *s, const stm_permutation *p)
{
    int64_t rows = stm__max(p->size / SAMPLES, 1);
    int64_t pieces = s->runs * (p->kind == STM_PERMUTATION_RESIDUES ? p->modulus : 2);
    return stm__min(pieces, s->cells) <= MOST_PIECES / rows;
}

stm_status stm_permutation_choose(const stm_mask *mask, int64_t block, stm_permutation *permutation,
                                  stm_error *error, const stm_progress *progress)
{
    static const stm_permutation_kind kinds[] = {
        STM_PERMUTATION_RESIDUES, STM_PERMUTATION_SUMMARIES_LAST, STM_PERMUTATION_SUMMARIES_FIRST};
    stm_rectangle b = stm_mask_bounds(mask);
    stm_permutation best = {STM_PERMUTATION_IDENTITY, b.num_queries, 1};
    if (b.num_queries != b.num_keys || b.first_query != b.first_key) {
        *permutation = best;
        return STM_OK;
    }
    if (block < 1 || block > STM_MAX_SIZE)
        return stm__fail(error, STM_EINVAL, "block %" PRId64 ": must be from 1 to %" PRId64, block,
                         STM_MAX_SIZE);
    /* Odd, so that the rows looked at do not all stand alike in classes of a power of two. */
    int64_t every = stm__ceil_div(b.num_queries, block) / MOST_ROWS | 1;
    sample s = {.num_steps = 0};
    stm_block_counts least, counts;
    stm_status status = look(mask, &s, error);
    if (status == STM_OK)
        status = stm__permutation_count_some(mask, &best, block, every, &least, error, progress);
    for (int k = 0; k < s.num_steps && status == STM_OK; k++)
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds && status == STM_OK; kind++) {
            stm_permutation p = {kinds[kind], b.num_queries, s.steps[k]};
            if (!is_cheap(&s, &p))
                continue;
            status = stm__permutation_count_some(mask, &p, block, every, &counts, error, progress);
            if (status == STM_OK && counts.touched < least.touched) {
                least = counts;
                best = p;
            }
        }
    if (status == STM_OK)
        *permutation = best;
    return status;
}
