/* The files of stmask plan: opened together, then written and closed one by one. */
#include "plan_outputs.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "pictures.h"

stm_status plan_outputs_open(plan_outputs *outputs, const plan_request *request, stm_error *error)
{
    /* As the help lists them: the first that cannot be opened is told. */
    static const plan_file files[PLAN_NUM_FILES] = {
        PLAN_POINTS,      PLAN_ANALYSIS,   PLAN_CURVE,     PLAN_HISTOGRAM,
        PLAN_CERTIFICATE, PLAN_DRAW_CURVE, PLAN_DRAW_STEPS};
    stm_status status = run_stdout(&outputs->standard, error);
    for (int k = 0; k < PLAN_NUM_FILES && status == STM_OK; k++)
        if (request->paths[files[k]] != NULL)
            status = run_output(request->paths[files[k]], &outputs->files[files[k]], error);
    return status;
}

/* The value of the pattern's parameter of that name, or 0. */
static int64_t parameter(const stm_mask *mask, const char *name)
{
    const stm_pattern *pattern = stm_mask_pattern(mask);
    int k = pattern == NULL ? -1 : stm_pattern_parameter(pattern, name);
    return k < 0 ? 0 : stm_mask_arguments(mask)->integer[k];
}

static stm_status write_points(const plan_report *report, const char *spec, stm_output *output,
                               stm_error *error)
{
    run_bar bar;
    stm_points_options options = {.type = spec,
                                  .window_size = parameter(report->mask, "window_size"),
                                  .stride = parameter(report->mask, "stride"),
                                  .progress = &bar.progress};
    int64_t bytes, steps = stm_analysis_summary(report->analysis)->steps;
    stm_status status = stm_points_bytes(report->plan, steps, &bytes, error, &options);
    if (status == STM_OK)
        status = stm_output_room(output, bytes, error);
    if (status != STM_OK)
        return status;
    run_bar_start(&bar, "writing points", false);
    status = stm_points_write(report->plan, output, error, &options);
    run_bar_end(&bar);
    return status;
}

static stm_status write_certificate(const plan_report *report, int64_t buffer, stm_output *output,
                                    stm_error *error)
{
    run_bar bar;
    run_bar_start(&bar, "writing the certificate", false);
    stm_status status = stm_certificate_write(report->plan, buffer, output, error, &bar.progress);
    run_bar_end(&bar);
    return status;
}

/* What the analysis names as its input. */
static const char *input_name(const plan_request *request, const char *spec)
{
    return request->paths[PLAN_POINTS] != NULL ? request->paths[PLAN_POINTS] : spec;
}

static stm_status write_file(plan_file file, const plan_request *request, const plan_report *report,
                             const char *spec, stm_output *output, stm_error *error)
{
    switch (file) {
    case PLAN_POINTS:
        return write_points(report, spec, output, error);
    case PLAN_ANALYSIS:
        return stm_analysis_write(report->analysis, input_name(request, spec), output, error);
    case PLAN_HISTOGRAM:
        loads_histogram_write(report->loads, output);
        break;
    case PLAN_CERTIFICATE:
        return write_certificate(report, request->buffer, output, error);
    case PLAN_CURVE:
        return loads_curve_write(report->loads, request->curve_at, request->num_curve_at, output,
                                 error);
    case PLAN_DRAW_CURVE:
        return pictures_curve(&report->told, request->curve_at, request->num_curve_at,
                              request->curve_format, output, error);
    case PLAN_DRAW_STEPS:
        return pictures_steps(report->plan, stm_analysis_summary(report->analysis)->steps,
                              request->steps_format, output, error);
    case PLAN_NUM_FILES:
        break;
    }
    return STM_OK;
}

stm_status plan_outputs_write(plan_outputs *outputs, const plan_request *request,
                              const plan_report *report, const char *spec, stm_error *error)
{
    for (int k = 0; k < PLAN_NUM_FILES; k++) {
        stm_output **output = &outputs->files[k];
        if (*output == NULL)
            continue;
        stm_status status = write_file((plan_file)k, request, report, spec, *output, error);
        status = run_close(output, status, error);
        if (status != STM_OK)
            return status;
    }
    stm_status status = STM_OK;
    char *shown = NULL; /* standard output may be a terminal */
    if (request->json)
        plan_report_put_json(report, outputs->standard);
    else if ((shown = command_show(input_name(request, spec))) == NULL)
        status = run_no_memory(error);
    else
        status = plan_report_put_text(report, shown, outputs->standard, error);
    free(shown);
    return run_close(&outputs->standard, status, error);
}

void plan_outputs_discard(plan_outputs *outputs)
{
    stm_output_discard(outputs->standard);
    for (int k = 0; k < PLAN_NUM_FILES; k++)
        stm_output_discard(outputs->files[k]);
}
