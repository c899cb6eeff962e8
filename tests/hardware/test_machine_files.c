/* Machine files: SCALE-Sim's configurations, keys set from outside, every machine that comes with
 * stmask, and what is refused, with its line. */
#include <dirent.h>

#include "machines.h"

/* Written as SCALE-Sim's shipped configurations are, with their keys. */
static const char scale_sim[] = "[general]\nrun_name = scale_example_run_32x32_ws\n\n"
                                "[architecture_presets]\nArrayHeight:    32\nArrayWidth:     16\n"
                                "IfmapSramSzkB:   64 \nFilterSramSzkB:  64\nOfmapSramSzkB:   64\n"
                                "IfmapOffset:    0\nFilterOffset:   10000000\n"
                                "OfmapOffset:    20000000\nBandwidth : 10\nDataflow : ws\n"
                                "MemoryBanks:   1\nReadRequestBuffer: 32\n"
                                "WriteRequestBuffer: 32\n\n[layout]\nIfmapCustomLayout: False\n"
                                "IfmapSRAMBankNum: 10\n\n[sparsity]\nSparsitySupport : false\n\n"
                                "[run_presets]\nInterfaceBandwidth: CALC\n"
                                "UseRamulatorTrace: False\n";

static void scale_sims_configurations_are_read(void **state)
{
    (void)state;
    stm_machine *machine = machine_of(scale_sim);
    const stm_machine_settings *s = stm_machine_describe(machine);
    assert_string_equal(s->name, "scale_example_run_32x32_ws");
    assert_string_equal(s->partition, "systolic");
    assert_string_equal(s->dataflow, "ws");
    assert_int_equal(s->array_height, 32);
    assert_int_equal(s->pes, 512);
    assert_int_equal(s->query_buffer, 65536);
    assert_int_equal(s->dram_words_per_cycle, 0);
    assert_null(s->energy_preset);
    assert_int_equal(stm_machine_notes(machine), 4);
    assert_string_equal(stm_machine_note(machine, 0),
                        "[architecture_presets] IfmapOffset, FilterOffset, OfmapOffset, "
                        "MemoryBanks, ReadRequestBuffer, WriteRequestBuffer: no meaning here, "
                        "passed over");
    assert_string_equal(stm_machine_note(machine, 3),
                        "[run_presets] UseRamulatorTrace: no meaning here, passed over");
    assert_null(stm_machine_note(machine, 4));
    stm_machine_free(machine);
}

static void bandwidth_counts_where_the_user_gives_it(void **state)
{
    (void)state;
    stm_machine *machine = machine_of("[architecture_presets]\narrayheight = 4\nArrayWidth = 4\n"
                                      "Dataflow = is\nBandwidth = 12\n[run_presets]\n"
                                      "InterfaceBandwidth = USER\n");
    assert_int_equal(stm_machine_describe(machine)->dram_words_per_cycle, 12);
    stm_machine_free(machine);
    machine = machine_of("[stmask]\npartition = row\npes = 4\n[run_presets]\n"
                         "InterfaceBandwidth = CALC\n");
    assert_int_equal(stm_machine_describe(machine)->dram_words_per_cycle, 0);
    assert_int_equal(stm_machine_describe(machine)->head_dim, 64);
    stm_machine_free(machine);
}

static void keys_are_set_from_outside(void **state)
{
    (void)state;
    static const char text[] = "[stmask]\npartition = row\npes = 4\ndram_words_per_cycle = 2\n";
    static const char *const set[] = {"pes=1Ki", "partition=column", "IfmapSramSzkB=8"};
    static const char *const wrong[] = {"pes=none"}, *const twice[] = {"pes=1", "pes=2"};
    static const char *const no_value[] = {"pes"};
    stm_machine *machine = NULL;
    stm_error error;
    ASSERT_OK(stm_machine_parse(text, strlen(text), "a.ini", &machine, &error,
                                &(stm_machine_options){set, 3}));
    assert_int_equal(stm_machine_describe(machine)->pes, 1024);
    assert_string_equal(stm_machine_describe(machine)->partition, "column");
    assert_int_equal(stm_machine_describe(machine)->query_buffer, 8192);
    stm_machine_free(machine);
    ASSERT_FAILS(stm_machine_parse(text, strlen(text), "a.ini", &machine, &error,
                                   &(stm_machine_options){wrong, 1}),
                 STM_EINVAL, error,
                 "set pes none: must be a whole number, such as 4096, 131_072, 128k or 4Ki");
    ASSERT_FAILS(stm_machine_parse(text, strlen(text), "a.ini", &machine, &error,
                                   &(stm_machine_options){twice, 2}),
                 STM_EINVAL, error, "set pes: is given twice");
    ASSERT_FAILS(stm_machine_parse(text, strlen(text), "a.ini", &machine, &error,
                                   &(stm_machine_options){no_value, 1}),
                 STM_EINVAL, error, "set pes: must be key=value, as in pes=256");
}

