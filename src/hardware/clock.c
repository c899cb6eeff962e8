/* Adds stages up: load and compute in turn, or the longer of a stage's compute and the next one's
 * load; and checks that the buffers hold what is in them. */
#include "hardware/clock.h"

#include <inttypes.h>

#include "base/arithmetic.h"
#include "base/fail.h"

int64_t stm__clock_load(stm__clock *clock, int64_t vectors)
{
    const stm_machine_settings *s = clock->settings;
    int64_t wide = s->dram_words_per_cycle;
    if (wide == 0 || vectors == 0)
        return 0;
    if (s->per_chunk)
        return stm__times(&clock->over, vectors,
                          s->dram_read_latency * stm__ceil_div(s->head_dim, wide));
    return s->dram_read_latency +
           stm__ceil_div(stm__times(&clock->over, vectors, s->head_dim), wide);
}

static stm_status check_buffer(const stm__clock *clock, const char *key, const char *what,
                               int64_t bytes, int64_t words, stm_error *error)
{
    int64_t wanted;
    if (bytes == 0 ||
        (stm__multiply(words, clock->settings->element_bytes, &wanted) && wanted <= bytes))
        return STM_OK;
    bool pair = clock->settings->double_buffered && clock->stages > 0;
    if (!stm__multiply(words, clock->settings->element_bytes, &wanted))
        wanted = INT64_MAX;
    return stm__fail(error, STM_EINVAL,
                     "%s %" PRId64 ": stage %" PRId64 "%s needs %" PRId64 " bytes of %s, %" PRId64
                     " more than there are",
                     key, bytes / 1024, clock->stages, pair ? " with the one before it" : "",
                     wanted, what, wanted - bytes);
}

static stm_status check_buffers(stm__clock *clock, const stm__work *work, const stm__work *before,
                                stm_error *error)
{
    const stm_machine_settings *s = clock->settings;
    int64_t queries = work->query_words, keys = work->key_words;
    if (s->double_buffered && before != NULL) {
        queries = stm__plus(&clock->over, queries, before->query_words);
        keys = stm__plus(&clock->over, keys, before->key_words);
    }
    stm_status status =
        check_buffer(clock, "IfmapSramSzkB", "queries", s->query_buffer, queries, error);
    if (status == STM_OK)
        status =
            check_buffer(clock, "FilterSramSzkB", "keys and values", s->key_buffer, keys, error);
    return status;
}

/* The cycle in which a stage of this load begins to compute, after all that were added. */
static int64_t start_of(stm__clock *clock, int64_t load)
{
    if (!clock->settings->double_buffered)
        return stm__plus(&clock->over, stm__plus(&clock->over, clock->compute, clock->load), load);
    if (clock->stages == 0)
        return load;
    return stm__plus(&clock->over, stm__plus(&clock->over, clock->first_load, clock->hidden),
                     stm__max(clock->last.compute, load));
}

stm_status stm__clock_add(stm__clock *clock, const stm__work *work, stm_error *error)
{
    bool *over = &clock->over;
    if (work->count == 0)
        return STM_OK;
    stm_status status = check_buffers(clock, work, clock->stages == 0 ? NULL : &clock->last, error);
    if (status == STM_OK && work->count > 1)
        status = check_buffers(clock, work, work, error);
    if (status != STM_OK)
        return status;
    int64_t start = start_of(clock, work->load);
    if (clock->stages == 0)
        clock->first_load = work->load;
    else
        clock->hidden = stm__plus(over, clock->hidden, stm__max(clock->last.compute, work->load));
    stm__gather(over, &clock->hidden, work->count - 1, stm__max(work->compute, work->load));
    stm__gather(over, &clock->compute, work->count, work->compute);
    stm__gather(over, &clock->load, work->count, work->load);
    int64_t cycles = work->load > 0 ? work->load : stm__max(work->compute, 1);
    double rate = (double)work->words / (double)cycles;
    clock->peak = rate > clock->peak ? rate : clock->peak;
    const stm_simulation_options *o = clock->options;
    stm_stage stage = {clock->stages, work->count, start, work->load, work->compute, work->words};
    clock->stages = stm__plus(over, clock->stages, work->count);
    clock->last = *work;
    if (o->trace != NULL && o->trace(o->context, &stage) != 0)
        return stm__fail(error, STM_ESTOPPED, "simulation: %s", stm_status_text(STM_ESTOPPED));
    return STM_OK;
}

void stm__clock_finish(stm__clock *clock, int64_t repeats, stm_simulation_summary *sums)
{
    bool *over = &clock->over;
    int64_t compute = stm__times(over, repeats, clock->compute);
    int64_t load = stm__times(over, repeats, clock->load);
    int64_t total = stm__plus(over, compute, load);
    if (clock->settings->double_buffered) {
        /* The next head's first load goes on during this one's last stage. */
        total = stm__plus(over, clock->first_load, clock->last.compute);
        stm__gather(over, &total, repeats, clock->hidden);
        stm__gather(over, &total, repeats - 1, stm__max(clock->last.compute, clock->first_load));
    }
    sums->stages = clock->stages;
    sums->compute_cycles = compute;
    sums->load_cycles = load;
    sums->total_cycles = total;
    sums->stall_cycles = total - compute;
    sums->peak_words = clock->peak;
}
