/* SCALE-Sim's reports of a simulation, a line each, with its columns. */
#include <inttypes.h>

#include "base/arithmetic.h"
#include "hardware/simulation.h"

const char *stm_report_file(stm_report report)
{
    static const char *const files[] = {"COMPUTE_REPORT.csv", "BANDWIDTH_REPORT.csv",
                                        "DETAILED_ACCESS_REPORT.csv"};
    return report >= 0 && report < STM_NUM_REPORTS ? files[report] : NULL;
}

static void put_compute(const stm_simulation_summary *s, stm_output *output)
{
    stm_output_printf(output, "LayerID, Total Cycles (incl. prefetch), Total Cycles, Stall Cycles, "
                              "Overall Util %%, Mapping Efficiency %%, Compute Util %%,\n");
    double mapping = s->mapping_efficiency < 0 ? 1 : s->mapping_efficiency;
    stm_output_printf(output, "0, %" PRId64 ", %" PRId64 ", %" PRId64 ", %.17g, %.17g, %.17g,\n",
                      s->total_cycles, s->total_cycles, s->stall_cycles,
                      100 * s->utilisation_overall, 100 * mapping, 100 * s->utilisation_compute);
}

/* Keys and values are SCALE-Sim's filter; scores and outputs its OFMAP. */
typedef struct accesses {
    int64_t sram[3], dram[3];
} accesses;

static accesses accesses_of(const stm_simulation_summary *s)
{
    return (accesses){
        .sram = {s->sram.queries, s->sram.keys + s->sram.values, s->sram.scores + s->sram.outputs},
        .dram = {s->dram_reads.queries, s->dram_reads.keys + s->dram_reads.values,
                 s->dram_writes.scores + s->dram_writes.outputs}};
}

static void put_bandwidth(const stm_simulation_summary *s, stm_output *output)
{
    accesses a = accesses_of(s);
    double cycles = (double)stm__max(s->total_cycles, 1);
    stm_output_printf(output, "LayerID, Avg IFMAP SRAM BW, Avg FILTER SRAM BW, Avg OFMAP SRAM BW, "
                              "Avg IFMAP DRAM BW, Avg FILTER DRAM BW, Avg OFMAP DRAM BW,\n0, ");
    for (int k = 0; k < 3; k++)
        stm_output_printf(output, "%.17g, ", (double)a.sram[k] / cycles);
    for (int k = 0; k < 3; k++)
        stm_output_printf(output, "%.17g,%s", (double)a.dram[k] / cycles, k < 2 ? " " : "\n");
}

/* Every access lies somewhere between the first cycle and the last. */
static void put_accesses(const stm_simulation_summary *s, stm_output *output)
{
    static const char *const names[] = {"IFMAP", "Filter", "OFMAP"};
    static const char *const ways[] = {"Reads", "Reads", "Writes"};
    accesses a = accesses_of(s);
    stm_output_printf(output, "LayerID, ");
    for (int m = 0; m < 2; m++)
        for (int k = 0; k < 3; k++)
            stm_output_printf(output, "%s %s Start Cycle, %s %s Stop Cycle, %s %s %s,%s",
                              m == 0 ? "SRAM" : "DRAM", names[k], m == 0 ? "SRAM" : "DRAM",
                              names[k], m == 0 ? "SRAM" : "DRAM", names[k], ways[k],
                              m == 1 && k == 2 ? "\n" : " ");
    stm_output_printf(output, "0, ");
    for (int m = 0; m < 2; m++)
        for (int k = 0; k < 3; k++)
            stm_output_printf(output, "0, %" PRId64 ", %" PRId64 ",%s",
                              stm__max(s->total_cycles - 1, 0), m == 0 ? a.sram[k] : a.dram[k],
                              m == 1 && k == 2 ? "\n" : " ");
}

stm_status stm_report_write(const stm_simulation *simulation, stm_report report, stm_output *output)
{
    const stm_simulation_summary *s = &simulation->summary;
    if (report == STM_REPORT_COMPUTE)
        put_compute(s, output);
    else if (report == STM_REPORT_BANDWIDTH)
        put_bandwidth(s, output);
    else if (report == STM_REPORT_DETAILED_ACCESS)
        put_accesses(s, output);
    else
        return STM_EINVAL;
    return stm_output_status(output);
}
