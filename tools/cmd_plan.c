/* stmask plan: the steps of a mask's points, and what they read. */
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "heads.h"
#include "loads_report.h"
#include "order.h"
#include "pictures.h"
#include "plan_set.h"
#include "summary.h"

enum {
    HELP,
    SIZE,
    QUERIES,
    KEYS,
    NUM_MULTIPLICATIONS,
    READ_LIMIT,
    ORDER,
    OBJECTIVE,
    BUFFER,
    POINTS,
    ANALYSIS,
    CURVE,
    CURVE_AT,
    HISTOGRAM,
    DRAW_CURVE,
    DRAW_STEPS,
    HEAD_DIM,
    DTYPE,
    JSON
};

static const char *const dtypes[] = {"fp32", "fp16", "bf16", "fp8", "int8", NULL};
static const int64_t dtype_bytes[] = {4, 2, 2, 1, 1};

static option table[] = {
    OPTION_HELP,
    OPTIONS_MASK,
    OPTION_MULTIPLICATIONS,
    OPTION_READ_LIMIT,
    {.name = "order",
     .kind = OPTION_TEXT,
     .argument = "ORDER",
     .help = "the order of visiting the points; auto searches for one",
     .text = "row_first"},
    {.name = "objective",
     .kind = OPTION_CHOICE,
     .choices = order_objectives,
     .integer = 2,
     .help = "the loads that --order auto makes small"},
    {.name = "buffer",
     .kind = OPTION_INTEGER,
     .argument = "B",
     .help = "vectors that lru and opt can keep (not counted)",
     .minimum = 2,
     .maximum = STM_MAX_READ_LIMIT,
     .rule = "must be at least 2, one row and one column",
     .no_default = true},
    {.name = "points", .kind = OPTION_TEXT, .argument = "FILE", .help = "write the points here"},
    {.name = "analysis",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "write the analysis here too"},
    {.name = "curve",
     .kind = OPTION_TEXT,
     .argument = "FILE.csv",
     .help = "write the loads of lru and opt against the buffer"},
    {.name = "curve_at",
     .kind = OPTION_TEXT,
     .argument = "B,B",
     .help = "buffers in the curve besides the powers of the square root of 2"},
    {.name = "histogram",
     .kind = OPTION_TEXT,
     .argument = "FILE.csv",
     .help = "write how many steps read how many vectors"},
    {.name = "draw_curve",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "draw the loads against the buffer, with the bound: FILE.png, .svg or .pdf"},
    {.name = "draw_steps",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "draw what every step reads: FILE.png, .svg or .pdf"},
    {.name = "head_dim",
     .kind = OPTION_INTEGER,
     .argument = "D",
     .help = "elements of a vector: tells bytes (not told)",
     .minimum = 1,
     .maximum = 1048576,
     .no_default = true},
    {.name = "dtype", .kind = OPTION_CHOICE, .choices = dtypes, .help = "of an element"},
    OPTION_JSON,
};

static void put_loads_json(stm_output *output, const loads_report *r)
{
    static const char *const names[4] = {"none", "previous", "lru", "opt"};
    char order[160];
    const stm_plan_options *s = stm_plan_settings(r->plan);
    stm_load_counts cold = stm_loads_cold_start(r->loads);
    stm_order_format(s->order, s->order_arguments, order, sizeof order);
    stm_output_printf(output, " \"order\": \"%s\",\n", order);
    for (int k = 0; k < 4; k++)
        if (k >= LOADS_LRU && r->buffer == 0)
            stm_output_printf(output, " \"loads_%s\": null,", names[k]);
        else
            stm_output_printf(output, " \"loads_%s\": %" PRId64 ",", names[k],
                              loads_total(r->kept[k]));
    stm_output_printf(output,
                      "\n \"bound_steps\": %" PRId64 ", \"bound_compulsory\": %" PRId64
                      ", \"bound_any_order\": %" PRId64 ",\n",
                      r->bounds.steps, r->bounds.compulsory, r->bounds.any_order);
    stm_output_printf(output,
                      " \"peak_total\": %" PRId64 ", \"peak_new_total\": %" PRId64
                      ", \"cold_start\": %" PRId64 "}\n",
                      stm_loads_distribution(r->loads, STM_UNIQUE_TOTAL).peak,
                      stm_loads_distribution(r->loads, STM_NEW_TOTAL).peak, loads_total(cold));
}

