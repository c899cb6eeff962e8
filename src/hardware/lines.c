/* Stages of PEs that have neighbouring lines: the cells of each line are counted from its runs, and
 * stage k takes what the k-th lines of all PEs come to. */
#include "hardware/lines.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "hardware/machine.h"

/* What a line of n cells asks of its PE: vectors, by operand, and cycles. */
typedef struct demand {
    int64_t queries, keys; /* vectors that are loaded; keys with values */
    int64_t sums;          /* partial sums of outputs that are loaded */
    int64_t compute;
} demand;

static demand demand_of(stm__job *job, bool by_columns, int64_t cells)
{
    bool *over = &job->clock.over;
    const stm_machine_settings *s = job->settings;
    int64_t products = job->with_values ? 2 : 1, g = job->group;
    int64_t dot = stm__ceil_div(s->head_dim, s->macs_per_pe);
    int64_t points = stm__times(over, cells, g);
    demand d = {.queries = by_columns ? points : g,
                .keys = stm__times(over, by_columns ? 1 : cells, products),
                .sums = by_columns && job->with_values ? points : 0,
                .compute = stm__times(over, stm__times(over, points, products), dot)};
    return d;
}

/* Adds the cells of a line to a stage: of private ports the slowest PE counts. */
static int64_t add_to_stage(stm__job *job, stm__work *stage, bool by_columns, int64_t cells)
{
    bool *over = &job->clock.over;
    demand d = demand_of(job, by_columns, cells);
    int64_t vectors = stm__plus(over, stm__plus(over, d.queries, d.keys), d.sums);
    int64_t load = stm__clock_load(&job->clock, vectors), wide = job->settings->head_dim;
    stage->load =
        job->settings->shared ? stm__plus(over, stage->load, load) : stm__max(stage->load, load);
    stage->compute = stm__max(stage->compute, d.compute);
    stm__gather(over, &stage->words, vectors, wide);
    stm__gather(over, &stage->query_words, d.queries, wide);
    stm__gather(over, &stage->key_words, d.keys, wide);
    return d.compute;
}

/* Words over all lines, which the number of lines and cells give. */
static void add_words(stm__job *job, bool by_columns, int64_t lines)
{
    bool *over = &job->clock.over;
    stm_simulation_summary *s = job->sums;
    int64_t wide = job->settings->head_dim, g = job->group;
    int64_t points = stm__times(over, s->nonzeros, g);
    s->dram_reads.queries =
        stm__times(over, by_columns ? points : stm__times(over, lines, g), wide);
    s->dram_reads.keys = stm__times(over, by_columns ? lines : s->nonzeros, wide);
    s->dram_reads.values = job->with_values ? s->dram_reads.keys : 0;
    s->sram = s->dram_reads;
    s->sram.scores = job->with_values ? points : 0;
    s->sram.outputs = !job->with_values ? points
                      : by_columns      ? stm__times(over, points, wide)
                                        : s->dram_reads.queries;
    s->dram_reads.outputs = by_columns && job->with_values ? s->sram.outputs : 0;
    s->dram_writes.outputs = s->sram.outputs;
}

/* The first line of a PE: shares as equal as can be, the later ones one larger. */
static int64_t first_line(int64_t pe, int64_t pes, int64_t lines)
{
    int64_t least = lines / pes, smaller = pes - lines % pes;
    return pe * least + (pe > smaller ? pe - smaller : 0);
}

static stm_status fill_stages(stm__job *job, bool by_columns, stm__work *stages, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(job->mask);
    int64_t lines = by_columns ? b.num_keys : b.num_queries;
    int64_t first = by_columns ? b.first_key : b.first_query, pes = job->settings->pes;
    stm_reader *reader;
    const stm_run *runs;
    int64_t num_runs;
    stm_status status = stm_reader_new(job->mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t p = 0; p < pes && status == STM_OK; p++) {
        int64_t begin = first_line(p, pes, lines), end = first_line(p + 1, pes, lines);
        job->idle += begin == end;
        for (int64_t i = begin; i < end && status == STM_OK; i++) {
            status = by_columns ? stm_reader_column(reader, first + i, &runs, &num_runs)
                                : stm_reader_row(reader, first + i, &runs, &num_runs);
            if (status != STM_OK)
                break;
            int64_t cells = stm__runs_count(runs, num_runs);
            job->sums->nonzeros += cells;
            job->busy[p] = stm__plus(&job->clock.over, job->busy[p],
                                     add_to_stage(job, &stages[i - begin], by_columns, cells));
            if (i % 16384 == 0 && !stm__progress(job->progress, i, lines))
                status = STM_ESTOPPED;
        }
    }
    stm_reader_free(reader);
    return status == STM_OK ? status
                            : stm__fail(error, status, "simulation: %s", stm_status_text(status));
}

stm_status stm__lines_run(stm__job *job, bool by_columns, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(job->mask);
    int64_t lines = by_columns ? b.num_keys : b.num_queries;
    int64_t num = stm__ceil_div(lines, job->settings->pes);
    stm__work *stages = calloc((size_t)num, sizeof *stages);
    if (stages == NULL)
        return stm__fail_memory(error, "simulation");
    job->busy_known = true;
    stm_status status = fill_stages(job, by_columns, stages, error);
    if (status == STM_OK)
        add_words(job, by_columns, lines);
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        stages[k].count = 1;
        status = stm__clock_add(&job->clock, &stages[k], error);
    }
    free(stages);
    return status;
}
