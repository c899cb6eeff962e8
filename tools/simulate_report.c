/* A simulation as lines of text and as JSON. */
#include "simulate_report.h"

#include <inttypes.h>

#include "command.h"

static int64_t sum_of(const stm_words *w)
{
    return w->queries + w->keys + w->values + w->scores + w->outputs;
}

static double share(double part, double of)
{
    return of > 0 ? 100 * part / of : 0;
}

static void put_words(stm_output *output, const char *name, const stm_words *w)
{
    stm_output_printf(
        output, "%-22s %16" PRId64 " %16" PRId64 " %16" PRId64 " %16" PRId64 " %16" PRId64 "\n",
        name, w->queries, w->keys, w->values, w->scores, w->outputs);
}

static void put_machine(const stm_machine_settings *m, stm_output *output)
{
    stm_output_printf(output, "machine          %s: partition %s", m->name, m->partition);
    if (m->dataflow != NULL)
        stm_output_printf(output, ", dataflow %s", m->dataflow);
    if (m->array_height > 0)
        stm_output_printf(output, ", %" PRId64 " x %" PRId64 " PEs", m->array_height,
                          m->array_width);
    else
        stm_output_printf(output, ", %" PRId64 " PEs", m->pes);
    stm_output_printf(output, " of %" PRId64 " MACs a cycle\n", m->macs_per_pe);
}

static void put_energy(const stm_machine_settings *m, const stm_energy *e, stm_output *output)
{
    const struct {
        const char *name;
        double value;
    } parts[] = {{"MACs", e->macs},
                 {"registers", e->registers},
                 {"PE to PE", e->network},
                 {"buffers", e->buffers},
                 {"DRAM", e->dram}};
    if (m->energy_preset == NULL)
        return;
    stm_output_printf(output, "\nenergy [%s]     %.6g, by %s\n", m->energy_unit, e->total,
                      m->energy_preset);
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        stm_output_printf(output, "  %-14s %14.6g %7.2f %%\n", parts[k].name, parts[k].value,
                          share(parts[k].value, e->total));
    stm_output_printf(output, "  source: %s\n", m->energy_source);
}

void simulate_report_put_text(const simulate_report *report, stm_output *output)
{
    const stm_machine_settings *m = stm_machine_describe(report->machine);
    const stm_simulation_summary *s = stm_simulation_summarise(report->simulation);
    put_machine(m, output);
    stm_output_printf(output, "nonzeros         %" PRId64 " a head, %" PRId64 " MACs%s\n",
                      s->nonzeros, s->macs, s->with_values ? " of Q*K and P*V" : " of Q*K");
    stm_output_printf(output, "total cycles     %" PRId64 "\n", s->total_cycles);
    stm_output_printf(output, "compute cycles   %" PRId64 " in %" PRId64 " stages a head\n",
                      s->compute_cycles, s->stages);
    stm_output_printf(output, "load cycles      %" PRId64 "\n", s->load_cycles);
    stm_output_printf(output, "stall cycles     %" PRId64 " (%.2f %%)\n", s->stall_cycles,
                      share((double)s->stall_cycles, (double)s->total_cycles));
    stm_output_printf(output, "utilisation      %.2f %% overall, %.2f %% while computing\n",
                      100 * s->utilisation_overall, 100 * s->utilisation_compute);
    if (s->mapping_efficiency >= 0)
        stm_output_printf(output, "mapping          %.2f %% of the array in a fold\n",
                          100 * s->mapping_efficiency);
    stm_output_printf(output, "bandwidth        %.4g words a cycle on average, %.4g at most\n",
                      s->mean_words, s->peak_words);
    stm_output_printf(output, "intensity        %.4g MACs a word loaded", s->intensity);
    if (s->balance > 0)
        stm_output_printf(output, "; the machine balances at %.4g", s->balance);
    stm_output_printf(output,
                      "\nMACs a cycle     %.4g; at this intensity %.4g at most, with all PEs "
                      "%.4g\n\n",
                      s->achieved, s->attainable, s->peak);
    stm_output_printf(output, "%-22s %16s %16s %16s %16s %16s\n", "words", "queries", "keys",
                      "values", "scores", "outputs");
    put_words(output, "read from DRAM", &s->dram_reads);
    put_words(output, "written to DRAM", &s->dram_writes);
    put_words(output, "buffers to and from PEs", &s->sram);
    put_energy(m, &s->energy, output);
}

