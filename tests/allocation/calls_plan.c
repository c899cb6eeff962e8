/* Calls that allocate: plans, analyses, loads and orders. */
#include "allocation.h"

static stm_status call_plan_new(void)
{
    stm_plan *made = UNTOUCHED;
    stm_status status = stm_plan_new(whole, &made, NULL, NULL);
    assert_true((status == STM_OK) == (made != UNTOUCHED));
    if (status == STM_OK)
        stm_plan_free(made);
    return status;
}

static stm_status call_steps(void)
{
    stm_steps *steps = UNTOUCHED;
    stm_status status = stm_steps_new(plan, &steps, NULL);
    if (status != STM_OK) {
        assert_ptr_equal(steps, UNTOUCHED);
        return status;
    }
    const stm_step *step = NULL;
    do
        status = stm_steps_next(steps, &step);
    while (status == STM_OK && step != NULL);
    stm_steps_free(steps);
    return status;
}

static stm_status call_analysis(void)
{
    stm_analysis *analysis = UNTOUCHED;
    stm_status status = stm_analysis_new(plan, &analysis, NULL, NULL);
    assert_true((status == STM_OK) == (analysis != UNTOUCHED));
    if (status == STM_OK)
        stm_analysis_free(analysis);
    return status;
}

static stm_status write_points(stm_output *output)
{
    return stm_points_write(plan, output, NULL, NULL);
}

/* Of cycles of steps, and of small plans: what recurs is added up. */
static stm_status analyse_large(const char *order_name)
{
    stm_mask *mask = NULL;
    stm_plan *large = NULL;
    stm_analysis *analysis = UNTOUCHED;
    stm_loads *loads = UNTOUCHED;
    stm_plan_options options = {.order = stm_order_find(order_name), .num_multiplications = 4};
    stm_status status = stm_mask_from_spec("local:window_size=3", 600, &mask, NULL);
    if (status == STM_OK)
        status = stm_plan_new(mask, &large, NULL, &options);
    if (status == STM_OK) {
        status = stm_analysis_new(large, &analysis, NULL, NULL);
        assert_true((status == STM_OK) == (analysis != UNTOUCHED));
    }
    if (status == STM_OK) {
        stm_analysis_free(analysis);
        status = stm_loads_new(large, &loads, NULL, NULL);
        assert_true((status == STM_OK) == (loads != UNTOUCHED));
    }
    if (status == STM_OK)
        stm_loads_free(loads);
    stm_plan_free(large);
    stm_mask_free(mask);
    return status;
}

static stm_status call_cycles(void)
{
    return analyse_large("row_first");
}

static stm_status call_small_plans(void)
{
    return analyse_large("tile");
}

static stm_status call_points(void)
{
    return with_callback(write_points);
}

static stm_status write_certificate(stm_output *output)
{
    return stm_certificate_write(plan, 1000, output, NULL, NULL);
}

static stm_status call_certificate(void)
{
    return with_callback(write_certificate);
}

static stm_status call_points_bytes(void)
{
    int64_t bytes = -1;
    stm_status status = stm_points_bytes(plan, 1000, &bytes, NULL, NULL);
    assert_true((status == STM_OK) == (bytes != -1));
    return status;
}

static stm_status call_points_check(void)
{
    stm_analysis *analysis = UNTOUCHED;
    stm_points_verdict verdict = {.holds = false};
    stm_status status = stm_points_check("checked", whole, &verdict, &analysis, NULL, NULL);
    assert_true((status == STM_OK) == (analysis != UNTOUCHED));
    assert_true((status == STM_OK) == verdict.holds);
    if (status == STM_OK)
        stm_analysis_free(analysis);
    return status;
}

/* Loads with both kinds of buffers, of every order. */
static stm_status call_loads(void)
{
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    stm_status status = STM_OK;
    for (size_t k = 0; k < num && status == STM_OK; k++) {
        stm_arguments arguments = stm_order_defaults(orders[k]);
        stm_plan_options options = {.order = orders[k], .order_arguments = &arguments};
        stm_loads_options wanted = {.lru = true, .opt = true};
        stm_plan *ordered = UNTOUCHED;
        stm_loads *loads = UNTOUCHED;
        stm_load_counts counts;
        if (arguments.integer[0] == 32) /* a modulus that small masks have */
            arguments.integer[0] = 3;
        status = stm_plan_new(tangled, &ordered, NULL, &options);
        if (status != STM_OK)
            return status;
        status = stm_loads_new(ordered, &loads, NULL, &wanted);
        assert_true((status == STM_OK) == (loads != UNTOUCHED));
        if (status == STM_OK) {
            status = stm_loads_opt(loads, 1000, &counts, NULL);
            stm_loads_free(loads);
        }
        stm_plan_free(ordered);
    }
    return status;
}

static stm_status call_bounds(void)
{
    stm_bounds bounds = {.points = -1};
    stm_status status = stm_bounds_of(tangled, 64, 0, 20, &bounds, NULL);
    assert_true((status == STM_OK) == (bounds.points != -1));
    return status;
}

static stm_status call_choose_order(void)
{
    stm_chosen chosen = {.num_tried = -1};
    stm_choose_options options = {.num_multiplications = 4, .buffer = 9};
    stm_mask *small = UNTOUCHED;
    stm_status status = stm_mask_from_spec("fixed:window_size=2", 5, &small, NULL);
    if (status != STM_OK)
        return status;
    status = stm_choose_order(small, &chosen, NULL, &options);
    assert_true((status == STM_OK) == (chosen.num_tried != -1));
    stm_mask_free(small);
    return status;
}

const allocation_call calls_plan[] = {
    {"plan_new", call_plan_new},
    {"steps", call_steps},
    {"analysis", call_analysis},
    {"analysis by cycles", call_cycles},
    {"analysis of small plans", call_small_plans},
    {"points", call_points},
    {"certificate", call_certificate},
    {"points_bytes", call_points_bytes},
    {"points_check", call_points_check},
    {"loads", call_loads},
    {"bounds_of", call_bounds},
    {"choose_order", call_choose_order},
    {NULL, NULL},
};
