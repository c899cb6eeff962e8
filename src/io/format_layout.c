/* deepspeed and mit-block-sparse: layouts, which hold whole blocks and no cells. */
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/clip.h"
#include "base/fail.h"
#include "io/import.h"
#include "io/job.h"

typedef struct layout_state {
    int64_t rows, columns; /* of blocks */
    bool causal;           /* no cell above the diagonal is seen */
    int64_t computed;      /* cells of the touched blocks, without those above if causal */
    int64_t nonzeros;
    int64_t head, row; /* of the first row of blocks that holds more than is seen, or -1 */
    unsigned char *line;
} layout_state;

static void layout_free(void *memory)
{
    layout_state *state = memory;
    free(state->line);
    free(state);
}

static stm_status look_at_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                              int64_t num_runs, stm_error *error)
{
    layout_state *s = job->state;
    (void)head, (void)error;
    for (int64_t k = 0; k < num_runs; k++) {
        s->nonzeros += runs[k].count;
        if (stm_run_last(&runs[k]) > job->bounds.first_query + row)
            s->causal = false;
    }
    return STM_OK;
}

/* The cells that rows i .. i + height - 1 compute in the columns from j to end - 1. */
static int64_t cells_between(const layout_state *s, int64_t i, int64_t height, int64_t j,
                             int64_t end)
{
    if (!s->causal)
        return height * (end - j);
    int64_t cells = 0;
    for (int64_t row = i; row < i + height; row++)
        cells += stm__max(stm__min(end, row + 1) - j, 0);
    return cells;
}

static stm_status count_row(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                            int64_t num_spans, stm_error *error)
{
    layout_state *s = job->state;
    (void)error;
    int64_t i = row * job->block, height = stm__min(job->block, job->bounds.num_queries - i);
    for (int64_t k = 0; k < num_spans; k++) {
        int64_t end = (spans[k].first + spans[k].count) * job->block;
        end = stm__min(end, job->bounds.num_keys);
        int64_t cells = cells_between(s, i, height, spans[k].first * job->block, end);
        s->computed += cells;
        if (s->row < 0 && !spans[k].full) {
            s->head = head;
            s->row = row;
        }
    }
    return STM_OK;
}

/* Finds the first cell of a row of blocks that would be computed though it is not seen. */
static stm_status refuse(stm__job *job, int64_t head, int64_t block_row, stm_error *error)
{
    layout_state *s = job->state;
    const stm_mask *mask = stm__job_mask(job, head);
    stm_rectangle b = stm_mask_bounds(mask);
    stm_block_reader *reader;
    const stm_block_span *spans;
    int64_t num_spans;
    stm_status status = stm_block_reader_new(mask, job->block, job->block, &reader, error, NULL);
    if (status != STM_OK)
        return status;
    status = stm_block_reader_row(reader, block_row, &spans, &num_spans);
    if (status != STM_OK)
        stm__fail_memory(error, "blocks");
    int64_t end_row = stm__min((block_row + 1) * job->block, b.num_queries);
    for (int64_t i = block_row * job->block; i < end_row && status == STM_OK; i++)
        for (int64_t k = 0; k < num_spans && status == STM_OK; k++) {
            int64_t end = stm__min((spans[k].first + spans[k].count) * job->block, b.num_keys);
            if (s->causal)
                end = stm__min(end, i + 1);
            for (int64_t j = spans[k].first * job->block; j < end && status == STM_OK; j++)
                if (stm_mask_cell(mask, b.first_query + i, b.first_key + j) == 0)
                    status =
                        stm__job_refuse(job, b.first_query + i, b.first_key + j, "not seen",
                                        s->causal ? "the format holds whole blocks up to the "
                                                    "diagonal; widening adds the rest of each"
                                                  : "the format holds whole blocks; widening adds "
                                                    "the rest of each",
                                        error);
        }
    stm_block_reader_free(reader);
    return status;
}

static stm_status check(stm__job *job, stm_error *error)
{
    layout_state *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, job->class->about.name);
    job->state = s;
    const stm_rectangle *b = &job->bounds;
    s->rows = stm__ceil_div(b->num_queries, job->block);
    s->columns = stm__ceil_div(b->num_keys, job->block);
    s->row = -1;
    s->causal = b->num_queries == b->num_keys && b->first_query == b->first_key;
    s->line = malloc((size_t)s->columns * sizeof(int64_t));
    if (s->line == NULL)
        return stm__fail_memory(error, job->class->about.name);
    stm_block_options cut = {.cut_may_be_full = true};
    stm_status status = stm__job_rows(job, job->heads, false, look_at_row, error);
    if (status == STM_OK)
        status = stm__job_blocks(job, job->heads, &cut, count_row, error);
    if (status != STM_OK)
        return status;
    job->added = s->computed - s->nonzeros;
    if (job->added == 0 || job->options.widen)
        return STM_OK;
    /* The rows that only might hold more are gone through until one does. */
    for (int64_t head = s->head; head < job->heads && status == STM_OK; head++)
        for (int64_t row = head == s->head ? s->row : 0; row < s->rows && status == STM_OK; row++)
            status = refuse(job, head, row, error);
    return status;
}

