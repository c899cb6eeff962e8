/* columns_split: dense columns and sparse ones on two parts of the array, as ViTCoD divides it. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "hardware/lines.h"
#include "hardware/machine.h"

enum { THRESHOLD };

static const stm_parameter parameters[] = {
    [THRESHOLD] = STM__PARAMETER_INTEGER("threshold", 50, 0, STM_MAX_SIZE,
                                         "a column with more cells is dense"),
};

/* Dense columns, and the cells of the others. */
typedef struct split {
    int64_t dense, sparse;
} split;

static stm_status count_columns(stm__job *job, split *columns, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(job->mask);
    stm_reader *reader;
    const stm_run *runs;
    int64_t num_runs;
    stm_status status = stm_reader_new(job->mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t j = 0; j < b.num_keys && status == STM_OK; j++) {
        status = stm_reader_column(reader, b.first_key + j, &runs, &num_runs);
        if (status == STM_OK && j % 16384 == 0 && !stm__progress(job->progress, j, b.num_keys))
            status = STM_ESTOPPED;
        if (status != STM_OK)
            break;
        int64_t cells = stm__runs_count(runs, num_runs);
        job->sums->nonzeros += cells;
        if (cells > job->own->integer[THRESHOLD])
            columns->dense++;
        else
            columns->sparse += cells;
    }
    stm_reader_free(reader);
    return status == STM_OK ? status
                            : stm__fail(error, status, "simulation: %s", stm_status_text(status));
}

/* Columns of the array that the dense part has: its share of the cells, rounded down; a part that
 * has work has one at least. */
static int64_t dense_width(bool *over, int64_t width, int64_t dense, int64_t sparse)
{
    if (dense == 0 || sparse == 0)
        return dense == 0 ? 0 : width;
    int64_t share = stm__times(over, width, dense) / (dense + sparse);
    return stm__max(1, stm__min(share, width - 1));
}

/* Every operand is loaded once, every output written once. */
static void add_words(stm__job *job)
{
    bool *over = &job->clock.over;
    stm_rectangle b = stm_mask_bounds(job->mask);
    stm_simulation_summary *s = job->sums;
    int64_t wide = job->settings->head_dim;
    int64_t cells = stm__times(over, s->nonzeros, job->heads);
    s->dram_reads.queries = stm__times(over, stm__times(over, b.num_queries, job->heads), wide);
    s->dram_reads.keys = stm__times(over, stm__times(over, b.num_keys, job->kv_heads), wide);
    s->dram_reads.values = s->dram_reads.keys;
    s->dram_writes.outputs = s->dram_reads.queries;
    s->sram = (stm_words){.queries = stm__times(over, cells, wide),
                          .keys = s->dram_reads.keys,
                          .values = s->dram_reads.keys,
                          .scores = cells,
                          .outputs = stm__times(over, cells, wide)};
}

static stm_status run(stm__job *job, stm_error *error)
{
    bool *over = &job->clock.over;
    const stm_machine_settings *s = job->settings;
    stm_rectangle b = stm_mask_bounds(job->mask);
    split columns = {0, 0};
    stm_status status = count_columns(job, &columns, error);
    if (status != STM_OK)
        return status;
    int64_t cells = stm__times(over, columns.dense, b.num_queries);
    int64_t wd = dense_width(over, s->array_width, cells, columns.sparse), ws = s->array_width - wd;
    if ((wd > 0 && s->array_height * wd < job->heads) ||
        (ws > 0 && columns.sparse > 0 && s->array_height * ws < job->heads) ||
        (wd == s->array_width && columns.dense > 0 && columns.sparse > 0))
        return stm__fail(error, STM_EINVAL,
                         "heads %" PRId64 ": cannot share the array; %" PRId64 " of its %" PRId64
                         " columns have the dense part",
                         job->heads, wd, s->array_width);
    /* A column of the array does array_height words of a vector a cycle. */
    int64_t slices = stm__ceil_div(s->head_dim, s->array_height);
    int64_t dense = 0, sparse = 0, dense_out = 0, sparse_out = 0;
    if (columns.dense > 0) {
        dense = stm__times(over, stm__times(over, columns.dense, job->heads),
                           stm__ceil_div(b.num_queries, wd) * slices);
        dense_out =
            stm__ceil_div(stm__times(over, cells, s->head_dim), s->array_height * wd / job->heads);
    }
    if (columns.sparse > 0) {
        sparse = stm__times(over, stm__ceil_div(columns.sparse, ws), job->heads * slices);
        sparse_out = stm__ceil_div(stm__times(over, columns.sparse, s->head_dim),
                                   s->array_height * ws / job->heads);
    }
    add_words(job);
    int64_t wide = s->head_dim, queries = job->sums->dram_reads.queries;
    int64_t vectors = stm__plus(over, queries, job->sums->dram_reads.keys) / wide;
    stm__work products[] = {
        {.count = 1,
         .load = stm__clock_load(&job->clock, vectors),
         .compute = stm__max(dense, sparse),
         .words = stm__times(over, vectors, wide)},
        {.count = 1,
         .load = stm__clock_load(&job->clock, job->sums->dram_reads.values / wide),
         .compute = stm__max(dense_out, sparse_out),
         .words = job->sums->dram_reads.values},
    };
    status = stm__clock_add(&job->clock, &products[0], error);
    if (status == STM_OK)
        status = stm__clock_add(&job->clock, &products[1], error);
    return status;
}

const stm__partition stm__partition_columns_split = {
    .about = {.name = "columns_split",
              .summary = "dense columns and sparse ones on two parts of an array, heads at once",
              .source = "You et al. 2023, HPCA, arXiv:2210.09573, ViTCoD, and its simulator",
              .parameters = STM__PARAMETERS("stmask", parameters)},
    .needs = STM__NEEDS_ARRAY,
    .whole = true,
    .run = run,
};
