/* scipy-csr: scipy.sparse.save_npz. */
#include <stdlib.h>

#include "base/fail.h"
#include "io/import.h"
#include "io/job.h"

static stm_status count_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                            int64_t num_runs, stm_error *error)
{
    int64_t *nonzeros = job->state;
    (void)head, (void)row, (void)error;
    for (int64_t k = 0; k < num_runs; k++)
        *nonzeros += runs[k].count;
    return STM_OK;
}

static stm_status put_keys(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                           int64_t num_runs, stm_error *error)
{
    (void)head, (void)row, (void)error;
    bool wide = *(const int64_t *)job->state > INT32_MAX;
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        int64_t key = run->first - job->bounds.first_key;
        if (!wide && run->step == 1) {
            stm__job_sequence(job, key, run->count);
            continue;
        }
        for (int64_t c = 0; c < run->count; c++, key += run->step)
            (wide ? stm__job_i64 : stm__job_i32)(job, key);
    }
    return STM_OK;
}

static stm_status put_values(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                             int64_t num_runs, stm_error *error)
{
    (void)head, (void)row, (void)error;
    for (int64_t k = 0; k < num_runs; k++)
        for (int64_t left = runs[k].count; left > 0;) {
            size_t part = left > 4096 ? 4096 : (size_t)left;
            memset(stm__job_room(job), job->options.binary ? 1 : runs[k].value, part);
            stm__job_took(job, part);
            left -= (int64_t)part;
        }
    return STM_OK;
}

static stm_status write_indices(stm__job *job, stm_error *error)
{
    return stm__job_rows(job, 1, true, put_keys, error);
}

/* The running sum is kept where the nonzeros were counted, which it reaches again. */
static stm_status put_pointer(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                              int64_t num_runs, stm_error *error)
{
    int64_t *state = job->state;
    stm_status status = STM_OK;
    bool wide = state[0] > INT32_MAX;
    for (int64_t k = 0; k < num_runs; k++)
        state[1] += runs[k].count;
    (void)head, (void)row, (void)error;
    (wide ? stm__job_i64 : stm__job_i32)(job, state[1]);
    return status;
}

static stm_status write_pointers(stm__job *job, stm_error *error)
{
    int64_t *state = job->state;
    state[1] = 0;
    (state[0] > INT32_MAX ? stm__job_i64 : stm__job_i32)(job, 0);
    return stm__job_rows(job, 1, false, put_pointer, error);
}

static stm_status write_format(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_put(job, "csr", 3);
    return STM_OK;
}

static stm_status write_shape(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_i64(job, job->bounds.num_queries);
    stm__job_i64(job, job->bounds.num_keys);
    return STM_OK;
}

static stm_status write_data(stm__job *job, stm_error *error)
{
    return stm__job_rows(job, 1, true, put_values, error);
}

static stm_status prepare(stm__job *job, stm_error *error)
{
    int64_t *state = calloc(2, sizeof *state);
    if (state == NULL)
        return stm__fail_memory(error, "scipy-csr");
    job->state = state;
    stm_status status = stm__job_rows(job, 1, false, count_row, error);
    if (status != STM_OK)
        return status;
    const char *index = state[0] > INT32_MAX ? STM__I8 : STM__I4;
    stm__job_array(job, "indices", index, write_indices, 1, state);
    stm__job_array(job, "indptr", index, write_pointers, 1,
                   (int64_t[]){job->bounds.num_queries + 1});
    stm__job_array(job, "format", "|S3", write_format, 0, NULL);
    stm__job_array(job, "shape", STM__I8, write_shape, 1, (int64_t[]){2});
    stm__job_array(job, "_is_array", STM__B1, stm__job_write_true, 0, NULL);
    stm__job_array(job, "data", STM__U1, write_data, 1, state);
    return STM_OK;
}

const stm__format_class stm__format_scipy_csr = {
    .about = {.name = "scipy-csr",
              .extension = ".npz",
              .summary = "a SciPy csr_array, for scipy.sparse.load_npz",
              .writes = true,
              .reads = true},
    .prepare = prepare,
    .read = stm__import_npz};
