#include "plan_set.h"

#include <inttypes.h>
#include <stdlib.h>

#include "loads_report.h"
#include "order.h"

/* What one mask's plan comes to. */
typedef struct planned {
    stm_plan_summary summary;
    int64_t loads[4]; /* none, previous, lru, opt */
} planned;

static const char *const kinds[4] = {"none", "previous", "lru", "opt"};

static stm_status count(const stm_plan *plan, const plan_set_request *request, planned *out,
                        stm_error *error)
{
    run_bar bar;
    loads_report report = {.head_dim = 0};
    stm_loads *loads = NULL;
    stm_analysis *analysis = NULL;
    run_bar_start(&bar, "analysing", false);
    stm_status status = stm_analysis_new(plan, &bar.progress, &analysis, error);
    stm_loads_options options = {
        .lru = request->buffer != 0, .opt = request->buffer != 0, .progress = &bar.progress};
    if (status == STM_OK) {
        out->summary = *stm_analysis_summary(analysis);
        status = stm_loads_new(plan, &loads, error, &options);
    }
    run_bar_end(&bar);
    if (status == STM_OK)
        status = loads_report_make(&report, plan, loads, request->buffer, error);
    for (int k = 0; k < 4 && status == STM_OK; k++)
        out->loads[k] = k >= LOADS_LRU && request->buffer == 0 ? 0 : loads_total(report.kept[k]);
    stm_loads_free(loads);
    stm_analysis_free(analysis);
    return status;
}

static int plan_mask(const program *p, const stm_mask *mask, const plan_set_request *request,
                     planned *out)
{
    stm_plan *plan = NULL;
    stm_error error;
    stm_arguments arguments;
    stm_plan_options options = {.num_multiplications = request->num_multiplications,
                                .read_limit = request->read_limit};
    int exit_status = order_parse(p, request->order, mask, request->buffer, request->objective,
                                  false, &options, &arguments);
    if (exit_status >= 0)
        return exit_status;
    stm_status status = stm_plan_new(mask, &plan, &error, &options);
    if (status == STM_OK)
        status = count(plan, request, out, &error);
    stm_plan_free(plan);
    return status == STM_OK ? -1 : run_fail(p, status, &error);
}

static void add(planned *sum, const planned *one, int64_t heads)
{
    sum->summary.points += heads * one->summary.points;
    sum->summary.steps += heads * one->summary.steps;
    sum->summary.sum_unique_rows += heads * one->summary.sum_unique_rows;
    sum->summary.sum_unique_columns += heads * one->summary.sum_unique_columns;
    if (one->summary.max_case.total > sum->summary.max_case.total)
        sum->summary.max_case = one->summary.max_case;
    for (int k = 0; k < 4; k++)
        sum->loads[k] += heads * one->loads[k];
}

static void put_row(stm_output *output, int64_t heads, const planned *one, int num_loads,
                    const char *spec)
{
    stm_output_printf(output, "%6" PRId64 " %16" PRId64 " %14" PRId64 " %12" PRId64, heads,
                      one->summary.points, one->summary.steps, one->summary.max_case.total);
    for (int k = 0; k < num_loads; k++)
        stm_output_printf(output, " %16" PRId64, one->loads[k]);
    stm_output_printf(output, "  %s\n", spec);
}

static void put_text(stm_output *output, const head_masks *all, const planned *plans,
                     const planned *sum, int num_loads)
{
    stm_output_printf(output, "%6s %16s %14s %12s", "heads", "points", "steps", "largest step");
    for (int k = 0; k < num_loads; k++)
        stm_output_printf(output, "  loads %9s", kinds[k]);
    stm_output_printf(output, "\n");
    for (int64_t k = 0; k < all->num_distinct; k++)
        put_row(output, all->distinct[k].heads, &plans[k], num_loads, all->distinct[k].spec);
    put_row(output, all->layers * all->heads, sum, num_loads, "all heads together");
}

static void put_members(stm_output *output, const planned *one, int num_loads)
{
    const stm_plan_summary *s = &one->summary;
    stm_output_printf(
        output,
        "\"points\": %" PRId64 ", \"steps\": %" PRId64 ", \"sum_unique_rows\": %" PRId64
        ", \"sum_unique_columns\": %" PRId64 ", \"max_case_total\": %" PRId64,
        s->points, s->steps, s->sum_unique_rows, s->sum_unique_columns, s->max_case.total);
    for (int k = 0; k < num_loads; k++)
        stm_output_printf(output, ", \"loads_%s\": %" PRId64, kinds[k], one->loads[k]);
}

static void put_json(stm_output *output, const head_masks *all, const planned *plans,
                     const planned *sum, int num_loads)
{
    stm_output_printf(output, "{\"layers\": %" PRId64 ", \"heads\": %" PRId64 ", ", all->layers,
                      all->heads);
    put_members(output, sum, num_loads);
    stm_output_printf(output, ",\n \"masks\": [");
    for (int64_t k = 0; k < all->num_distinct; k++) {
        stm_output_printf(output, "%s\n  {\"spec\": ", k == 0 ? "" : ",");
        command_json_string(output, all->distinct[k].spec);
        stm_output_printf(output, ", \"heads\": %" PRId64 ", ", all->distinct[k].heads);
        put_members(output, &plans[k], num_loads);
        stm_output_printf(output, "}");
    }
    stm_output_printf(output, "]}\n");
}

int plan_set(const program *p, const head_masks *all, const plan_set_request *request)
{
    stm_output *output = NULL;
    stm_error error;
    planned sum = {.loads = {0}};
    int num_loads = request->buffer == 0 ? LOADS_LRU : LOADS_OPT + 1, exit_status = -1;
    planned *plans = calloc((size_t)all->num_distinct, sizeof *plans);
    if (plans == NULL)
        return options_fail(p, "out of memory") - 1;
    stm_status status = run_stdout(&output, &error);
    if (status != STM_OK)
        exit_status = run_fail(p, status, &error);
    for (int64_t k = 0; k < all->num_distinct && exit_status < 0; k++) {
        exit_status = plan_mask(p, all->distinct[k].mask, request, &plans[k]);
        add(&sum, &plans[k], all->distinct[k].heads);
    }
    if (exit_status < 0) {
        (request->json ? put_json : put_text)(output, all, plans, &sum, num_loads);
        status = stm_output_close(output, &error);
        output = NULL;
        exit_status = run_fail(p, status, &error);
    }
    stm_output_discard(output);
    free(plans);
    return exit_status;
}
