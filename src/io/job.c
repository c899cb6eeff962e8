/* What the formats share: buffered bytes on their way to the file, walks over rows and rows of
 * blocks, refusals that name a cell. */
#include "io/job.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"

static void hand_on(stm__job *job, const void *data, size_t size)
{
    if (job->zipped)
        stm__zip_write(&job->zip, data, size);
    else
        stm_output_write(job->output, data, size);
    job->done += (int64_t)size;
    if (job->status == STM_OK)
        job->status = stm_output_status(job->output);
    if (job->status == STM_OK &&
        !stm__progress(job->options.progress, stm__min(job->done, job->bytes), job->bytes))
        job->status = STM_ESTOPPED;
}

void stm__job_flush(stm__job *job)
{
    if (job->used > 0 && job->status == STM_OK)
        hand_on(job, job->buffer, job->used);
    job->used = 0;
}

void stm__job_put(stm__job *job, const void *data, size_t size)
{
    if (size == 0)
        return;
    if (size > STM__JOB_BUFFER - job->used)
        stm__job_flush(job);
    if (size > STM__JOB_BUFFER) {
        if (job->status == STM_OK)
            hand_on(job, data, size);
        return;
    }
    memcpy(job->buffer + job->used, data, size);
    job->used += size;
}

void stm__job_zeros(stm__job *job, int64_t size)
{
    while (size > 0 && job->status == STM_OK) {
        size_t part = (size_t)stm__min(size, (int64_t)(STM__JOB_BUFFER - job->used));
        memset(job->buffer + job->used, 0, part);
        job->used += part;
        size -= (int64_t)part;
        if (job->used == STM__JOB_BUFFER)
            stm__job_flush(job);
    }
}

void stm__job_sequence(stm__job *job, int64_t first, int64_t count)
{
    while (count > 0 && job->status == STM_OK) {
        int64_t part = stm__min(count, 1024);
        char *to = stm__job_room(job);
        for (int64_t k = 0; k < part; k++) {
            int32_t v = (int32_t)(first + k);
            memcpy(to + 4 * k, &v, sizeof v);
        }
        stm__job_took(job, 4 * (size_t)part);
        first += part;
        count -= part;
    }
}

stm_status stm__job_status(stm__job *job, stm_error *error)
{
    if (job->status == STM_ESTOPPED)
        return stm__fail(error, STM_ESTOPPED, "stopped");
    if (job->status != STM_OK)
        return stm__fail(error, job->status, "the file could not be written");
    return STM_OK;
}

stm__array *stm__job_array(stm__job *job, const char *name, const char *descr, stm__write *write,
                           int num_dims, const int64_t *shape)
{
    stm__array *array = &job->arrays[job->num_arrays++];
    *array = (stm__array){.name = name, .descr = descr, .num_dims = num_dims, .write = write};
    for (int k = 0; k < num_dims; k++)
        array->shape[k] = shape[k];
    return array;
}

stm_status stm__job_write_block(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_i64(job, job->block);
    stm__job_i64(job, job->block_keys);
    return STM_OK;
}

stm_status stm__job_write_true(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_u8(job, 1);
    return STM_OK;
}

static stm_status rows_of(stm__job *job, int64_t head, bool ordered, stm__visit_row *visit,
                          stm_error *error)
{
    const stm_mask *mask = stm__job_mask(job, head);
    stm_rectangle b = stm_mask_bounds(mask);
    stm_reader *reader;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t row = 0; row < b.num_queries && status == STM_OK; row++) {
        const stm_run *runs = NULL;
        int64_t num_runs = 0;
        if (row % 65536 == 0 && job->done == 0 && !stm__progress(job->options.progress, 0, 1))
            job->status = STM_ESTOPPED;
        status = (ordered ? stm_reader_row_ordered : stm_reader_row)(reader, b.first_query + row,
                                                                     &runs, &num_runs);
        if (status == STM_OK)
            status = visit(job, head, row, runs, num_runs, error);
        else
            stm__reader_failed(status, error);
        if (status == STM_OK)
            status = stm__job_status(job, error);
    }
    stm_reader_free(reader);
    return status;
}

stm_status stm__job_rows(stm__job *job, int64_t num_heads, bool ordered, stm__visit_row *visit,
                         stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t head = 0; head < num_heads && status == STM_OK; head++)
        status = rows_of(job, head, ordered, visit, error);
    return status;
}

static stm_status blocks_of(stm__job *job, int64_t head, const stm_block_options *options,
                            stm__visit_blocks *visit, stm_error *error)
{
    stm_block_reader *reader;
    stm_status status = stm_block_reader_new(stm__job_mask(job, head), job->block, job->block_keys,
                                             &reader, error, options);
    if (status != STM_OK)
        return status;
    int64_t rows = stm__ceil_div(job->bounds.num_queries, job->block);
    for (int64_t row = 0; row < rows && status == STM_OK; row++) {
        const stm_block_span *spans;
        int64_t num_spans;
        if (row % 256 == 0 && job->done == 0 && !stm__progress(job->options.progress, 0, 1))
            job->status = STM_ESTOPPED;
        status = stm_block_reader_row(reader, row, &spans, &num_spans);
        if (status == STM_OK)
            status = visit(job, head, row, spans, num_spans, error);
        else
            stm__reader_failed(status, error);
        if (status == STM_OK)
            status = stm__job_status(job, error);
    }
    stm_block_reader_free(reader);
    return status;
}

stm_status stm__job_blocks(stm__job *job, int64_t num_heads, const stm_block_options *options,
                           stm__visit_blocks *visit, stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t head = 0; head < num_heads && status == STM_OK; head++)
        status = blocks_of(job, head, options, visit, error);
    return status;
}

stm_status stm__job_refuse(const stm__job *job, int64_t i, int64_t j, const char *is,
                           const char *reason, stm_error *error)
{
    return stm__fail(error, STM_EINVAL, "%s: cell (%" PRId64 ", %" PRId64 ") is %s: %s",
                     job->class->about.name, i, j, is, reason);
}

stm_status stm__job_needs_whole_blocks(const stm__job *job, stm_error *error)
{
    const stm_rectangle *b = &job->bounds;
    char by[32] = "";
    if (job->block_keys != job->block)
        snprintf(by, sizeof by, " x %" PRId64, job->block_keys);
    if (b->num_queries % job->block == 0 && b->num_keys % job->block_keys == 0)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "%s: %" PRId64 " queries and %" PRId64
                     " keys: must be multiples of the block, %" PRId64 "%s",
                     job->class->about.name, b->num_queries, b->num_keys, job->block, by);
}

stm_status stm__job_needs_square(const stm__job *job, stm_error *error)
{
    const stm_rectangle *b = &job->bounds;
    if (b->num_queries == b->num_keys && b->first_query == b->first_key)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "%s: queries %" PRId64 ":%" PRId64 " and keys %" PRId64 ":%" PRId64
                     ": must be the same tokens",
                     job->class->about.name, b->first_query, b->num_queries, b->first_key,
                     b->num_keys);
}
