/* Calls that allocate: grids, designs, databases, fronts. */
#include "allocation.h"

#include <unistd.h>

#include <stmask/sweep.h>

static const char plans[] = "[masks]\nspec = local:window_size={w} | causal\nsize = 32\n[plan]\n"
                            "order = tile:rows=4,columns=4\nkeeping = lru\nbuffer = 40\n"
                            "read_limit = 8x8\n[parameters]\nw = 3/5\n";
static const char machines[] =
    "[masks]\nmodel = " STMASK_TEST_DATA "/models/gpt_oss.json\nsize = 16\n"
    "[simulation]\nmachine = npu\n[machine]\npes = 16/32\n";

static stm_status with_grid(const char *text, stm_status (*run)(const stm_grid *grid))
{
    stm_grid *grid = UNTOUCHED;
    stm_status status = stm_grid_parse(text, strlen(text), "a.ini", &grid, NULL);
    assert_true((status == STM_OK) == (grid != UNTOUCHED));
    if (status != STM_OK)
        return status;
    status = run(grid);
    stm_grid_free(grid);
    return status;
}

static stm_status run_design(const stm_grid *grid)
{
    stm_design_result result = {.design = -1};
    stm_status status = stm_design_run(grid, 1, &result, NULL, NULL);
    assert_int_equal(result.design, status == STM_OK ? 1 : -1);
    assert_true(status != STM_OK || result.failure[0] == '\0');
    return status;
}

static stm_status run_sweep(const stm_grid *grid)
{
    unlink("a.db");
    return stm_sweep_run(grid, "a.db", NULL, NULL, &(stm_sweep_options){.threads = 1});
}

/* The sweep before it has left a database. */
static stm_status read_front(const stm_grid *grid)
{
    stm_front *front = UNTOUCHED;
    stm_sweep_summary summary = {.designs = -1};
    stm_status status = stm_front_read("a.db", &front, NULL,
                                       &(stm_front_options){.x = "cycles", .y = "dram_loads"});
    assert_true((status == STM_OK) == (front != UNTOUCHED));
    if (status == STM_OK)
        stm_front_free(front);
    if (status == STM_OK)
        status = stm_sweep_status(grid, "a.db", &summary, NULL);
    assert_true((status == STM_OK) == (summary.designs >= 0));
    return status;
}

static stm_status call_plan_design(void)
{
    return with_grid(plans, run_design);
}

static stm_status call_simulation_design(void)
{
    return with_grid(machines, run_design);
}

static stm_status call_sweep(void)
{
    return with_grid(plans, run_sweep);
}

static stm_status call_front(void)
{
    return with_grid(plans, read_front);
}

const allocation_call calls_sweep[] = {
    {"plan_design", call_plan_design},
    {"simulation_design", call_simulation_design},
    {"sweep", call_sweep},
    {"front", call_front},
    {NULL, NULL},
};
