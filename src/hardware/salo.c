/* Adds up SALO's iterations; queries are loaded once, and keys and values once an iteration. */
#include "hardware/salo.h"

#include "base/arithmetic.h"

stm_status stm__salo_finish(stm__job *job, int64_t iterations, int64_t cycles, int64_t rest,
                            stm_error *error)
{
    bool *over = &job->clock.over;
    const stm_machine_settings *s = job->settings;
    stm_rectangle b = stm_mask_bounds(job->mask);
    stm_words *reads = &job->sums->dram_reads;
    int64_t wide = s->head_dim;
    if (iterations == 0)
        return STM_OK;
    reads->queries = stm__times(over, stm__times(over, b.num_queries, job->heads), wide);
    reads->keys = stm__times(over, stm__times(over, iterations, s->array_width), wide);
    reads->values = reads->keys;
    job->sums->dram_writes.outputs = reads->queries;
    int64_t cells = stm__times(over, job->sums->nonzeros, job->heads);
    job->sums->sram = *reads;
    job->sums->sram.queries = stm__times(over, stm__times(over, iterations, s->array_height), wide);
    job->sums->sram.scores = cells;
    job->sums->sram.outputs = job->sums->sram.queries;
    job->sums->network_words = stm__times(over, cells, 2 * wide);
    int64_t words = stm__plus(over, reads->queries, stm__times(over, reads->keys, 2));
    stm__work work = {
        .count = 1, .words = words, .load = stm__clock_load(&job->clock, words / wide)};
    work.compute = stm__plus(over, stm__times(over, iterations, cycles), iterations - 1 + rest);
    return stm__clock_add(&job->clock, &work, error);
}
