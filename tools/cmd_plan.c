/* stmask plan: the steps of a mask's points, and what they read. */
#include <inttypes.h>
#include <string.h>

#include "command.h"

enum { HELP, SIZE, NUM_MULTIPLICATIONS, READ_LIMIT, ORDER, POINTS, ANALYSIS, JSON };

static const char *const orders[] = {"row_first", "zigzag", "column_first", "column_zigzag", NULL};

static option table[] = {
    OPTION_HELP,
    OPTION_SIZE,
    {.name = "num_multiplications",
     .kind = OPTION_INTEGER,
     .argument = "P",
     .help = "points of a step, at most",
     .minimum = 1,
     .maximum = STM_MAX_MULTIPLICATIONS,
     .integer = 64},
    {.name = "read_limit",
     .kind = OPTION_INTEGER,
     .argument = "R",
     .help = "unique rows and columns of a step, at most (none)",
     .minimum = 2,
     .maximum = STM_MAX_READ_LIMIT,
     .rule = "must be at least 2, one row and one column",
     .no_default = true},
    {.name = "order",
     .kind = OPTION_CHOICE,
     .choices = orders,
     .help = "the order of visiting the points"},
    {.name = "points", .kind = OPTION_TEXT, .argument = "FILE", .help = "write the points here"},
    {.name = "analysis",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "write the analysis here too"},
    OPTION_JSON,
};

static void put_json(stm_output *output, const stm_plan_summary *s)
{
    stm_output_printf(output,
                      "{\"points\": %" PRId64 ", \"steps\": %" PRId64
                      ", \"sum_unique_rows\": %" PRId64 ", \"sum_unique_columns\": %" PRId64 ",\n",
                      s->points, s->steps, s->sum_unique_rows, s->sum_unique_columns);
    stm_output_printf(output,
                      " \"max_case\": {\"time\": %" PRId64 ", \"rows\": %" PRId64
                      ", \"columns\": %" PRId64 ", \"total\": %" PRId64 "},\n",
                      s->max_case.time, s->max_case.rows, s->max_case.columns, s->max_case.total);
    stm_output_printf(output,
                      " \"max_row_changes\": {\"time\": %" PRId64 ", \"count\": %" PRId64
                      "},\n \"max_column_changes\": {\"time\": %" PRId64 ", \"count\": %" PRId64
                      "},\n",
                      s->max_row_changes.time, s->max_row_changes.count, s->max_column_changes.time,
                      s->max_column_changes.count);
    stm_output_printf(output,
                      " \"max_total_changes\": {\"time\": %" PRId64 ", \"rows\": %" PRId64
                      ", \"columns\": %" PRId64 ", \"count\": %" PRId64 "}}\n",
                      s->max_total_changes.time, s->max_total_changes.rows,
                      s->max_total_changes.columns, s->max_total_changes.count);
}

/* The value of the pattern's parameter of that name, or 0. */
static int64_t parameter(const stm_mask *mask, const char *name)
{
    const stm_pattern *pattern = stm_mask_pattern(mask);
    int k = pattern == NULL ? -1 : stm_pattern_parameter(pattern, name, strlen(name));
    return k < 0 ? 0 : stm_mask_arguments(mask)->integer[k];
}

static stm_status write_points(const stm_plan *plan, const char *spec, int64_t steps,
                               stm_output *output, stm_error *error)
{
    run_bar bar;
    const stm_mask *mask = stm_plan_mask(plan);
    stm_points_options options = {.type = spec,
                                  .window_size = parameter(mask, "window_size"),
                                  .stride = parameter(mask, "stride"),
                                  .progress = &bar.progress};
    int64_t bytes;
    stm_status status = stm_points_bytes(plan, steps, &bytes, error, &options);
    if (status == STM_OK)
        status = stm_output_room(output, bytes, error);
    if (status != STM_OK)
        return status;
    run_bar_start(&bar, "writing points", false);
    status = stm_points_write(plan, output, error, &options);
    run_bar_end(&bar);
    return status;
}

/* Ends an output that `status` has come to; a failed write is told with the output's name. */
static stm_status end_output(stm_output **output, stm_status status, stm_error *error)
{
    stm_output *ended = *output;
    *output = NULL;
    if (status == STM_OK || status == STM_EIO)
        return stm_output_close(ended, error);
    stm_output_discard(ended);
    return status;
}

static int run(program *p, const char *const *operands, int num_operands)
{
    (void)num_operands;
    const char *points_path = table[POINTS].text, *analysis_path = table[ANALYSIS].text;
    stm_mask *mask;
    stm_plan *plan = NULL;
    stm_analysis *analysis = NULL;
    stm_output *standard = NULL, *points = NULL, *report = NULL;
    stm_error error;
    int exit_status = command_mask(p, operands[0], table[SIZE].integer, &mask);
    if (exit_status >= 0)
        return exit_status;
    const char *order = orders[table[ORDER].integer];
    stm_plan_options options = {.order = stm_order_find(order, strlen(order)),
                                .num_multiplications = table[NUM_MULTIPLICATIONS].integer,
                                .read_limit = table[READ_LIMIT].integer};
    run_bar bar;
    stm_status status = stm_plan_new(mask, &plan, &error, &options);
    if (status == STM_OK)
        status = run_stdout(&standard, &error);
    if (status == STM_OK && points_path != NULL)
        status = stm_output_open(points_path, &points, &error);
    if (status == STM_OK && analysis_path != NULL)
        status = stm_output_open(analysis_path, &report, &error);
    if (status != STM_OK)
        goto done;
    run_bar_start(&bar, "analysing", false);
    status = stm_analysis_new(plan, &bar.progress, &analysis, &error);
    run_bar_end(&bar);
    if (status != STM_OK)
        goto done;
    const stm_plan_summary *summary = stm_analysis_summary(analysis);
    if (points != NULL)
        status = end_output(
            &points, write_points(plan, operands[0], summary->steps, points, &error), &error);
    const char *input = points_path != NULL ? points_path : operands[0];
    if (status == STM_OK && report != NULL)
        status = end_output(&report, stm_analysis_write(analysis, input, report, &error), &error);
    if (status != STM_OK)
        goto done;
    if (table[JSON].given)
        put_json(standard, summary);
    else
        stm_analysis_write(analysis, input, standard, &error);
    status = end_output(&standard, STM_OK, &error);
done:
    stm_output_discard(standard);
    stm_output_discard(points);
    stm_output_discard(report);
    stm_analysis_free(analysis);
    stm_plan_free(plan);
    stm_mask_free(mask);
    return run_fail(p, status, &error);
}

command cmd_plan = {
    .program = {.name = "stmask plan",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "steps of P multiplications, and the rows and columns they read",
                .details = "With --json: points, steps, sum_unique_rows, sum_unique_columns, "
                           "max_case {time,\nrows, columns, total}, max_row_changes {time, count}, "
                           "max_column_changes {time,\ncount}, max_total_changes {time, rows, "
                           "columns, count}.\n",
                OPTIONS(table)},
    .run = run,
};
