/* Machines of any text: refused with a sentence that names the file, or machines whose simulations
 * of a small mask keep to the laws: MACs are nonzeros times head_dim times heads, a PE computes in
 * no more cycles than there are, and stalls are what is not computing. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/stmask.h>

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static void check_simulation(const stm_simulation *simulation, const stm_machine_settings *m)
{
    const stm_simulation_summary *s = stm_simulation_summarise(simulation);
    const int64_t *busy = stm_simulation_busy(simulation);
    require(s->macs == s->nonzeros * m->head_dim * 6 * (s->with_values ? 2 : 1), "other MACs");
    require(s->total_cycles >= s->compute_cycles, "more computing than cycles");
    require(s->stall_cycles == s->total_cycles - s->compute_cycles, "other stalls");
    require(s->load_cycles >= 0 && s->dram_reads.keys >= 0, "a number below zero");
    for (int64_t p = 0; busy != NULL && p < s->pes; p++)
        require(busy[p] >= 0 && busy[p] <= s->total_cycles * m->macs_per_pe, "a PE is too busy");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    stm_machine *machine = NULL;
    stm_simulation *simulation = NULL;
    stm_mask *mask = NULL;
    stm_error error = {.message = ""};
    stm_status status =
        stm_machine_parse((const char *)data, length, "machine", &machine, &error, NULL);
    if (status != STM_OK) {
        /* A file of energies may be named that is there, or not. */
        require(error.message[0] != '\0', "no sentence");
        return 0;
    }
    if (stm_mask_from_spec("strided:window_size=5,stride=4", 40, &mask, &error) != STM_OK)
        abort();
    const stm_machine_settings *m = stm_machine_describe(machine);
    stm_simulation_options options = {.heads = 6, .kv_heads = 3, .with_values = length % 2 == 0};
    if (stm_simulation_new(mask, machine, &simulation, &error, &options) == STM_OK)
        check_simulation(simulation, m);
    else
        require(error.message[0] != '\0', "no sentence");
    stm_simulation_free(simulation);
    stm_mask_free(mask);
    stm_machine_free(machine);
    return 0;
}
