/* flex and flash4: for each row of blocks, the partial and the full ones. */
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/flex_module.h"
#include "io/import.h"
#include "io/job.h"

typedef struct lists_state {
    int64_t rows, columns; /* of blocks */
    int64_t widths[2];     /* of the lists of partial and of full blocks */
    int64_t most[2];       /* blocks in one */
    int32_t *counts[2];    /* of each head and row */
} lists_state;

static void lists_free(void *memory)
{
    lists_state *state = memory;
    free(state->counts[0]);
    free(state->counts[1]);
    free(state);
}

static stm_status count_row(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                            int64_t num_spans, stm_error *error)
{
    (void)error;
    lists_state *s = job->state;
    int64_t counts[2] = {0, 0};
    for (int64_t k = 0; k < num_spans; k++)
        counts[spans[k].full] += spans[k].count;
    for (int kind = 0; kind < 2; kind++) {
        s->counts[kind][head * s->rows + row] = (int32_t)counts[kind];
        s->most[kind] = stm__max(s->most[kind], counts[kind]);
    }
    return STM_OK;
}

static stm_status put_row(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                          int64_t num_spans, bool full)
{
    const lists_state *s = job->state;
    for (int64_t k = 0; k < num_spans; k++)
        if (spans[k].full == full)
            stm__job_sequence(job, spans[k].first, spans[k].count);
    stm__job_zeros(job, 4 * (s->widths[full] - s->counts[full][head * s->rows + row]));
    return STM_OK;
}

static stm_status put_partial(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                              int64_t num_spans, stm_error *error)
{
    (void)error;
    return put_row(job, head, row, spans, num_spans, false);
}

static stm_status put_full(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                           int64_t num_spans, stm_error *error)
{
    (void)error;
    return put_row(job, head, row, spans, num_spans, true);
}

static stm_status write_counts(stm__job *job, int kind)
{
    const lists_state *s = job->state;
    stm__job_put(job, s->counts[kind], (size_t)(job->heads * s->rows) * sizeof(int32_t));
    return STM_OK;
}

static stm_status write_partial_counts(stm__job *job, stm_error *error)
{
    (void)error;
    return write_counts(job, 0);
}

static stm_status write_full_counts(stm__job *job, stm_error *error)
{
    (void)error;
    return write_counts(job, 1);
}

static stm_status write_lists(stm__job *job, bool full, stm_error *error)
{
    const lists_state *s = job->state;
    if (s->most[full] == 0) {
        stm__job_zeros(job, 4 * job->heads * s->rows * s->widths[full]);
        return STM_OK;
    }
    return stm__job_blocks(job, job->heads, NULL, full ? put_full : put_partial, error);
}

static stm_status write_partial(stm__job *job, stm_error *error)
{
    return write_lists(job, false, error);
}

static stm_status write_full(stm__job *job, stm_error *error)
{
    return write_lists(job, true, error);
}

/* The counts of all rows, and in lists_state what follows from them. */
static stm_status count_blocks(stm__job *job, stm_error *error)
{
    lists_state *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "blocks");
    job->state = s;
    s->rows = stm__ceil_div(job->bounds.num_queries, job->block);
    s->columns = stm__ceil_div(job->bounds.num_keys, job->block_keys);
    for (int kind = 0; kind < 2; kind++) {
        s->counts[kind] = calloc((size_t)(job->heads * s->rows), sizeof(int32_t));
        if (s->counts[kind] == NULL)
            return stm__fail_memory(error, "blocks");
    }
    return stm__job_blocks(job, job->heads, NULL, count_row, error);
}

static stm_status prepare(stm__job *job, bool wide, const char *const names[4], stm_error *error)
{
    stm_status status = count_blocks(job, error);
    if (status != STM_OK)
        return status;
    lists_state *s = job->state;
    for (int kind = 0; kind < 2; kind++)
        s->widths[kind] = wide ? s->columns : stm__max(s->most[kind], 1);
    int64_t rows[] = {1, job->heads, s->rows};
    int64_t partial[] = {1, job->heads, s->rows, s->widths[0]};
    int64_t full[] = {1, job->heads, s->rows, s->widths[1]};
    stm__job_array(job, names[0], STM__I4, write_partial_counts, 3, rows);
    stm__job_array(job, names[1], STM__I4, write_partial, 4, partial);
    stm__job_array(job, names[2], STM__I4, write_full_counts, 3, rows);
    stm__job_array(job, names[3], STM__I4, write_full, 4, full);
    stm__job_array(job, "stm_block", STM__I8, stm__job_write_block, 1, (int64_t[]){2});
    return STM_OK;
}

static stm_status prepare_flex(stm__job *job, stm_error *error)
{
    static const char *const names[] = {"kv_num_blocks", "kv_indices", "full_kv_num_blocks",
                                        "full_kv_indices"};
    return prepare(job, true, names, error);
}

static stm_status prepare_flash4(stm__job *job, stm_error *error)
{
    static const char *const names[] = {"mask_block_cnt", "mask_block_idx", "full_block_cnt",
                                        "full_block_idx"};
    stm_status status = prepare(job, false, names, error);
    if (status == STM_OK)
        stm__job_array(job, "block_size", STM__I8, stm__job_write_block, 1, (int64_t[]){2});
    return status;
}

static const stm__companion module = {stm__flex_module_open, stm__flex_module_write};

const stm__format_class stm__format_flex = {
    .about = {.name = "flex",
              .extension = ".npz",
              .summary =
                  "PyTorch FlexAttention: BlockMask arrays, with a Python module beside them",
              .block = 128,
              .heads = true,
              .rectangles = true,
              .writes = true,
              .reads = true,
              .companion = true},
    .prepare = prepare_flex,
    .free = lists_free,
    .companion = &module,
    .read = stm__import_npz};

const stm__format_class stm__format_flash4 = {
    .about = {.name = "flash4",
              .extension = ".npz",
              .summary = "FlashAttention 4: BlockSparseTensorsTorch",
              .block = 128,
              .heads = true,
              .rectangles = true,
              .writes = true,
              .reads = true},
    .prepare = prepare_flash4,
    .free = lists_free,
    .read = stm__import_npz};
