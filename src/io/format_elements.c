/* scipy-bsr, flashinfer and openai-blocksparse: the touched blocks, and the cells of each. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"
#include "io/job.h"

typedef struct element_state {
    int64_t rows, columns; /* of blocks */
    int64_t blocks;        /* touched, of all heads */
    int64_t head_blocks;   /* of the head that is being counted */
    int64_t sum;
    int64_t *place;       /* of the blocks of a row: their number in the row, from 0 */
    unsigned char *cells; /* of the blocks of a row */
    int64_t capacity;
    stm_reader *reader;
    bool values;
} element_state;

static void element_free(void *memory)
{
    element_state *state = memory;
    stm_reader_free(state->reader);
    free(state->place);
    free(state->cells);
    free(state);
}

static int64_t blocks_in(const stm_block_span *spans, int64_t num_spans)
{
    int64_t blocks = 0;
    for (int64_t k = 0; k < num_spans; k++)
        blocks += spans[k].count;
    return blocks;
}

static stm_status count_row(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                            int64_t num_spans, stm_error *error)
{
    (void)head, (void)row, (void)error;
    element_state *s = job->state;
    s->blocks += blocks_in(spans, num_spans);
    return STM_OK;
}

static stm_status count(stm__job *job, stm_error *error)
{
    element_state *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, job->class->about.name);
    job->state = s;
    s->rows = stm__ceil_div(job->bounds.num_queries, job->block);
    s->columns = stm__ceil_div(job->bounds.num_keys, job->block_keys);
    s->place = malloc((size_t)s->columns * sizeof *s->place);
    if (s->place == NULL)
        return stm__fail_memory(error, job->class->about.name);
    return stm__job_blocks(job, job->heads, NULL, count_row, error);
}

static stm_status put_indices(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                              int64_t num_spans, stm_error *error)
{
    (void)head, (void)row, (void)error;
    for (int64_t k = 0; k < num_spans; k++)
        stm__job_sequence(job, spans[k].first, spans[k].count);
    return STM_OK;
}

static stm_status write_indices(stm__job *job, stm_error *error)
{
    return stm__job_blocks(job, 1, NULL, put_indices, error);
}

static stm_status put_pointer(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                              int64_t num_spans, stm_error *error)
{
    (void)head, (void)row, (void)error;
    element_state *s = job->state;
    s->sum += blocks_in(spans, num_spans);
    stm__job_i32(job, s->sum);
    return STM_OK;
}

static stm_status write_pointers(stm__job *job, stm_error *error)
{
    element_state *s = job->state;
    s->sum = 0;
    stm__job_i32(job, 0);
    return stm__job_blocks(job, 1, NULL, put_pointer, error);
}

/* Fills state->cells with the cells of a row of blocks, [blocks, queries, keys]; 0 beyond the
 * mask's edge. */
static stm_status fill_cells(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                             int64_t num_spans, stm_error *error)
{
    element_state *s = job->state;
    const stm_mask *mask = stm__job_mask(job, head);
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t height = job->block, width = job->block_keys, bytes;
    if (!stm__multiply(blocks_in(spans, num_spans), height * width, &bytes))
        return stm__fail_memory(error, job->class->about.name);
    if (bytes > s->capacity) {
        unsigned char *larger = realloc(s->cells, (size_t)bytes);
        if (larger == NULL)
            return stm__fail_memory(error, "cells of a row of blocks");
        s->cells = larger;
        s->capacity = bytes;
    }
    if (bytes > 0)
        memset(s->cells, 0, (size_t)bytes);
    if (row == 0) {
        stm_reader_free(s->reader);
        s->reader = NULL;
        stm_status status = stm_reader_new(mask, &s->reader, error);
        if (status != STM_OK)
            return status;
    }
    for (int64_t k = 0, place = 0; k < num_spans; k++)
        for (int64_t c = 0; c < spans[k].count; c++)
            s->place[spans[k].first + c] = place++;
    int64_t end = stm__min((row + 1) * height, b.num_queries);
    for (int64_t i = row * height; i < end; i++) {
        const stm_run *runs;
        int64_t num_runs;
        if (stm_reader_row(s->reader, b.first_query + i, &runs, &num_runs) != STM_OK)
            return stm__fail_memory(error, "row of the mask");
        for (int64_t k = 0; k < num_runs; k++)
            for (int64_t c = 0; c < runs[k].count; c++) {
                int64_t j = runs[k].first - b.first_key + c * runs[k].step;
                int64_t at = (s->place[j / width] * height + i % height) * width + j % width;
                s->cells[at] = s->values ? (unsigned char)runs[k].value : 1;
            }
    }
    return STM_OK;
}

