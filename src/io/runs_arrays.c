/* The mask itself in every .npz, as arrays of runs: see stmask/exchange.h. */
#include <stddef.h>

#include "io/job.h"

static stm_status write_bounds(stm__job *job, stm_error *error)
{
    (void)error;
    const stm_rectangle *b = &job->bounds;
    stm__job_i64(job, b->first_query);
    stm__job_i64(job, b->num_queries);
    stm__job_i64(job, b->first_key);
    stm__job_i64(job, b->num_keys);
    return STM_OK;
}

static stm_status write_heads(stm__job *job, stm_error *error)
{
    (void)error;
    stm__job_i64(job, job->heads);
    return STM_OK;
}

static stm_status count_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                            int64_t num_runs, stm_error *error)
{
    for (int64_t k = 0; k < num_runs; k++)
        if (runs[k].value > UINT8_MAX)
            return stm__job_refuse(job, stm_mask_bounds(stm__job_mask(job, head)).first_query + row,
                                   runs[k].first, "above 255", "values must fit uint8", error);
    job->run_counts += num_runs;
    return STM_OK;
}

static stm_status put_start(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                            int64_t num_runs, stm_error *error)
{
    (void)head, (void)runs, (void)error;
    stm__job_i64(job, job->run_counts);
    job->run_counts += num_runs;
    if (row == job->bounds.num_queries - 1)
        stm__job_i64(job, job->run_counts);
    return STM_OK;
}

static stm_status write_starts(stm__job *job, stm_error *error)
{
    job->run_counts = 0;
    return stm__job_rows(job, job->num_masks, true, put_start, error);
}

/* One member of every run. */
#define WRITE(member, put)                                                                         \
    static stm_status put_##member(stm__job *job, int64_t head, int64_t row, const stm_run *runs,  \
                                   int64_t num_runs, stm_error *error)                             \
    {                                                                                              \
        (void)row, (void)error;                                                                    \
        int64_t origin = stm_mask_bounds(stm__job_mask(job, head)).first_key;                      \
        (void)origin;                                                                              \
        for (int64_t k = 0; k < num_runs; k++) {                                                   \
            const stm_run *run = &runs[k];                                                         \
            put;                                                                                   \
        }                                                                                          \
        return STM_OK;                                                                             \
    }                                                                                              \
    static stm_status write_##member(stm__job *job, stm_error *error)                              \
    {                                                                                              \
        return stm__job_rows(job, job->num_masks, true, put_##member, error);                      \
    }

WRITE(first, stm__job_i32(job, run->first - origin))
WRITE(last, stm__job_i32(job, stm_run_last(run) - origin))
WRITE(step, stm__job_i32(job, run->step))
WRITE(value, stm__job_u8(job, run->value))

stm_status stm__job_add_runs(stm__job *job, stm_error *error)
{
    job->run_counts = 0;
    stm_status status = stm__job_rows(job, job->num_masks, true, count_row, error);
    if (status != STM_OK)
        return status;
    int64_t runs[] = {job->run_counts};
    int64_t starts[] = {job->num_masks, job->bounds.num_queries + 1};
    stm__job_array(job, "stm_bounds", STM__I8, write_bounds, 1, (int64_t[]){4});
    stm__job_array(job, "stm_heads", STM__I8, write_heads, 1, (int64_t[]){1});
    stm__job_array(job, "stm_run_start", STM__I8, write_starts, 2, starts);
    stm__job_array(job, "stm_run_first", STM__I4, write_first, 1, runs);
    stm__job_array(job, "stm_run_last", STM__I4, write_last, 1, runs);
    stm__job_array(job, "stm_run_step", STM__I4, write_step, 1, runs);
    stm__job_array(job, "stm_run_value", STM__U1, write_value, 1, runs);
    return STM_OK;
}
