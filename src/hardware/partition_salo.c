/* salo: windows of keys, cut to the array, slide down the queries; SALO's own closed form. */
#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "hardware/lines.h"
#include "hardware/salo.h"

enum { WINDOW, GLOBAL };

static const stm_parameter parameters[] = {
    [WINDOW] = STM__PARAMETER_INTEGER(
        "window", 0, 0, STM_MAX_SIZE,
        "keys of a query; 0: the most that the mask has, but for the global ones"),
    [GLOBAL] = STM__PARAMETER_INTEGER("global_tokens", 1, 0, 4096,
                                      "first tokens that are global, and have PEs of their own"),
};

/* The cells of a row before a key. */
static int64_t count_before(const stm_run *runs, int64_t num_runs, int64_t key)
{
    int64_t count = 0;
    for (int64_t k = 0; k < num_runs; k++)
        if (runs[k].first < key)
            count += stm__min(runs[k].count, stm__ceil_div(key - runs[k].first, runs[k].step));
    return count;
}

/* Counts the cells, and the most of a row outside of the global tokens. */
static stm_status count(stm__job *job, int64_t *most, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(job->mask);
    stm_reader *reader;
    const stm_run *runs;
    int64_t num_runs, global = job->own->integer[GLOBAL];
    stm_status status = stm_reader_new(job->mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t i = 0; i < b.num_queries && status == STM_OK; i++) {
        status = stm_reader_row(reader, b.first_query + i, &runs, &num_runs);
        if (status == STM_OK && i % 16384 == 0 && !stm__progress(job->progress, i, b.num_queries))
            status = STM_ESTOPPED;
        if (status != STM_OK)
            break;
        int64_t cells = stm__runs_count(runs, num_runs);
        job->sums->nonzeros += cells;
        if (b.first_query + i >= global)
            *most = stm__max(*most, cells - count_before(runs, num_runs, global));
    }
    stm_reader_free(reader);
    return status == STM_OK ? status
                            : stm__fail(error, status, "simulation: %s", stm_status_text(status));
}

static stm_status run(stm__job *job, stm_error *error)
{
    bool *over = &job->clock.over;
    const stm_machine_settings *s = job->settings;
    int64_t most = 0, window = job->own->integer[WINDOW], global = job->own->integer[GLOBAL];
    stm_status status = count(job, &most, error);
    if (status != STM_OK)
        return status;
    if (window == 0)
        window = most;
    int64_t blocks = stm__ceil_div(stm_mask_bounds(job->mask).num_queries, s->array_height);
    int64_t iterations = stm__times(over, stm__ceil_div(window, s->array_width),
                                    stm__times(over, blocks, job->heads));
    return stm__salo_finish(job, iterations, 2 * s->head_dim + 3 + s->array_width,
                            s->array_width + global - 1, error);
}

const stm__partition stm__partition_salo = {
    .about = {.name = "salo",
              .summary = "windows of keys slide down the queries; a global row and column",
              .source = "Shen et al. 2022, DAC, arXiv:2206.14550, SALO, and its performance model",
              .parameters = STM__PARAMETERS("stmask", parameters)},
    .needs = STM__NEEDS_ARRAY,
    .whole = true,
    .run = run,
};
