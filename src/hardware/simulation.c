/* Simulates a machine: its partition counts one head, or one group of heads that share keys, and
 * what comes of all of them is put together. */
#include "hardware/simulation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "hardware/machine.h"

void stm_simulation_free(stm_simulation *simulation)
{
    if (simulation == NULL)
        return;
    free(simulation->busy);
    for (int k = 0; k < 2; k++)
        free(simulation->notes[k]);
    free(simulation->name);
    free(simulation);
}

static stm_status check_options(const stm_simulation_options *o, stm__job *job, stm_error *error)
{
    job->heads = o->heads == 0 ? 1 : o->heads;
    job->kv_heads = o->kv_heads == 0 ? job->heads : o->kv_heads;
    job->batch = o->batch == 0 ? 1 : o->batch;
    stm_status status = stm__check_range("heads", job->heads, 1, STM_SIMULATION_MAX_HEADS, error);
    if (status == STM_OK)
        status = stm__check_range("kv_heads", job->kv_heads, 1, job->heads, error);
    if (status == STM_OK)
        status = stm__check_range("batch", job->batch, 1, STM_SIMULATION_MAX_HEADS, error);
    if (status == STM_OK && job->heads % job->kv_heads != 0)
        status = stm__fail(error, STM_EINVAL, "kv_heads %" PRId64 ": must divide heads %" PRId64,
                           job->kv_heads, job->heads);
    return status;
}

static void multiply_words(bool *over, stm_words *w, int64_t by)
{
    w->queries = stm__times(over, w->queries, by);
    w->keys = stm__times(over, w->keys, by);
    w->values = stm__times(over, w->values, by);
    w->scores = stm__times(over, w->scores, by);
    w->outputs = stm__times(over, w->outputs, by);
}

static double sum_of(const stm_words *w)
{
    return (double)w->queries + (double)w->keys + (double)w->values + (double)w->scores +
           (double)w->outputs;
}

static void put_roofline(const stm__job *job, stm_simulation_summary *s)
{
    const stm_machine_settings *m = job->settings;
    double words = sum_of(&s->dram_reads);
    double wide = (double)m->dram_words_per_cycle;
    if (m->per_chunk && m->dram_read_latency > 0)
        wide /= (double)m->dram_read_latency;
    if (!m->shared && !(job->machine->partition->needs & STM__NEEDS_ARRAY))
        wide *= (double)m->pes;
    s->peak = (double)m->pes * (double)m->macs_per_pe;
    s->intensity = words > 0 ? (double)s->macs / words : 0;
    s->balance = wide > 0 ? s->peak / wide : 0;
    s->attainable = wide > 0 && s->intensity * wide < s->peak ? s->intensity * wide : s->peak;
    s->achieved = s->total_cycles > 0 ? (double)s->macs / (double)s->total_cycles : 0;
    s->mean_words = s->total_cycles > 0 ? words / (double)s->total_cycles : 0;
}

static stm_status put_sums(stm__job *job, stm_simulation *new, stm_error *error)
{
    stm_simulation_summary *s = job->sums;
    bool *over = &job->clock.over, whole = job->machine->partition->whole;
    int64_t runs = whole ? 1 : job->heads / job->group;
    int64_t repeats = stm__times(over, runs, job->batch);
    stm__clock_finish(&job->clock, repeats, s);
    multiply_words(over, &s->dram_reads, repeats);
    multiply_words(over, &s->dram_writes, repeats);
    multiply_words(over, &s->sram, repeats);
    s->network_words = stm__times(over, s->network_words, repeats);
    s->macs = stm__times(over, s->nonzeros, stm__times(over, job->heads, job->batch));
    s->macs = stm__times(over, s->macs, job->settings->head_dim * (job->with_values ? 2 : 1));
    s->pes = job->settings->pes;
    s->with_values = job->with_values;
    double busy = (double)s->macs;
    if (job->busy_known) {
        busy = 0;
        for (int64_t p = 0; p < s->pes; p++) {
            new->busy[p] = stm__times(over, new->busy[p], repeats);
            busy += (double)new->busy[p];
        }
    }
    if (*over)
        return stm__fail(error, STM_EINVAL,
                         "simulation: a number does not fit 63 bits; take fewer tokens, heads or "
                         "cycles");
    s->utilisation_overall =
        s->total_cycles > 0 ? busy / ((double)s->pes * (double)s->total_cycles) : 0;
    s->utilisation_compute =
        s->compute_cycles > 0 ? busy / ((double)s->pes * (double)s->compute_cycles) : 0;
    s->mapping_efficiency = job->folded > 0 ? job->mapped / job->folded : -1;
    put_roofline(job, s);
    if (job->machine->has_costs)
        s->energy = stm__energy_sum(&job->machine->costs, s);
    return STM_OK;
}

static stm_status put_notes(const stm__job *job, stm_simulation *new, stm_error *error)
{
    char text[200];
    const stm_machine_settings *m = job->settings;
    int num = 0;
    if (job->idle > 0) {
        snprintf(text, sizeof text, "%" PRId64 " of %" PRId64 " PEs have no work in this mask",
                 job->idle, m->pes);
        new->notes[num++] = strdup(text);
    }
    if (m->dram_words_per_cycle == 0)
        new->notes[num++] = strdup("loads take no time: the machine gives no bandwidth");
    new->name = strdup(m->name);
    for (int k = 0; k < num; k++)
        if (new->notes[k] == NULL)
            return stm__fail_memory(error, "simulation");
    return new->name == NULL ? stm__fail_memory(error, "simulation") : STM_OK;
}

stm_status stm_simulation_new(const stm_mask *mask, const stm_machine *machine,
                              stm_simulation **simulation, stm_error *error,
                              const stm_simulation_options *options)
{
    static const stm_simulation_options defaults;
    const stm_simulation_options *o = options == NULL ? &defaults : options;
    const stm__partition *partition = machine->partition;
    stm__job job = {.mask = mask,
                    .machine = machine,
                    .settings = &machine->settings,
                    .own = &machine->tables[STM__NUM_TABLES].arguments,
                    .progress = o->progress,
                    .with_values = o->with_values || partition->whole,
                    .clock = {.settings = &machine->settings, .options = o}};
    stm_status status = check_options(o, &job, error);
    if (status != STM_OK)
        return status;
    job.group = partition->apart ? 1 : job.heads / job.kv_heads;
    stm_simulation *new = calloc(1, sizeof *new);
    if (new != NULL)
        new->busy = calloc((size_t)machine->settings.pes, sizeof *new->busy);
    if (new == NULL || new->busy == NULL) {
        stm_simulation_free(new);
        return stm__fail_memory(error, "simulation");
    }
    job.sums = &new->summary;
    job.busy = new->busy;
    status = partition->run(&job, error);
    if (status == STM_OK)
        status = put_sums(&job, new, error);
    if (status == STM_OK)
        status = put_notes(&job, new, error);
    if (status != STM_OK) {
        stm_simulation_free(new);
        return status;
    }
    if (!job.busy_known) {
        free(new->busy);
        new->busy = NULL;
    }
    *simulation = new;
    return STM_OK;
}

const stm_simulation_summary *stm_simulation_summarise(const stm_simulation *simulation)
{
    return &simulation->summary;
}

const int64_t *stm_simulation_busy(const stm_simulation *simulation)
{
    return simulation->busy;
}

const char *stm_simulation_note(const stm_simulation *simulation, int64_t k)
{
    return k < 0 || k >= 2 ? NULL : simulation->notes[k];
}