/* The value of the pattern's parameter of that name, or 0. */
static int64_t parameter(const stm_mask *mask, const char *name)
{
    const stm_pattern *pattern = stm_mask_pattern(mask);
    int k = pattern == NULL ? -1 : stm_pattern_parameter(pattern, name);
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

#define MOST_CURVE_AT 64

/* The buffers of --curve_at. Returns their number, or -1 where that is wrong and said. */
static int parse_curve_at(const program *p, int64_t at[MOST_CURVE_AT])
{
    const char *text = table[CURVE_AT].text;
    stm_error error;
    int num = 0;
    while (text != NULL) {
        size_t length = strcspn(text, ",");
        if (num == MOST_CURVE_AT) {
            options_fail(p, "--curve_at: takes at most %d buffers", MOST_CURVE_AT);
            return -1;
        }
        if (stm_number_parse("--curve_at", text, length, 2, STM_MAX_READ_LIMIT, NULL, &at[num++],
                             &error) != STM_OK) {
            options_fail(p, "%s", error.message);
            return -1;
        }
        text = text[length] == '\0' ? NULL : text + length + 1;
    }
    return num;
}

/* What is asked for besides the analysis. */
static bool wants_loads(void)
{
    return table[BUFFER].given || table[OBJECTIVE].given || table[CURVE].given ||
           table[HISTOGRAM].given || table[DRAW_CURVE].given || table[HEAD_DIM].given ||
           table[DTYPE].given || strchr(table[ORDER].text, ':') != NULL ||
           strcmp(table[ORDER].text, "auto") == 0;
}

/* All that a run opens and makes. */
typedef struct run_state {
    stm_mask *mask;
    stm_plan *plan;
    stm_analysis *analysis;
    stm_loads *loads;
    stm_output *standard, *points, *report, *curve, *histogram, *curve_picture, *steps_picture;
    stm_figure_format curve_format, steps_format;
} run_state;

static void state_free(run_state *s)
{
    stm_output_discard(s->standard);
    stm_output_discard(s->points);
    stm_output_discard(s->report);
    stm_output_discard(s->curve);
    stm_output_discard(s->histogram);
    stm_output_discard(s->curve_picture);
    stm_output_discard(s->steps_picture);
    stm_loads_free(s->loads);
    stm_analysis_free(s->analysis);
    stm_plan_free(s->plan);
    stm_mask_free(s->mask);
}

static stm_status open_named(int which, stm_output **output, stm_error *error)
{
    const char *path = table[which].text;
    return path == NULL ? STM_OK : stm_output_open(path, output, error);
}

static stm_status open_outputs(run_state *s, stm_error *error)
{
    stm_status status = run_stdout(&s->standard, error);
    if (status == STM_OK)
        status = open_named(POINTS, &s->points, error);
    if (status == STM_OK)
        status = open_named(ANALYSIS, &s->report, error);
    if (status == STM_OK)
        status = open_named(CURVE, &s->curve, error);
    if (status == STM_OK)
        status = open_named(HISTOGRAM, &s->histogram, error);
    if (status == STM_OK)
        status = open_named(DRAW_CURVE, &s->curve_picture, error);
    if (status == STM_OK)
        status = open_named(DRAW_STEPS, &s->steps_picture, error);
    return status;
}

/* Counts the analysis and, where they are asked for, the loads. */
static stm_status count(run_state *s, loads_report *report, stm_error *error)
{
    run_bar bar;
    int64_t buffer = table[BUFFER].integer;
    run_bar_start(&bar, "analysing", false);
    stm_status status = stm_analysis_new(s->plan, &bar.progress, &s->analysis, error);
    run_bar_end(&bar);
    if (status != STM_OK || (!wants_loads() && !table[JSON].given))
        return status;
    bool buffers = buffer != 0 || table[CURVE].given || table[DRAW_CURVE].given;
    stm_loads_options options = {.lru = buffers, .opt = buffers, .progress = &bar.progress};
    run_bar_start(&bar, "counting loads", false);
    status = stm_loads_new(s->plan, &s->loads, error, &options);
    run_bar_end(&bar);
    if (status == STM_OK)
        status = loads_report_make(report, s->plan, s->loads, buffer, error);
    return status;
}

static stm_status write_files(run_state *s, const loads_report *report, const char *spec,
                              const char *input, const int64_t *at, int num_at, stm_error *error)
{
    stm_status status = STM_OK;
    if (s->points != NULL) {
        status =
            write_points(s->plan, spec, stm_analysis_summary(s->analysis)->steps, s->points, error);
        status = end_output(&s->points, status, error);
    }
    if (status == STM_OK && s->report != NULL) {
        status = stm_analysis_write(s->analysis, input, s->report, error);
        status = end_output(&s->report, status, error);
    }
    if (status == STM_OK && s->histogram != NULL) {
        loads_histogram_write(s->loads, s->histogram);
        status = end_output(&s->histogram, STM_OK, error);
    }
    if (status == STM_OK && s->curve != NULL) {
        status = loads_curve_write(s->loads, at, num_at, s->curve, error);
        status = end_output(&s->curve, status, error);
    }
    if (status == STM_OK && s->curve_picture != NULL) {
        status = pictures_curve(report, at, num_at, s->curve_format, s->curve_picture, error);
        status = end_output(&s->curve_picture, status, error);
    }
    if (status == STM_OK && s->steps_picture != NULL) {
        status = pictures_steps(s->plan, stm_analysis_summary(s->analysis)->steps, s->steps_format,
                                s->steps_picture, error);
        status = end_output(&s->steps_picture, status, error);
    }
    return status;
}

/* Each file has a name of its own: of two with one name, one would be lost. */
static int check_files(const program *p)
{
    static const int files[] = {POINTS, ANALYSIS, CURVE, HISTOGRAM, DRAW_CURVE, DRAW_STEPS};
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        const option *o = &table[files[k]];
        if (o->given && strcmp(o->text, "-") == 0)
            return options_fail(p, "--%s -: needs a file; standard output has the analysis",
                                o->name);
        for (size_t l = 0; l < k; l++) {
            const option *a = &table[files[l]], *b = &table[files[k]];
            if (a->given && b->given && strcmp(a->text, b->text) == 0)
                return options_fail(p, "--%s %.200s: is the file of --%s too", b->name, b->text,
                                    a->name);
        }
    }
    return -1;
}