static stm_status put_layout(stm__job *job, const stm_block_span *spans, int64_t num_spans,
                             size_t width)
{
    layout_state *s = job->state;
    const int64_t one = 1;
    memset(s->line, 0, (size_t)s->columns * width);
    for (int64_t k = 0; k < num_spans; k++)
        for (int64_t c = 0; c < spans[k].count; c++) {
            unsigned char *to = s->line + (size_t)(spans[k].first + c) * width;
            if (width == 1)
                *to = 1;
            else
                memcpy(to, &one, width);
        }
    stm__job_put(job, s->line, (size_t)s->columns * width);
    return STM_OK;
}

static stm_status put_wide(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                           int64_t num_spans, stm_error *error)
{
    (void)head, (void)row, (void)error;
    return put_layout(job, spans, num_spans, sizeof(int64_t));
}

static stm_status put_narrow(stm__job *job, int64_t head, int64_t row, const stm_block_span *spans,
                             int64_t num_spans, stm_error *error)
{
    (void)head, (void)row, (void)error;
    return put_layout(job, spans, num_spans, 1);
}

static stm_status write_wide(stm__job *job, stm_error *error)
{
    return stm__job_blocks(job, job->heads, NULL, put_wide, error);
}

static stm_status write_narrow(stm__job *job, stm_error *error)
{
    return stm__job_blocks(job, job->heads, NULL, put_narrow, error);
}

static stm_status write_types(stm__job *job, stm_error *error)
{
    (void)error;
    for (int64_t head = 0; head < job->heads; head++)
        stm__job_i32(job, 1);
    return STM_OK;
}

static stm_status write_streaming(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_zeros(job, 8 * job->heads);
    return STM_OK;
}

static stm_status write_causal(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_u8(job, ((const layout_state *)job->state)->causal);
    return STM_OK;
}

static stm_status prepare_deepspeed(stm__job *job, stm_error *error)
{
    stm_status status = stm__job_needs_whole_blocks(job, error);
    if (status == STM_OK)
        status = check(job, error);
    if (status != STM_OK)
        return status;
    layout_state *s = job->state;
    stm__job_array(job, "layout", STM__I8, write_wide, 3,
                   (int64_t[]){job->heads, s->rows, s->columns});
    return STM_OK;
}

static stm_status prepare_mit(stm__job *job, stm_error *error)
{
    if (job->block != 128)
        return stm__fail(error, STM_EINVAL, "mit-block-sparse: block %lld: must be 128",
                         (long long)job->block);
    stm_status status = check(job, error);
    if (status != STM_OK)
        return status;
    layout_state *s = job->state;
    stm__job_array(job, "base_blockmask", STM__B1, write_narrow, 4,
                   (int64_t[]){1, job->heads, s->rows, s->columns});
    stm__job_array(job, "head_mask_type", STM__I4, write_types, 1, &job->heads);
    stm__job_array(job, "streaming_info", STM__I4, write_streaming, 1, (int64_t[]){2 * job->heads});
    stm__job_array(job, "causal", STM__B1, write_causal, 0, NULL);
    return STM_OK;
}

const stm__format_class stm__format_deepspeed = {
    .about = {.name = "deepspeed",
              .extension = ".npy",
              .summary = "the layout of DeepSpeed, Triton and xFormers, int64 0 and 1 a block",
              .block = 64,
              .heads = true,
              .writes = true,
              .reads = true},
    .prepare = prepare_deepspeed,
    .free = layout_free,
    .read = stm__import_deepspeed,
    .looks_like = {stm__import_npy}};

const stm__format_class stm__format_mit_block_sparse = {
    .about = {.name = "mit-block-sparse",
              .extension = ".npz",
              .summary = "MIT Block-Sparse-Attention: base_blockmask, blocks of 128",
              .block = 128,
              .heads = true,
              .writes = true,
              .reads = true},
    .prepare = prepare_mit,
    .free = layout_free,
    .read = stm__import_npz};
