/* Designs: what a sweep says of one is what the plan or the simulation itself says. */
#include <stmask/model.h>

#include "sweeps.h"

static void run(const stm_grid *grid, int64_t k, stm_design_result *result)
{
    stm_error error = {.message = ""};
    if (stm_design_run(grid, k, result, &error, NULL) != STM_OK)
        fail_msg("%s", error.message);
    assert_int_equal(result->design, k);
}

static void plans_are_those_of_the_library(void **state)
{
    (void)state;
    static const char *const keepings[] = {"none", "previous", "lru", "opt"};
    for (int keep = 0; keep < 4; keep++) {
        char text[400];
        snprintf(text, sizeof text,
                 "[masks]\nspec = strided:window_size=8,stride=8 | causal\nsize = 50\n[plan]\n"
                 "num_multiplications = 7/16\nread_limit = 12 | 5x6\norder = row_first | "
                 "tile:rows=4,columns=4\nkeeping = %s\nbuffer = 20\n",
                 keepings[keep]);
        stm_grid *grid = grid_of(text);
        int64_t k = 0;
        assert_int_equal(stm_grid_designs(grid), 16);
        for (int spec = 0; spec < 2; spec++)
            for (int p = 0; p < 2; p++)
                for (int limit = 0; limit < 2; limit++)
                    for (int order = 0; order < 2; order++) {
                        stm_mask *mask = NULL;
                        stm_plan *plan = NULL;
                        stm_loads *loads = NULL;
                        stm_load_counts kept;
                        stm_arguments arguments;
                        stm_design_result r;
                        stm_plan_options options = {.num_multiplications = p == 0 ? 7 : 16,
                                                    .read_limit = limit == 0 ? 12 : 0,
                                                    .row_limit = limit == 0 ? 0 : 5,
                                                    .column_limit = limit == 0 ? 0 : 6,
                                                    .order_arguments = &arguments};
                        ASSERT_OK(
                            stm_order_parse(order == 0 ? "row_first" : "tile:rows=4,columns=4",
                                            &options.order, &arguments, NULL));
                        ASSERT_OK(stm_mask_from_spec(spec == 0 ? "strided:window_size=8,stride=8"
                                                               : "causal",
                                                     50, &mask, NULL));
                        ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
                        ASSERT_OK(stm_loads_new(
                            plan, &loads, NULL,
                            &(stm_loads_options){.lru = keep == 2, .opt = keep == 3}));
                        kept = keep == 0 ? stm_loads_none(loads) : stm_loads_previous(loads);
                        if (keep == 2)
                            ASSERT_OK(stm_loads_lru(loads, 20, &kept, NULL));
                        if (keep == 3)
                            ASSERT_OK(stm_loads_opt(loads, 20, &kept, NULL));
                        run(grid, k++, &r);
                        assert_string_equal(r.failure, "");
                        assert_int_equal(integer_of(&r, "cycles"), stm_loads_steps(loads));
                        assert_int_equal(integer_of(&r, "points"), stm_loads_points(loads));
                        assert_int_equal(integer_of(&r, "dram_loads_vectors"),
                                         kept.rows + kept.columns);
                        assert_int_equal(integer_of(&r, "peak_step_vectors"),
                                         stm_loads_distribution(loads, STM_UNIQUE_TOTAL).peak);
                        assert_true(integer_of(&r, "bound_steps") <= stm_loads_steps(loads));
                        stm_loads_free(loads);
                        stm_plan_free(plan);
                        stm_mask_free(mask);
                    }
        stm_grid_free(grid);
    }
}