static void refusals_name_the_line(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"", "a.ini: partition is missing in [stmask], as in partition = row"},
        {"[stmask]\npes = 4\n", "a.ini: partition is missing in [stmask], as in partition = row"},
        {"[stmask]\npartition = rows\n",
         "a.ini line 2: partition 'rows': must be row or column or step or systolic or "
         "columns_split or salo or salo_v2; did you mean row?"},
        {"[stmask]\npartition = row\npes = 0\n", "a.ini line 3: pes 0: must be from 1 to 1048576"},
        {"[stmask]\npartition = row\npse = 4\n",
         "a.ini line 3: 'pse' is no key of [stmask]; did you mean pes?"},
        {"[stmask]\npartition = row\npes = 4\n",
         "a.ini: dram_words_per_cycle is missing in [stmask]: partition row needs it"},
        {"[stmask]\npartition = row\npes = 4\ndram_words_per_cycle = 0\n",
         "a.ini line 4: dram_words_per_cycle 0: must be from 1 to 2147483648"},
        {"[stmask]\npartition = row\ndram_words_per_cycle = 4\n",
         "a.ini: pes is missing in [stmask]: partition row needs it"},
        {"[stmask]\npartition = row\norder = zigzag\n",
         "a.ini line 3: order: belongs to partition step, not to row"},
        {"[stmask]\npartition = row\nArrayHeight = 3\n",
         "a.ini line 3: ArrayHeight: belongs to [architecture_presets], not to [stmask]"},
        {"[stmsk]\npartition = row\n", "a.ini line 2: [stmsk]: is no section; did you mean "
                                       "[stmask]?"},
        {"pes = 4\n", "a.ini line 1: pes: stands before the first [section]"},
        {"[stmask]\npartition = row\nwhat\n", "a.ini line 3: must be [section] or key = value"},
        {"[stmask]\npartition = row\npes = 4\npes = 5\n", "a.ini line 4: pes: is given twice"},
        {"[stmask]\npartition = row\npes = 4\ndram_words_per_cycle = 4\n"
         "energy_preset = horowitz\n",
         "a.ini line 5: energy_preset 'horowitz': is not known; did you mean horowitz_45nm?"},
        {"[stmask]\npartition = row\npes = 4\ndram_words_per_cycle = 4\n[energy]\nmac = 1.\n",
         "a.ini line 6: mac '1.': must be picojoules, as in 0.2077"},
        {"[stmask]\npartition = row\npes = 4\ndram_words_per_cycle = 4\n[energy]\nmca = 1\n",
         "a.ini line 6: 'mca' is no energy; did you mean mac?"},
        {"[stmask]\npartition = step\npes = 4\ndram_words_per_cycle = 4\nbuffer = lru\n",
         "a.ini line 5: buffer_vectors is missing in [stmask]: buffer lru needs it"},
        {"[stmask]\npartition = systolic\n[architecture_presets]\nArrayHeight = 4\n"
         "ArrayWidth = 4\n",
         "a.ini: Dataflow is missing in [architecture_presets]: partition systolic needs it"},
        {"[stmask]\npartition = salo\nmacs_per_pe = 2\n[architecture_presets]\n"
         "ArrayHeight = 4\nArrayWidth = 4\n",
         "a.ini line 3: macs_per_pe 2: a PE of an array does 1 a cycle"},
        {"[stmask]\npartition = salo\n[architecture_presets]\nArrayHeight = 1Mi\n"
         "ArrayWidth = 4\n",
         "a.ini line 5: ArrayHeight times ArrayWidth is 4194304: must be at most 1048576"},
    };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        stm_machine *machine = NULL;
        stm_error error = {.message = ""};
        ASSERT_FAILS(
            stm_machine_parse(texts[k][0], strlen(texts[k][0]), "a.ini", &machine, &error, NULL),
            STM_EINVAL, error, texts[k][1]);
        assert_null(machine);
    }
}

/* Each is opened by its name, calls itself so, and runs. */
static void all_machines_run(void **state)
{
    (void)state;
    DIR *folder = opendir(STMASK_TEST_DATA "/../../share/stmask/machines");
    assert_non_null(folder);
    stm_mask *mask = new_mask("strided", 16, 16, 256);
    int num = 0;
    for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder)) {
        char *dot = strrchr(e->d_name, '.');
        if (dot == NULL || strcmp(dot, ".ini") != 0)
            continue;
        *dot = '\0';
        stm_machine *machine = NULL;
        stm_simulation *simulation = NULL;
        stm_error error = {.message = ""};
        if (stm_machine_open(e->d_name, &machine, &error, NULL) != STM_OK ||
            stm_simulation_new(mask, machine, &simulation, &error, NULL) != STM_OK)
            fail_msg("%s: %s", e->d_name, error.message);
        assert_string_equal(stm_machine_describe(machine)->name, e->d_name);
        assert_non_null(stm_machine_describe(machine)->energy_source);
        assert_true(stm_simulation_summarise(simulation)->total_cycles > 0);
        assert_true(stm_simulation_summarise(simulation)->energy.total > 0);
        stm_simulation_free(simulation);
        stm_machine_free(machine);
        num++;
    }
    closedir(folder);
    assert_true(num >= 10);
    stm_mask_free(mask);
    stm_machine *machine = NULL;
    stm_error error;
    ASSERT_FAILS(stm_machine_open("vitcot", &machine, &error, NULL), STM_EINVAL, error,
                 "machine 'vitcot': is not known; did you mean vitcod?");
}

static void every_part_tells_what_it_is(void **state)
{
    (void)state;
    const stm_machine_part *const *(*const lists[])(size_t *) = {
        stm_partition_list, stm_dataflow_list, stm_energy_list};
    size_t num = 0;
    for (size_t k = 0; k < 3; k++) {
        const stm_machine_part *const *list = lists[k](&num);
        assert_true(num >= 3);
        for (size_t n = 0; n < num; n++) {
            assert_true(strlen(list[n]->summary) > 0);
            assert_true(k < 2 || list[n]->source != NULL);
        }
    }
    const stm_parameters *const *keys = stm_machine_keys(&num);
    for (size_t k = 0; k < num; k++)
        for (int n = 0; n < keys[k]->num; n++)
            assert_true(strlen(keys[k]->items[n].help) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scale_sims_configurations_are_read),
        cmocka_unit_test(bandwidth_counts_where_the_user_gives_it),
        cmocka_unit_test(keys_are_set_from_outside),
        cmocka_unit_test(refusals_name_the_line),
        cmocka_unit_test(all_machines_run),
        cmocka_unit_test(every_part_tells_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