static stm_status put_cells(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                            int64_t num_spans, stm_error *error)
{
    element_state *s = job->state;
    stm_status status = fill_cells(job, head, row, spans, num_spans, error);
    if (status == STM_OK)
        stm__job_put(job, s->cells,
                     (size_t)(blocks_in(spans, num_spans) * job->block * job->block_keys));
    return status;
}

static stm_status write_cells(stm__job *job, stm_error *error)
{
    return stm__job_blocks(job, 1, NULL, put_cells, error);
}

static stm_status too_many_blocks(const stm__job *job, stm_error *error)
{
    const element_state *s = job->state;
    if (s->blocks <= INT32_MAX)
        return STM_OK;
    return stm__fail(error, STM_EINVAL, "%s: %" PRId64 " blocks: must be at most 2147483647",
                     job->class->about.name, s->blocks);
}

static stm_status write_format(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_put(job, "bsr", 3);
    return STM_OK;
}

static stm_status write_shape(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_i64(job, job->bounds.num_queries);
    stm__job_i64(job, job->bounds.num_keys);
    return STM_OK;
}

static stm_status prepare_bsr(stm__job *job, stm_error *error)
{
    stm_status status = stm__job_needs_whole_blocks(job, error);
    if (status == STM_OK && job->options.blocks_only)
        status = stm__fail(error, STM_EINVAL, "scipy-bsr: cannot do without the cells of blocks");
    if (status == STM_OK)
        status = count(job, error);
    if (status == STM_OK)
        status = too_many_blocks(job, error);
    if (status != STM_OK)
        return status;
    element_state *s = job->state;
    s->values = !job->options.binary;
    int64_t data[] = {s->blocks, job->block, job->block_keys};
    stm__job_array(job, "indices", STM__I4, write_indices, 1, data);
    stm__job_array(job, "indptr", STM__I4, write_pointers, 1, (int64_t[]){s->rows + 1});
    stm__job_array(job, "format", "|S3", write_format, 0, NULL);
    stm__job_array(job, "shape", STM__I8, write_shape, 1, (int64_t[]){2});
    stm__job_array(job, "_is_array", STM__B1, stm__job_write_true, 0, NULL);
    stm__job_array(job, "data", STM__U1, write_cells, 3, data);
    return STM_OK;
}

static stm_status prepare_flashinfer(stm__job *job, stm_error *error)
{
    const stm_rectangle *b = &job->bounds;
    if (b->num_keys % job->block_keys != 0)
        return stm__fail(error, STM_EINVAL,
                         "flashinfer: %" PRId64 " keys: must be a multiple of the block, %" PRId64,
                         b->num_keys, job->block_keys);
    stm_status status = count(job, error);
    if (status == STM_OK)
        status = too_many_blocks(job, error);
    if (status != STM_OK)
        return status;
    element_state *s = job->state;
    int64_t mask[] = {s->blocks, job->block, job->block_keys};
    stm__job_array(job, "indptr", STM__I4, write_pointers, 1, (int64_t[]){s->rows + 1});
    stm__job_array(job, "indices", STM__I4, write_indices, 1, mask);
    if (!job->options.blocks_only)
        stm__job_array(job, "mask", STM__B1, write_cells, 3, mask);
    stm__job_array(job, "stm_block", STM__I8, stm__job_write_block, 1, (int64_t[]){2});
    return STM_OK;
}

/* The bits of each block's rows, [heads, block, blocks]: a head is gone through once for each row
 * within the blocks, which is state->sum. */
static stm_status put_bits(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                           int64_t num_spans, stm_error *error)
{
    element_state *s = job->state;
    int64_t side = job->block, blocks = blocks_in(spans, num_spans);
    stm_status status = fill_cells(job, head, row, spans, num_spans, error);
    for (int64_t k = 0; k < blocks && status == STM_OK; k++) {
        const unsigned char *cells = s->cells + (k * side + s->sum) * side;
        for (int64_t byte = 0; byte < side / 8; byte++) {
            int bits = 0;
            for (int bit = 0; bit < 8; bit++)
                bits |= cells[8 * byte + bit] << bit;
            stm__job_u8(job, bits);
        }
    }
    return status;
}