static void simulations_are_those_of_the_library(void **state)
{
    (void)state;
    stm_grid *grid = grid_of("[masks]\nspec = causal\nsize = 64\nqueries = 8:40\n[simulation]\n"
                             "machine = npu | systolic_32x32_os\nheads = 8\nkv_heads = 2\n"
                             "batch = 3\nwith_values = yes\n[machine]\nhead_dim = 16/32\n");
    for (int64_t k = 0; k < stm_grid_designs(grid); k++) {
        stm_mask *whole = NULL, *mask = NULL;
        stm_machine *machine = NULL;
        stm_simulation *simulation = NULL;
        stm_design_result r;
        const char *set = k % 2 == 0 ? "head_dim=16" : "head_dim=32";
        ASSERT_OK(stm_mask_from_spec("causal", 64, &whole, NULL));
        ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){8, 40, 0, 64}, &mask, NULL));
        ASSERT_OK(stm_machine_open(k < 2 ? "npu" : "systolic_32x32_os", &machine, NULL,
                                   &(stm_machine_options){&set, 1}));
        ASSERT_OK(stm_simulation_new(
            mask, machine, &simulation, NULL,
            &(stm_simulation_options){.heads = 8, .kv_heads = 2, .batch = 3, .with_values = true}));
        const stm_simulation_summary *s = stm_simulation_summarise(simulation);
        run(grid, k, &r);
        assert_string_equal(r.failure, "");
        assert_int_equal(integer_of(&r, "cycles"), s->total_cycles);
        assert_int_equal(integer_of(&r, "stall_cycles"), s->stall_cycles);
        assert_int_equal(integer_of(&r, "macs"), s->macs);
        assert_int_equal(integer_of(&r, "dram_read_words"),
                         s->dram_reads.queries + s->dram_reads.keys + s->dram_reads.values);
        assert_float_equal(real_of(&r, "utilisation_overall"), s->utilisation_overall, 1e-12);
        assert_float_equal(real_of(&r, "mean_words_per_cycle"), s->mean_words, 1e-9);
        if (stm_machine_describe(machine)->energy_preset != NULL)
            assert_float_equal(real_of(&r, "energy_pj"), s->energy.total, 1e-3);
        stm_simulation_free(simulation);
        stm_machine_free(machine);
        stm_mask_free(mask);
        stm_mask_free(whole);
    }
    stm_grid_free(grid);
}

/* Layer by layer, each with a simulation of its own. */
static void models_are_the_sum_of_their_layers(void **state)
{
    (void)state;
    static const char path[] = STMASK_TEST_DATA "/models/gpt_oss.json";
    char text[sizeof path + 200];
    stm_model *model = NULL;
    stm_design_result r;
    int64_t cycles = 0, macs = 0;
    snprintf(text, sizeof text,
             "[masks]\nmodel = %s\nsize = 300\n[simulation]\nmachine = npu\nwith_values = yes\n",
             path);
    stm_grid *grid = grid_of(text);
    run(grid, 0, &r);
    assert_string_equal(r.failure, "");
    ASSERT_OK(stm_model_read(path, &model, NULL, &(stm_model_options){.tokens = 300}));
    for (int64_t k = 0; k < stm_model_summarise(model)->layers; k++) {
        const stm_model_layer *layer = stm_model_layer_at(model, k);
        stm_mask *mask = NULL;
        stm_machine *machine = NULL;
        stm_simulation *simulation = NULL;
        char set[40];
        const char *sets = set;
        snprintf(set, sizeof set, "head_dim=%d", (int)layer->head_dim);
        ASSERT_OK(stm_model_mask(model, k, &mask, NULL));
        ASSERT_OK(stm_machine_open("npu", &machine, NULL, &(stm_machine_options){&sets, 1}));
        ASSERT_OK(stm_simulation_new(mask, machine, &simulation, NULL,
                                     &(stm_simulation_options){.heads = layer->heads,
                                                               .kv_heads = layer->kv_heads,
                                                               .with_values = true}));
        cycles += stm_simulation_summarise(simulation)->total_cycles;
        macs += stm_simulation_summarise(simulation)->macs;
        stm_simulation_free(simulation);
        stm_machine_free(machine);
        stm_mask_free(mask);
    }
    assert_int_equal(integer_of(&r, "cycles"), cycles);
    assert_int_equal(integer_of(&r, "macs"), macs);
    stm_model_free(model);
    stm_grid_free(grid);
}

static void what_cannot_be_is_a_sentence(void **state)
{
    (void)state;
    stm_design_result r;
    stm_error error = {.message = ""};
    stm_grid *grid = grid_of("[masks]\nspec = dense | local:window_size={w}\nsize = 64\n[plan]\n"
                             "keeping = lru\nbuffer = 8\n[parameters]\nw = 4/0\n");
    run(grid, 0, &r);
    assert_string_equal(r.failure, "buffer 8: must hold the largest step, 65 vectors");
    assert_true(r.given == 0);
    run(grid, 3, &r);
    assert_string_equal(r.failure, "window_size 0: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_design_run(grid, 4, &r, &error, NULL), STM_EINVAL, error,
                 "design 4: must be from 0 to 3");
    stm_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_those_of_the_library),
        cmocka_unit_test(simulations_are_those_of_the_library),
        cmocka_unit_test(models_are_the_sum_of_their_layers),
        cmocka_unit_test(what_cannot_be_is_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
