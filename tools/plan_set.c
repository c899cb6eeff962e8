/* The plans of a set: one for each distinct mask, each counted as often as heads have it. */
#include "plan_set.h"

#include <inttypes.h>
#include <stdlib.h>

#include "loads_report.h"
#include "order.h"

/* What one mask's plan comes to. */
typedef struct planned {
    stm_plan_summary summary;
    int64_t loads[LOADS_NUM_KINDS];
} planned;

static stm_status count(const stm_plan *plan, const plan_request *request, planned *out,
                        stm_error *error)
{
    run_bar bar;
    loads_report report = {.head_dim = 0};
    stm_loads *loads = NULL;
    stm_analysis *analysis = NULL;
    run_bar_start(&bar, "analysing", false);
    stm_status status = stm_analysis_new(plan, &analysis, error, &bar.progress);
    stm_loads_options options = {
        .lru = request->buffer != 0, .opt = request->buffer != 0, .progress = &bar.progress};
    if (status == STM_OK) {
        out->summary = *stm_analysis_summary(analysis);
        status = stm_loads_new(plan, &loads, error, &options);
    }
    run_bar_end(&bar);
    if (status == STM_OK)
        status = loads_report_make(&report, plan, loads, request->buffer, error);
    for (int k = 0; k < LOADS_NUM_KINDS && status == STM_OK; k++)
        out->loads[k] = k >= LOADS_LRU && request->buffer == 0 ? 0 : loads_total(report.kept[k]);
    stm_loads_free(loads);
    stm_analysis_free(analysis);
    return status;
}

static stm_status plan_mask(call *c, const stm_mask *mask, const plan_request *request,
                            planned *out)
{
    stm_plan *plan = NULL;
    stm_arguments arguments;
    stm_plan_options options = {.num_multiplications = request->num_multiplications,
                                .read_limit = request->read_limit,
                                .row_limit = request->row_limit,
                                .column_limit = request->column_limit};
    stm_status status =
        order_parse(c, request->order, mask, &request->search, &options, &arguments);
    if (status == STM_OK)
        status = stm_plan_new(mask, &plan, &c->error, &options);
    if (status == STM_OK)
        status = count(plan, request, out, &c->error);
    stm_plan_free(plan);
    return status;
}

static void add(planned *sum, const planned *one, int64_t heads)
{
    sum->summary.points += heads * one->summary.points;
    sum->summary.steps += heads * one->summary.steps;
    sum->summary.sum_unique_rows += heads * one->summary.sum_unique_rows;
    sum->summary.sum_unique_columns += heads * one->summary.sum_unique_columns;
    if (one->summary.max_case.total > sum->summary.max_case.total)
        sum->summary.max_case = one->summary.max_case;
    for (int k = 0; k < LOADS_NUM_KINDS; k++)
        sum->loads[k] += heads * one->loads[k];
}

static void put_row(stm_output *output, int64_t heads, const planned *one, int num_loads,
                    const char *spec)
{
    stm_output_printf(output, "%6" PRId64 " %16" PRId64 " %14" PRId64 " %12" PRId64, heads,
                      one->summary.points, one->summary.steps, one->summary.max_case.total);
    for (int k = 0; k < num_loads; k++)
        stm_output_printf(output, " %16" PRId64, one->loads[k]);
    stm_output_printf(output, "  ");
    command_shown(output, spec);
    stm_output_printf(output, "\n");
}

static void put_text(stm_output *output, const head_masks *all, const planned *plans,
                     const planned *sum, int num_loads)
{
    stm_output_printf(output, "%6s %16s %14s %12s", "heads", "points", "steps", "largest step");
    for (int k = 0; k < num_loads; k++)
        stm_output_printf(output, "  loads %9s", loads_names[k]);
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
        stm_output_printf(output, ", \"loads_%s\": %" PRId64, loads_names[k], one->loads[k]);
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

stm_status plan_set(call *c, const head_masks *all, const plan_request *request)
{
    stm_output *output = NULL;
    planned sum = {.loads = {0}};
    int num_loads = request->buffer == 0 ? LOADS_LRU : LOADS_NUM_KINDS;
    planned *plans = calloc((size_t)all->num_distinct, sizeof *plans);
    if (plans == NULL)
        return run_no_memory(&c->error);
    stm_status status = run_stdout(&output, &c->error);
    for (int64_t k = 0; k < all->num_distinct && status == STM_OK; k++) {
        status = plan_mask(c, all->distinct[k].mask, request, &plans[k]);
        add(&sum, &plans[k], all->distinct[k].heads);
    }
    if (status == STM_OK) {
        (request->json ? put_json : put_text)(output, all, plans, &sum, num_loads);
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(output);
    free(plans);
    return status;
}
