/* Calls that allocate: machines and simulations. */
#include "allocation.h"

static const char row[] = "[stmask]\npartition = row\npes = 7\nhead_dim = 8\n"
                          "dram_words_per_cycle = 2\n[layout]\nIfmapCustomLayout = False\n"
                          "[energy]\nmac = 1\nsource = mine\n";
static const char lru[] = "[stmask]\npartition = step\npes = 7\ndram_words_per_cycle = 2\n"
                          "order = tile:rows=4,columns=4\nbuffer = lru\nbuffer_vectors = 20\n";
static const char opt[] = "[stmask]\npartition = step\npes = 7\ndram_words_per_cycle = 2\n"
                          "buffer = opt\nbuffer_vectors = 20\n";
static const char array[] = "[architecture_presets]\nArrayHeight = 4\nArrayWidth = 3\n"
                            "Dataflow = os\n";
static const char split[] = "[architecture_presets]\nArrayHeight = 4\nArrayWidth = 3\n[stmask]\n"
                            "partition = columns_split\n";

static stm_status call_machine_open(void)
{
    stm_machine *machine = UNTOUCHED;
    stm_status status = stm_machine_open("npu", &machine, NULL, NULL);
    assert_true((status == STM_OK) == (machine != UNTOUCHED));
    if (status == STM_OK)
        stm_machine_free(machine);
    return status;
}

static stm_status run_machine(const char *text)
{
    static const char *const set[] = {"head_dim=16"};
    stm_machine *machine = UNTOUCHED;
    stm_simulation *simulation = UNTOUCHED;
    stm_machine_options options = {set, 1};
    stm_status status = stm_machine_parse(text, strlen(text), "a.ini", &machine, NULL, &options);
    assert_true((status == STM_OK) == (machine != UNTOUCHED));
    if (status != STM_OK)
        return status;
    status = stm_simulation_new(part, machine, &simulation, NULL,
                                &(stm_simulation_options){.with_values = true});
    assert_true((status == STM_OK) == (simulation != UNTOUCHED));
    if (status == STM_OK)
        stm_simulation_free(simulation);
    stm_machine_free(machine);
    return status;
}

static stm_status call_simulation_row(void)
{
    return run_machine(row);
}

static stm_status call_simulation_lru(void)
{
    return run_machine(lru);
}

static stm_status call_simulation_opt(void)
{
    return run_machine(opt);
}

static stm_status call_simulation_array(void)
{
    return run_machine(array);
}

static stm_status call_simulation_split(void)
{
    return run_machine(split);
}

const allocation_call calls_hardware[] = {
    {"machine_open", call_machine_open},
    {"simulation_row", call_simulation_row},
    {"simulation_lru", call_simulation_lru},
    {"simulation_opt", call_simulation_opt},
    {"simulation_array", call_simulation_array},
    {"simulation_split", call_simulation_split},
    {NULL, NULL},
};
