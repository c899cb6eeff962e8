/* Strided attention of 16384 tokens on an NPU, with 64 to 512 words of DRAM a cycle. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

static stm_status simulate(const stm_mask *mask, const char *bandwidth, stm_error *error)
{
    const char *const set[] = {bandwidth};
    stm_machine *machine;
    stm_simulation *simulation;
    stm_status status = stm_machine_open("npu", &machine, error, &(stm_machine_options){set, 1});
    if (status != STM_OK)
        return status;
    stm_simulation_options options = {.heads = 8, .kv_heads = 2, .with_values = true};
    status = stm_simulation_new(mask, machine, &simulation, error, &options);
    if (status == STM_OK) {
        const stm_simulation_summary *s = stm_simulation_summarise(simulation);
        printf("%-24s %9" PRId64 " cycles, PEs busy %5.2f %%, %.3f mJ\n", bandwidth,
               s->total_cycles, 100 * s->utilisation_overall, s->energy.total / 1e9);
        stm_simulation_free(simulation);
    }
    stm_machine_free(machine);
    return status;
}

int main(void)
{
    static const char *const bandwidths[] = {"dram_words_per_cycle=64", "dram_words_per_cycle=128",
                                             "dram_words_per_cycle=256",
                                             "dram_words_per_cycle=512"};
    stm_mask *mask = NULL;
    stm_error error;
    stm_status status =
        stm_mask_from_spec("strided:window_size=128,stride=128", 16384, &mask, &error);
    for (int k = 0; k < 4 && status == STM_OK; k++)
        status = simulate(mask, bandwidths[k], &error);
    if (status != STM_OK)
        fprintf(stderr, "%s\n", error.message);
    stm_mask_free(mask);
    return status != STM_OK;
}
