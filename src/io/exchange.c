/* Writes an export: checks the request against the format, asks the format for its arrays, and
 * streams them as a .npy or into a .npz. */
#include <stmask/exchange.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/job.h"
#include "io/npy_header.h"

#define STM__FORMAT(name) &stm__format_##name.about,
static const stm_format *const formats[] = {
#include "io/formats.def"
};
#undef STM__FORMAT

#define NUM_FORMATS (sizeof formats / sizeof *formats)

const stm_format *const *stm_format_list(size_t *num)
{
    *num = NUM_FORMATS;
    return formats;
}

const stm_format *stm_format_find(const char *name)
{
    for (size_t k = 0; k < NUM_FORMATS; k++)
        if (strcmp(formats[k]->name, name) == 0)
            return formats[k];
    return NULL;
}

static bool has_extension(const stm__job *job, const char *extension)
{
    return strcmp(job->class->about.extension, extension) == 0;
}

static stm_status check_request(const stm_format *f, const stm_mask *const *masks,
                                int64_t num_masks, const stm_exchange_options *o, stm_error *error)
{
    int64_t heads = stm__max(o->heads, num_masks);
    if (!f->writes)
        return stm__fail(error, STM_EINVAL, "%s: is read only", f->name);
    if (num_masks < 1 || o->heads < 0 || (num_masks > 1 && o->heads > 0 && o->heads != num_masks))
        return stm__fail(error, STM_EINVAL,
                         "%" PRId64 " heads of %" PRId64
                         " masks: must be as many, or one mask that is repeated",
                         o->heads, num_masks);
    if (heads > 1 && !f->heads)
        return stm__fail(error, STM_EINVAL, "%s: %" PRId64 " heads: it holds one", f->name, heads);
    if (heads > 65536)
        return stm__fail(error, STM_EINVAL, "%" PRId64 " heads: must be from 1 to 65536", heads);
    if (o->block < 0 || o->block > STM_MAX_SIZE)
        return stm__fail(error, STM_EINVAL, "block %" PRId64 ": must be from 1 to %" PRId64,
                         o->block, STM_MAX_SIZE);
    if (o->block_keys < 0 || o->block_keys > STM_MAX_SIZE)
        return stm__fail(error, STM_EINVAL,
                         "%" PRId64 " keys of a block: must be from 1 to %" PRId64, o->block_keys,
                         STM_MAX_SIZE);
    int64_t block_queries = o->block > 0 ? o->block : f->block;
    if (o->block_keys > 0 && o->block_keys != block_queries && !f->rectangles)
        return stm__fail(error, STM_EINVAL,
                         "%s: blocks of %" PRId64 " x %" PRId64
                         ": must have as many keys as queries",
                         f->name, block_queries, o->block_keys);
    stm_rectangle first = stm_mask_bounds(masks[0]);
    for (int64_t k = 1; k < num_masks; k++) {
        stm_rectangle b = stm_mask_bounds(masks[k]);
        if (memcmp(&b, &first, sizeof b) != 0)
            return stm__fail(error, STM_EINVAL,
                             "head %" PRId64 ": its queries and keys must be those of head 0", k);
    }
    return STM_OK;
}

static int64_t cells_of(const stm__array *array)
{
    int64_t cells = 1;
    for (int k = 0; k < array->num_dims; k++)
        if (!stm__multiply(cells, array->shape[k], &cells))
            return INT64_MAX / 16;
    return cells;
}

static int64_t bytes_of(const stm__array *array)
{
    int64_t width = strtoll(array->descr + 2, NULL, 10), bytes;
    if (!stm__multiply(cells_of(array), width, &bytes) || bytes > INT64_MAX / 32)
        return INT64_MAX / 32;
    char header[STM__NPY_HEADER];
    return bytes + (int64_t)stm__npy_header(header, array->descr, array->num_dims, array->shape);
}

/* The size of a file of arrays. */
static int64_t file_bytes(const stm__job *job)
{
    stm__zip_member members[STM__ZIP_MEMBERS];
    int64_t total = 0;
    for (int k = 0; k < job->num_arrays; k++) {
        members[k].size = bytes_of(&job->arrays[k]);
        snprintf(members[k].name, sizeof members[k].name, "%s.npy", job->arrays[k].name);
        total += members[k].size;
    }
    return job->zipped ? total + stm__zip_overhead(members, job->num_arrays) : total;
}

