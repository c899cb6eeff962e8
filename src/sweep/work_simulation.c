/* Simulates a machine on the masks of a design, and adds up all layers. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "sweep/work.h"

/* What is no sum of columns: weights of means. */
typedef struct totals {
    double word_cycles; /* cycles of which words were loaded */
    double mapped;      /* mapping efficiency times compute cycles */
    double fitting;     /* compute cycles that have one */
    double computing;   /* PEs that compute, in cycles */
} totals;

/* The machine of a design; the heads of a model have a width of their own. */
static stm_status open_machine(const stm__design *design, const stm__layer_kind *kind,
                               stm_machine **machine, stm_error *error)
{
    const char *set[STM_GRID_MAX_AXES + 1];
    char head_dim[40];
    int num = design->num_set;
    bool given = false;
    for (int k = 0; k < num; k++) {
        set[k] = design->set[k];
        given = given || strncasecmp(set[k], "head_dim=", 9) == 0;
    }
    if (kind->head_dim > 0 && !given) {
        snprintf(head_dim, sizeof head_dim, "head_dim=%" PRId64, kind->head_dim);
        set[num++] = head_dim;
    }
    stm_machine_options options = {set, num};
    return stm_machine_open(design->text[STM__MACHINE], machine, error, &options);
}

static int64_t words(const stm_words *w)
{
    return w->queries + w->keys + w->values + w->scores + w->outputs;
}

static void put_machine(const stm_machine_settings *m, const stm_simulation_summary *s,
                        stm_design_result *result)
{
    stm__put_integer(result, STM__RESULT_PES, m->pes);
    stm__put_integer(result, STM__RESULT_MACS_PER_CYCLE, m->pes * m->macs_per_pe);
    if (m->query_buffer > 0 && m->key_buffer > 0 && m->output_buffer > 0)
        stm__put_integer(result, STM__RESULT_BUFFER,
                         m->query_buffer + m->key_buffer + m->output_buffer);
    if (s->balance > 0)
        stm__put_real(result, STM__RESULT_BALANCE, s->balance);
}

static void add_energy(const stm_machine_settings *m, const stm_energy *e, double layers,
                       stm_design_result *result)
{
    if (m->energy_preset == NULL)
        return;
    if (strcmp(m->energy_unit, "pJ") != 0) {
        stm__sum_real(result, STM__RESULT_ENERGY_RATIO, e->total * layers);
        return;
    }
    stm__sum_real(result, STM__RESULT_ENERGY, e->total * layers);
    stm__sum_real(result, STM__RESULT_ENERGY_MACS, e->macs * layers);
    stm__sum_real(result, STM__RESULT_ENERGY_REGISTERS, e->registers * layers);
    stm__sum_real(result, STM__RESULT_ENERGY_NETWORK, e->network * layers);
    stm__sum_real(result, STM__RESULT_ENERGY_BUFFERS, e->buffers * layers);
    stm__sum_real(result, STM__RESULT_ENERGY_DRAM, e->dram * layers);
}

static stm_status add_summary(const stm_machine_settings *m, const stm_simulation_summary *s,
                              int64_t layers, totals *t, stm_design_result *result,
                              stm_error *error)
{
    int64_t read = words(&s->dram_reads), written = words(&s->dram_writes), bytes;
    bool fits = !__builtin_add_overflow(read, written, &bytes) &&
                !__builtin_mul_overflow(bytes, m->element_bytes, &bytes);
    const struct {
        int column;
        int64_t value;
    } sums[] = {{STM__RESULT_NONZEROS, s->nonzeros},
                {STM__RESULT_CYCLES, s->total_cycles},
                {STM__RESULT_DRAM_LOADS, read / m->head_dim},
                {STM__RESULT_STAGES, s->stages},
                {STM__RESULT_COMPUTE_CYCLES, s->compute_cycles},
                {STM__RESULT_LOAD_CYCLES, s->load_cycles},
                {STM__RESULT_STALL_CYCLES, s->stall_cycles},
                {STM__RESULT_MACS, s->macs},
                {STM__RESULT_DRAM_READ, read},
                {STM__RESULT_DRAM_WRITTEN, written},
                {STM__RESULT_DRAM_BYTES, bytes},
                {STM__RESULT_SRAM, words(&s->sram)},
                {STM__RESULT_NETWORK, s->network_words}};
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++)
        fits = stm__sum_integer(result, sums[k].column, sums[k].value, layers) && fits;
    add_energy(m, &s->energy, (double)layers, result);
    bool peak = (result->given >> STM__RESULT_PEAK_WORDS & 1) == 0 ||
                result->values[STM__RESULT_PEAK_WORDS].real < s->peak_words;
    if (peak)
        stm__put_real(result, STM__RESULT_PEAK_WORDS, s->peak_words);
    double cycles = (double)s->compute_cycles * (double)layers;
    t->word_cycles += s->mean_words * (double)s->total_cycles * (double)layers;
    t->computing += s->utilisation_compute * cycles;
    if (s->mapping_efficiency >= 0) {
        t->mapped += s->mapping_efficiency * cycles;
        t->fitting += cycles;
    }
    return fits ? STM_OK : stm__work_over(error);
}

static stm_status simulate_one(const stm__design *design, const stm__layer_kind *kind, totals *t,
                               stm_design_result *result, stm_error *error,
                               const stm_progress *progress)
{
    stm_machine *machine;
    stm_simulation *simulation;
    stm_simulation_options options = {.heads = kind->heads,
                                      .kv_heads = kind->kv_heads,
                                      .batch = design->integer[STM__BATCH],
                                      .with_values = design->integer[STM__WITH_VALUES] != 0,
                                      .progress = progress};
    stm_status status = open_machine(design, kind, &machine, error);
    if (status != STM_OK)
        return status;
    status = stm_simulation_new(kind->mask, machine, &simulation, error, &options);
    if (status == STM_OK) {
        const stm_machine_settings *m = stm_machine_describe(machine);
        const stm_simulation_summary *s = stm_simulation_summarise(simulation);
        put_machine(m, s, result);
        status = add_summary(m, s, kind->layers, t, result, error);
        stm_simulation_free(simulation);
    }
    stm_machine_free(machine);
    return status;
}

stm_status stm__simulate_layers(const stm__design *design, const stm__layers *layers,
                                stm_design_result *result, stm_error *error,
                                const stm_progress *progress)
{
    totals t = {.word_cycles = 0};
    stm_status status = STM_OK;
    for (int64_t k = 0; k < layers->num && status == STM_OK; k++)
        status = simulate_one(design, &layers->kinds[k], &t, result, error, progress);
    if (status != STM_OK)
        return status;
    double total = (double)result->values[STM__RESULT_CYCLES].integer;
    double compute = (double)result->values[STM__RESULT_COMPUTE_CYCLES].integer;
    stm__put_real(result, STM__RESULT_MEAN_WORDS, stm__share(t.word_cycles, total));
    stm__put_real(result, STM__RESULT_UTILISATION_COMPUTE, stm__share(t.computing, compute));
    stm__put_real(result, STM__RESULT_UTILISATION, stm__share(t.computing, total));
    if (t.fitting > 0)
        stm__put_real(result, STM__RESULT_MAPPING, t.mapped / t.fitting);
    stm__put_real(result, STM__RESULT_INTENSITY,
                  stm__share((double)result->values[STM__RESULT_MACS].integer,
                             (double)result->values[STM__RESULT_DRAM_READ].integer));
    return STM_OK;
}
