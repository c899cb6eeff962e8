/* mtx (Matrix Market) and runs (JSON lines). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/text.h"
#include "io/import.h"
#include "io/job.h"

/* Formatted numbers go into the job's buffer by the text writer's own functions. */
static void put_number(stm__job *job, int64_t v)
{
    char *to = stm__job_room(job);
    stm__job_took(job, (size_t)(stm__format(to, v) - to));
}

static void put_text(stm__job *job, const char *text)
{
    stm__job_put(job, text, strlen(text));
}

typedef struct mtx_state {
    int64_t nonzeros, bytes; /* of the lines */
} mtx_state;

static int mtx_header(const stm__job *job, const mtx_state *state, char header[160])
{
    return snprintf(header, 160,
                    "%%%%MatrixMarket matrix coordinate %s general\n%" PRId64 " %" PRId64
                    " %" PRId64 "\n",
                    job->options.binary ? "pattern" : "integer", job->bounds.num_queries,
                    job->bounds.num_keys, state->nonzeros);
}

static stm_run counted_from_one(const stm__job *job, stm_run run)
{
    run.first -= job->bounds.first_key - 1;
    return run;
}

static stm_status measure_mtx(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                              int64_t num_runs, stm_error *error)
{
    mtx_state *state = job->state;
    (void)head, (void)error;
    for (int64_t k = 0; k < num_runs; k++) {
        stm_run run = counted_from_one(job, runs[k]);
        int64_t each = stm__digits(row + 1) + 2; /* a blank and a newline */
        if (!job->options.binary)
            each += 1 + stm__digits(run.value);
        state->nonzeros += run.count;
        state->bytes += run.count * each + stm__digits_of_run(&run);
    }
    return STM_OK;
}

static stm_status prepare_mtx(stm__job *job, stm_error *error)
{
    char header[160];
    mtx_state *state = calloc(1, sizeof *state);
    if (state == NULL)
        return stm__fail_memory(error, "mtx");
    job->state = state;
    stm_status status = stm__job_rows(job, 1, false, measure_mtx, error);
    job->bytes = mtx_header(job, state, header) + state->bytes;
    return status;
}

static stm_status put_mtx(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                          int64_t num_runs, stm_error *error)
{
    (void)head, (void)error;
    stm__frame frame;
    int length = snprintf(frame.before, sizeof frame.before, "%" PRId64 " ", row + 1);
    frame.before_length = (size_t)length;
    for (int64_t k = 0; k < num_runs; k++) {
        stm_run run = counted_from_one(job, runs[k]);
        length = job->options.binary
                     ? snprintf(frame.after, sizeof frame.after, "\n")
                     : snprintf(frame.after, sizeof frame.after, " %" PRId32 "\n", run.value);
        frame.after_length = (size_t)length;
        while (run.count > 0) {
            int64_t part = run.count < 60 ? run.count : 60;
            char *to = stm__job_room(job);
            char *end = stm__format_sequence(to, &frame, run.first, part, run.step);
            stm__job_took(job, (size_t)(end - to));
            run.first += part * run.step;
            run.count -= part;
        }
    }
    return STM_OK;
}

static stm_status write_mtx(stm__job *job, stm_error *error)
{
    char header[160];
    stm__job_put(job, header, (size_t)mtx_header(job, job->state, header));
    return stm__job_rows(job, 1, true, put_mtx, error);
}

const stm__format_class stm__format_mtx = {
    .about = {.name = "mtx",
              .extension = ".mtx",
              .summary = "Matrix Market coordinates, counted from 1",
              .writes = true,
              .reads = true},
    .prepare = prepare_mtx,
    .write = write_mtx,
    .read = stm__import_mtx};

static int runs_header(const stm__job *job, char header[256])
{
    const stm_rectangle *b = &job->bounds;
    return snprintf(header, 256,
                    "{\"format\": \"stmask-runs\", \"size\": %" PRId64 ", \"queries\": [%" PRId64
                    ", %" PRId64 "], \"keys\": [%" PRId64 ", %" PRId64 "]}\n",
                    stm_mask_size(job->masks[0]), b->first_query, b->num_queries, b->first_key,
                    b->num_keys);
}

#define QUERY "{\"query\": "
#define RUNS ", \"runs\": ["
#define END "]}\n"

static stm_status measure_runs(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                               int64_t num_runs, stm_error *error)
{
    (void)head, (void)error;
    int64_t bytes = (int64_t)(sizeof QUERY RUNS END) - 1;
    bytes += stm__digits(job->bounds.first_query + row);
    for (int64_t k = 0; k < num_runs; k++)
        bytes += stm__digits(runs[k].first) + stm__digits(runs[k].count) +
                 stm__digits(runs[k].step) + stm__digits(runs[k].value) + 8 + (k > 0 ? 2 : 0);
    job->bytes += bytes;
    return STM_OK;
}

static stm_status prepare_runs(stm__job *job, stm_error *error)
{
    char header[256];
    job->bytes = runs_header(job, header);
    return stm__job_rows(job, 1, true, measure_runs, error);
}

static stm_status put_runs(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                           int64_t num_runs, stm_error *error)
{
    (void)head, (void)error;
    put_text(job, QUERY);
    put_number(job, job->bounds.first_query + row);
    put_text(job, RUNS);
    for (int64_t k = 0; k < num_runs; k++) {
        put_text(job, k == 0 ? "[" : ", [");
        put_number(job, runs[k].first);
        put_text(job, ", ");
        put_number(job, runs[k].count);
        put_text(job, ", ");
        put_number(job, runs[k].step);
        put_text(job, ", ");
        put_number(job, runs[k].value);
        put_text(job, "]");
    }
    put_text(job, END);
    return STM_OK;
}

static stm_status write_runs(stm__job *job, stm_error *error)
{
    char header[256];
    stm__job_put(job, header, (size_t)runs_header(job, header));
    return stm__job_rows(job, 1, true, put_runs, error);
}

const stm__format_class stm__format_runs = {
    .about = {.name = "runs",
              .extension = ".jsonl",
              .summary = "JSON lines: every query's runs [first, count, step, value]",
              .writes = true,
              .reads = true},
    .prepare = prepare_runs,
    .write = write_runs,
    .read = stm__import_runs};

const stm__format_class stm__format_points = {
    .about = {.name = "points",
              .extension = ".txt",
              .summary = "the points of a plan, as stmask plan --points writes them",
              .reads = true},
    .read = stm__import_points};