static stm_status prepare(stm__job *job, stm_error *error)
{
    job->zipped = has_extension(job, ".npz");
    stm_status status = job->class->prepare(job, error);
    if (status == STM_OK && job->zipped)
        status = stm__job_add_runs(job, error);
    if (status == STM_OK && job->num_arrays > 0)
        job->bytes = file_bytes(job);
    if (status == STM_OK)
        status = stm_output_room(job->output, job->bytes, error);
    return status;
}

static stm_status write_array(stm__job *job, const stm__array *array, stm_error *error)
{
    char header[STM__NPY_HEADER], name[40];
    size_t length = stm__npy_header(header, array->descr, array->num_dims, array->shape);
    snprintf(name, sizeof name, "%s.npy", array->name);
    if (job->zipped)
        stm__zip_begin(&job->zip, name, bytes_of(array));
    stm__job_put(job, header, length);
    stm_status status = array->write(job, error);
    stm__job_flush(job);
    if (job->zipped)
        stm__zip_end(&job->zip);
    return status == STM_OK ? stm__job_status(job, error) : status;
}

static stm_status write_file(stm__job *job, stm_error *error)
{
    stm_status status = STM_OK;
    job->zip.output = job->output;
    if (job->num_arrays == 0) {
        status = job->class->write(job, error);
        stm__job_flush(job);
        return status == STM_OK ? stm__job_status(job, error) : status;
    }
    for (int k = 0; k < job->num_arrays && status == STM_OK; k++)
        status = write_array(job, &job->arrays[k], error);
    if (status == STM_OK && job->zipped) {
        stm__zip_finish(&job->zip);
        status = stm_output_status(job->output);
        if (status != STM_OK)
            stm__fail(error, status, "the file could not be written");
    }
    return status;
}

stm_status stm_exchange_write(const stm_format *format, const stm_mask *const *masks,
                              int64_t num_masks, stm_output *output, stm_exchange_result *result,
                              stm_error *error, const stm_exchange_options *options)
{
    static const stm_exchange_options defaults;
    const stm_exchange_options *o = options == NULL ? &defaults : options;
    stm_status status = check_request(format, masks, num_masks, o, error);
    if (status != STM_OK)
        return status;
    stm__job *job = malloc(sizeof *job);
    if (job == NULL)
        return stm__fail_memory(error, format->name);
    memset(job, 0, offsetof(stm__job, buffer));
    job->class = stm__format_class_of(format);
    job->masks = masks;
    job->num_masks = num_masks;
    job->heads = stm__max(stm__max(o->heads, num_masks), 1);
    job->bounds = stm_mask_bounds(masks[0]);
    job->block = o->block > 0 ? o->block : format->block;
    job->block_keys = o->block_keys > 0 ? o->block_keys : job->block;
    job->options = *o;
    job->output = output;
    status = prepare(job, error);
    if (status == STM_OK)
        status = write_file(job, error);
    if (status == STM_OK && result != NULL)
        *result = (stm_exchange_result){job->bytes, job->added};
    if (job->state != NULL)
        (job->class->free != NULL ? job->class->free : free)(job->state);
    free(job);
    return status;
}

stm_status stm_exchange_save(const stm_format *format, const stm_mask *const *masks,
                             int64_t num_masks, const char *path, stm_exchange_result *result,
                             stm_error *error, const stm_exchange_options *options)
{
    const stm__companion *companion = stm__format_class_of(format)->companion;
    stm_output *output = NULL, *beside = NULL;
    stm_exchange_result done = {0, 0};
    stm_status status = stm_output_open(path, &output, error);
    if (status == STM_OK && companion != NULL)
        status = companion->open(path, &beside, error);
    if (status == STM_OK)
        status = stm_exchange_write(format, masks, num_masks, output, &done, error, options);
    if (status == STM_OK && companion != NULL)
        status = companion->write(masks, num_masks, path, beside, &done.bytes, error);
    /* Both are whole before the first has its name; of a failed write, its output names what went
     * wrong. */
    if (status == STM_OK || (status == STM_EIO && stm_output_status(output) != STM_OK))
        status = stm_output_finish(output, error);
    if (beside != NULL &&
        (status == STM_OK || (status == STM_EIO && stm_output_status(beside) != STM_OK)))
        status = stm_output_finish(beside, error);
    if (status == STM_OK) {
        status = stm_output_close(output, error);
        output = NULL;
    }
    if (status == STM_OK) {
        status = stm_output_close(beside, error);
        beside = NULL;
    }
    stm_output_discard(beside);
    stm_output_discard(output);
    if (status == STM_OK && result != NULL)
        *result = done;
    return status;
}