static void put_words_json(stm_output *output, const char *name, const stm_words *w)
{
    stm_output_printf(output,
                      ",\n \"%s\": {\"queries\": %" PRId64 ", \"keys\": %" PRId64
                      ", \"values\": %" PRId64 ", \"scores\": %" PRId64 ", \"outputs\": %" PRId64
                      "}",
                      name, w->queries, w->keys, w->values, w->scores, w->outputs);
}

static void put_name_json(stm_output *output, const char *key, const char *text)
{
    stm_output_printf(output, "\"%s\": ", key);
    if (text == NULL)
        stm_output_printf(output, "null");
    else
        command_json_string(output, text);
}

static void put_machine_json(const stm_machine_settings *m, stm_output *output)
{
    stm_output_printf(output, "{");
    put_name_json(output, "machine", m->name);
    stm_output_printf(output, ", ");
    put_name_json(output, "partition", m->partition);
    stm_output_printf(output, ", ");
    put_name_json(output, "dataflow", m->dataflow);
    stm_output_printf(output,
                      ", \"pes\": %" PRId64 ", \"macs_per_pe\": %" PRId64 ", \"head_dim\": %" PRId64
                      ", \"element_bytes\": %" PRId64 ",\n ",
                      m->pes, m->macs_per_pe, m->head_dim, m->element_bytes);
}

static void put_cycles_json(const stm_simulation_summary *s, stm_output *output)
{
    stm_output_printf(output,
                      "\"nonzeros\": %" PRId64 ", \"macs\": %" PRId64 ", \"with_values\": %s"
                      ", \"stages\": %" PRId64 ",\n \"total_cycles\": %" PRId64
                      ", \"compute_cycles\": %" PRId64 ", \"load_cycles\": %" PRId64
                      ", \"stall_cycles\": %" PRId64 ",\n \"utilisation_overall\": %.17g"
                      ", \"utilisation_compute\": %.17g, \"mapping_efficiency\": ",
                      s->nonzeros, s->macs, s->with_values ? "true" : "false", s->stages,
                      s->total_cycles, s->compute_cycles, s->load_cycles, s->stall_cycles,
                      s->utilisation_overall, s->utilisation_compute);
    if (s->mapping_efficiency < 0)
        stm_output_printf(output, "null");
    else
        stm_output_printf(output, "%.17g", s->mapping_efficiency);
    stm_output_printf(output,
                      ",\n \"peak_words_per_cycle\": %.17g, \"mean_words_per_cycle\": %.17g"
                      ", \"dram_words\": %" PRId64 ", \"sram_words\": %" PRId64,
                      s->peak_words, s->mean_words, sum_of(&s->dram_reads), sum_of(&s->sram));
}

void simulate_report_put_json(const simulate_report *report, stm_output *output)
{
    const stm_machine_settings *m = stm_machine_describe(report->machine);
    const stm_simulation_summary *s = stm_simulation_summarise(report->simulation);
    const int64_t *busy = stm_simulation_busy(report->simulation);
    put_machine_json(m, output);
    put_cycles_json(s, output);
    put_words_json(output, "dram_reads", &s->dram_reads);
    put_words_json(output, "dram_writes", &s->dram_writes);
    put_words_json(output, "sram_accesses", &s->sram);
    stm_output_printf(output,
                      ",\n \"energy\": {\"macs\": %.17g, \"registers\": %.17g, \"network\": "
                      "%.17g, \"buffers\": %.17g, \"dram\": %.17g, \"total\": %.17g}, ",
                      s->energy.macs, s->energy.registers, s->energy.network, s->energy.buffers,
                      s->energy.dram, s->energy.total);
    put_name_json(output, "energy_preset", m->energy_preset);
    stm_output_printf(output, ", ");
    put_name_json(output, "energy_unit", m->energy_unit);
    stm_output_printf(output, ", ");
    put_name_json(output, "energy_source", m->energy_source);
    stm_output_printf(output,
                      ",\n \"roofline\": {\"intensity\": %.17g, \"balance\": %.17g, \"peak\": "
                      "%.17g, \"attainable\": %.17g, \"achieved\": %.17g},\n "
                      "\"pe_utilisation\": [",
                      s->intensity, s->balance, s->peak, s->attainable, s->achieved);
    for (int64_t p = 0; busy != NULL && p < s->pes; p++)
        stm_output_printf(output, "%s%.17g", p == 0 ? "" : ", ",
                          s->total_cycles > 0 ? (double)busy[p] / (double)s->total_cycles : 0);
    stm_output_printf(output, "]}\n");
}