static stm_status write_bits(stm__job *job, stm_error *error)
{
    element_state *s = job->state;
    stm_status status = STM_OK;
    const stm_mask *const *masks = job->masks;
    int64_t num_masks = job->num_masks;
    for (int64_t head = 0; head < job->heads && status == STM_OK; head++) {
        /* One head at a time. */
        job->masks = &masks[num_masks == 1 ? 0 : head];
        job->num_masks = 1;
        for (s->sum = 0; s->sum < job->block && status == STM_OK; s->sum++)
            status = stm__job_blocks(job, 1, NULL, put_bits, error);
    }
    job->masks = masks;
    job->num_masks = num_masks;
    return status;
}

static stm_status put_layout(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                             int64_t num_spans, stm_error *error)
{
    (void)head, (void)row, (void)error;
    const element_state *s = job->state;
    int64_t at = 0;
    for (int64_t k = 0; k < num_spans; k++) {
        stm__job_zeros(job, 4 * (spans[k].first - at));
        for (int64_t c = 0; c < spans[k].count; c++)
            stm__job_i32(job, 1);
        at = spans[k].first + spans[k].count;
    }
    stm__job_zeros(job, 4 * (s->columns - at));
    return STM_OK;
}

static stm_status write_layout(stm__job *job, stm_error *error)
{
    return stm__job_blocks(job, job->heads, NULL, put_layout, error);
}

static stm_status check_equal_heads(stm__job *job, stm_error *error)
{
    element_state *s = job->state;
    for (int64_t head = 0; head < job->num_masks; head++) {
        stm_block_counts counts;
        stm_status status =
            stm_block_count(job->masks[head], job->block, job->block, &counts, error, NULL);
        if (status != STM_OK)
            return status;
        if (head > 0 && counts.touched != s->head_blocks)
            return stm__fail(error, STM_EINVAL,
                             "openai-blocksparse: head %" PRId64 " has %" PRId64
                             " blocks: must have the %" PRId64 " of head 0",
                             head, counts.touched, s->head_blocks);
        s->head_blocks = counts.touched;
    }
    return STM_OK;
}

static stm_status prepare_openai(stm__job *job, stm_error *error)
{
    if (job->block != 8 && job->block != 16 && job->block != 32 && job->block != 64)
        return stm__fail(error, STM_EINVAL,
                         "openai-blocksparse: block %" PRId64 ": must be 8, 16, 32 or 64",
                         job->block);
    stm_status status = stm__job_needs_whole_blocks(job, error);
    if (status == STM_OK)
        status = count(job, error);
    if (status == STM_OK)
        status = check_equal_heads(job, error);
    if (status != STM_OK)
        return status;
    element_state *s = job->state;
    const char *word = job->block == 8    ? "|u1"
                       : job->block == 16 ? "<u2"
                       : job->block == 32 ? "<u4"
                                          : "<u8";
    stm__job_array(job, "layout", STM__I4, write_layout, 3,
                   (int64_t[]){job->heads, s->rows, s->columns});
    stm__job_array(job, "mask", word, write_bits, 3,
                   (int64_t[]){job->heads, job->block, s->head_blocks});
    return STM_OK;
}

const stm__format_class stm__format_scipy_bsr = {
    .about = {.name = "scipy-bsr",
              .extension = ".npz",
              .summary = "a SciPy bsr_array, for scipy.sparse.load_npz",
              .block = 64,
              .rectangles = true,
              .writes = true,
              .reads = true},
    .prepare = prepare_bsr,
    .free = element_free,
    .read = stm__import_npz};

const stm__format_class stm__format_flashinfer = {
    .about = {.name = "flashinfer",
              .extension = ".npz",
              .summary = "FlashInfer BSR: indptr, indices and the cells of the blocks",
              .block = 16,
              .rectangles = true,
              .writes = true,
              .reads = true},
    .prepare = prepare_flashinfer,
    .free = element_free,
    .read = stm__import_npz};

const stm__format_class stm__format_openai_blocksparse = {
    .about = {.name = "openai-blocksparse",
              .extension = ".npz",
              .summary = "OpenAI blocksparse: a layout, and a bit for every cell of its blocks",
              .block = 32,
              .heads = true,
              .writes = true,
              .reads = true},
    .prepare = prepare_openai,
    .free = element_free,
    .read = stm__import_npz};
