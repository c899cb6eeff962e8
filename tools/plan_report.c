/* The analysis of a plan and its loads, counted by the library and printed as text or as JSON. */
#include "plan_report.h"

#include <inttypes.h>

#include "summary.h"

/* What opt keeps of them takes a gigabyte. */
#define MOST_READS (INT64_C(1) << 28)

stm_status plan_report_make(plan_report *r, const plan_request *request, stm_error *error)
{
    run_bar bar;
    r->told =
        (loads_report){.head_dim = request->head_dim, .element_bytes = request->element_bytes};
    run_bar_start(&bar, "analysing", false);
    stm_status status = stm_analysis_new(r->plan, &r->analysis, error, &bar.progress);
    run_bar_end(&bar);
    if (status != STM_OK || (!request->loads && !request->json))
        return status;
    bool buffers = request->buffer != 0 || request->curve;
    const stm_plan_summary *s = stm_analysis_summary(r->analysis);
    int64_t reads = s->sum_unique_rows + s->sum_unique_columns;
    if (request->buffer != 0 && reads > MOST_READS && !request->curve)
        r->told.reads_of_opt = reads;
    bool opt = buffers && r->told.reads_of_opt == 0;
    stm_loads_options options = {.lru = buffers, .opt = opt, .progress = &bar.progress};
    options.buffer = request->curve ? 0 : request->buffer;
    run_bar_start(&bar, "counting loads", false);
    status = stm_loads_new(r->plan, &r->loads, error, &options);
    run_bar_end(&bar);
    if (status == STM_OK)
        status = loads_report_make(&r->told, r->plan, r->loads, request->buffer, error);
    return status;
}

stm_status plan_report_put_text(const plan_report *r, const char *input, stm_output *output,
                                stm_error *error)
{
    stm_status status = stm_analysis_write(r->analysis, input, output, error);
    if (r->loads == NULL || status != STM_OK)
        return status;
    stm_output_printf(output, "\n");
    loads_report_put(&r->told, output);
    return STM_OK;
}

static void put_loads_json(const loads_report *r, stm_output *output)
{
    char order[160];
    const stm_plan_options *s = stm_plan_settings(r->plan);
    stm_load_counts cold = stm_loads_cold_start(r->loads);
    stm_order_format(s->order, s->order_arguments, order, sizeof order);
    stm_output_printf(output, " \"order\": \"%s\",\n", order);
    for (int k = 0; k < LOADS_NUM_KINDS; k++)
        if (k >= LOADS_LRU && (r->buffer == 0 || (k == LOADS_OPT && r->reads_of_opt > 0)))
            stm_output_printf(output, " \"loads_%s\": null,", loads_names[k]);
        else
            stm_output_printf(output, " \"loads_%s\": %" PRId64 ",", loads_names[k],
                              loads_total(r->kept[k]));
    stm_output_printf(output,
                      "\n \"bound_steps\": %" PRId64 ", \"bound_compulsory\": %" PRId64
                      ", \"bound_any_order\": %" PRId64 ", \"bound_by\": \"%s\",\n",
                      r->bounds.steps, r->bounds.compulsory, r->bounds.any_order,
                      stm_load_bound_name(r->bounds.best));
    stm_output_printf(output,
                      " \"peak_total\": %" PRId64 ", \"peak_new_total\": %" PRId64
                      ", \"cold_start\": %" PRId64 "}\n",
                      stm_loads_distribution(r->loads, STM_UNIQUE_TOTAL).peak,
                      stm_loads_distribution(r->loads, STM_NEW_TOTAL).peak, loads_total(cold));
}

void plan_report_put_json(const plan_report *r, stm_output *output)
{
    stm_output_printf(output, "{");
    summary_put_json(stm_analysis_summary(r->analysis), output);
    stm_output_printf(output, ",\n");
    put_loads_json(&r->told, output);
}

void plan_report_free(plan_report *r)
{
    stm_loads_free(r->loads);
    stm_analysis_free(r->analysis);
    stm_plan_free(r->plan);
    stm_mask_free(r->mask);
}