/* A set: its masks one by one, and what they come to together. */
static int run_set(const program *p, const char *operand)
{
    static const int single[] = {POINTS,     ANALYSIS,   CURVE,    HISTOGRAM,
                                 DRAW_CURVE, DRAW_STEPS, HEAD_DIM, DTYPE};
    for (size_t k = 0; k < sizeof single / sizeof *single; k++)
        if (table[single[k]].given)
            return options_fail(p, "--%s: is of one mask, not of a set; give @FILE:NAME",
                                table[single[k]].name);
    head_masks all = {.set = NULL};
    plan_set_request request = {.num_multiplications = table[NUM_MULTIPLICATIONS].integer,
                                .read_limit = table[READ_LIMIT].integer,
                                .order = table[ORDER].text,
                                .buffer = table[BUFFER].integer,
                                .objective = order_objective(table[OBJECTIVE].integer),
                                .json = table[JSON].given};
    int exit_status = heads_read(p, operand, &all);
    if (exit_status < 0)
        exit_status = plan_set(p, &all, &request);
    heads_free(&all);
    return exit_status;
}

static int run(program *p, const char *const *operands, int num_operands)
{
    (void)num_operands;
    if (heads_is_set(operands[0]))
        return run_set(p, operands[0]);
    run_state s = {.mask = NULL};
    loads_report report = {.head_dim = table[HEAD_DIM].integer,
                           .element_bytes = dtype_bytes[table[DTYPE].integer]};
    int64_t at[MOST_CURVE_AT];
    stm_error error;
    if (table[CURVE_AT].given && !table[CURVE].given && !table[DRAW_CURVE].given)
        return options_fail(p, "--curve_at: needs --curve FILE.csv");
    int wrong = check_files(p);
    if (wrong < 0 && table[DRAW_CURVE].given)
        wrong = pictures_format(p, "--draw_curve", table[DRAW_CURVE].text, &s.curve_format);
    if (wrong < 0 && table[DRAW_STEPS].given)
        wrong = pictures_format(p, "--draw_steps", table[DRAW_STEPS].text, &s.steps_format);
    if (wrong >= 0)
        return wrong;
    int num_at = parse_curve_at(p, at);
    if (num_at < 0)
        return 2;
    int exit_status = command_mask(p, operands[0], &s.mask);
    if (exit_status >= 0)
        return exit_status;
    stm_arguments arguments;
    stm_plan_options options = {.num_multiplications = table[NUM_MULTIPLICATIONS].integer,
                                .read_limit = table[READ_LIMIT].integer};
    stm_status status = open_outputs(&s, &error);
    if (status == STM_OK) {
        exit_status =
            order_parse(p, table[ORDER].text, s.mask, table[BUFFER].integer,
                        order_objective(table[OBJECTIVE].integer), false, &options, &arguments);
        if (exit_status >= 0) {
            state_free(&s);
            return exit_status;
        }
        status = stm_plan_new(s.mask, &s.plan, &error, &options);
    }
    if (status == STM_OK)
        status = count(&s, &report, &error);
    const char *input = table[POINTS].given ? table[POINTS].text : operands[0];
    if (status == STM_OK)
        status = write_files(&s, &report, operands[0], input, at, num_at, &error);
    if (status == STM_OK) {
        if (table[JSON].given) {
            stm_output_printf(s.standard, "{");
            summary_put_json(stm_analysis_summary(s.analysis), s.standard);
            stm_output_printf(s.standard, ",\n");
            put_loads_json(s.standard, &report);
        } else {
            stm_analysis_write(s.analysis, input, s.standard, &error);
            if (s.loads != NULL) {
                stm_output_printf(s.standard, "\n");
                loads_report_put(&report, s.standard);
            }
        }
        status = end_output(&s.standard, STM_OK, &error);
    }
    state_free(&s);
    return run_fail(p, status, &error);
}

command cmd_plan = {
    .program =
        {.name = "stmask plan",
         .operands = "SPEC",
         .min_operands = 1,
         .max_operands = 1,
         .summary = "steps of P multiplications, and the rows and columns they read",
         .details =
             "Prints the analysis; with a buffer, an objective, a head_dim, a dtype, a curve, "
             "a histogram\nor an order that has parameters, also a table of loads and "
             "bounds. An ORDER is a name with\nits parameters: row_first, zigzag, "
             "column_first, column_zigzag, tile:rows=8,columns=8,\npanel:rows=64, "
             "column_panel:columns=64, morton:tile=1, hilbert:tile=1,\n"
             "residue:modulus=32,near=32, residue_panel:modulus=32,near=32,rows=64,\n"
             "residue_tile:modulus=32,near=32,side=32, or auto.\n",
         OPTIONS(table)},
    .run = run,
};
