/* permutation: the token order that makes the mask block-dense, and its blocks in that order. */
#include <stdlib.h>

#include <stmask/permutation.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"
#include "io/job.h"

typedef struct permutation_state {
    stm_permutation permutation;
    int64_t blocks;
    stm__job *job;
    unsigned char line[];
} permutation_state;

static stm_status write_places(stm__job *job, bool inverse)
{
    const permutation_state *s = job->state;
    for (int64_t k = 0; k < s->permutation.size; k++)
        stm__job_i32(job,
                     (inverse ? stm_permutation_place : stm_permutation_token)(&s->permutation, k));
    return STM_OK;
}

static stm_status write_gather(stm__job *job, stm_error *error)
{
    (void)error;
    return write_places(job, false);
}

static stm_status write_inverse(stm__job *job, stm_error *error)
{
    (void)error;
    return write_places(job, true);
}

static int put_row(void *context, int64_t row, const stm_block_span *spans, int64_t num_spans)
{
    permutation_state *s = context;
    (void)row;
    memset(s->line, 0, (size_t)s->blocks);
    for (int64_t k = 0; k < num_spans; k++)
        memset(s->line + spans[k].first, 1, (size_t)spans[k].count);
    stm__job_put(s->job, s->line, (size_t)s->blocks);
    return s->job->status != STM_OK;
}

static stm_status write_blocks(stm__job *job, stm_error *error)
{
    permutation_state *s = job->state;
    stm_status status =
        stm_permutation_blocks(job->masks[0], &s->permutation, job->block, put_row, s, error);
    /* Stopped, or for the output. */
    return status == STM_ESTOPPED ? stm__job_status(job, error) : status;
}

static stm_status write_kind(stm__job *job, stm_error *error)
{
    const permutation_state *s = job->state;
    (void)error;
    stm__job_i64(job, s->permutation.kind);
    stm__job_i64(job, s->permutation.modulus);
    return STM_OK;
}

static stm_status prepare(stm__job *job, stm_error *error)
{
    stm_status status = stm__job_needs_square(job, error);
    if (status != STM_OK)
        return status;
    int64_t blocks = stm__ceil_div(job->bounds.num_keys, job->block);
    permutation_state *s = calloc(1, sizeof *s + (size_t)blocks);
    if (s == NULL)
        return stm__fail_memory(error, "permutation");
    job->state = s;
    s->job = job;
    s->blocks = blocks;
    status = stm_permutation_choose(job->masks[0], job->block, &s->permutation, error, NULL);
    if (status != STM_OK)
        return status;
    int64_t tokens[] = {job->bounds.num_queries};
    stm__job_array(job, "perm", STM__I4, write_gather, 1, tokens);
    stm__job_array(job, "inverse", STM__I4, write_inverse, 1, tokens);
    stm__job_array(job, "block_mask", STM__U1, write_blocks, 2, (int64_t[]){blocks, blocks});
    stm__job_array(job, "stm_block", STM__I8, stm__job_write_block, 1, (int64_t[]){2});
    stm__job_array(job, "stm_permutation", STM__I8, write_kind, 1, (int64_t[]){2});
    return STM_OK;
}

const stm__format_class stm__format_permutation = {
    .about = {.name = "permutation",
              .extension = ".npz",
              .summary = "the token order that makes the mask block-dense, and its blocks then",
              .block = 128,
              .writes = true,
              .reads = true},
    .prepare = prepare,
    .read = stm__import_npz};
