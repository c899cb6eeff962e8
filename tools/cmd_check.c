/* stmask check: a points file from anywhere, held against a mask and the limits of a plan. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "summary.h"

enum { HELP, MASK, SIZE, QUERIES, KEYS, NUM_MULTIPLICATIONS, READ_LIMIT, JSON };

static option table[] = {
    [HELP] = OPTION_HELP,
    [MASK] = {.name = "mask",
              .kind = OPTION_TEXT,
              .argument = "SPEC",
              .help = "the mask whose points the file should visit",
              .takes = TAKES_SPEC,
              .required = true},
    OPTIONS_MASK,
    [NUM_MULTIPLICATIONS] =
        OPTION_MULTIPLICATIONS("points of a step, at most", .absent = "not checked"),
    [READ_LIMIT] = OPTION_READ_LIMIT(.absent = "not checked"),
    [JSON] = OPTION_JSON,
};

/* `points.txt:9: point (3, 4): is there twice`. */
static void format_fault(const stm_points_verdict *v, stm_points_rule rule, const char *path,
                         char text[504])
{
    char sentence[256];
    stm_points_fault_format(v, rule, sentence, sizeof sentence);
    if (rule == STM_POINTS_MISSING)
        snprintf(text, 504, "%.200s: %s", path, sentence);
    else
        snprintf(text, 504, "%.200s:%" PRId64 ": %s", path, v->faults[rule].line, sentence);
}

/* A line on what was asked for, and one for each kind of fault in it. */
static void put_rules(stm_output *output, const stm_points_verdict *v, const stm_points_rule *rules,
                      int num, const char *path)
{
    bool none = true;
    for (int k = 0; k < num; k++)
        none = none && v->faults[rules[k]].num == 0;
    stm_output_printf(output, ": %s\n", none ? "yes" : "no");
    for (int k = 0; k < num; k++) {
        char text[504];
        if (v->faults[rules[k]].num == 0)
            continue;
        format_fault(v, rules[k], path, text);
        stm_output_printf(output, "  ");
        command_shown(output, text);
        stm_output_printf(output, "\n");
    }
}

static void put_text(stm_output *output, const stm_points_verdict *v, const char *path)
{
    static const stm_points_rule cover[] = {STM_POINTS_OUTSIDE, STM_POINTS_REPEATED,
                                            STM_POINTS_MISSING};
    static const stm_points_rule points = STM_POINTS_MULTIPLICATIONS, reads = STM_POINTS_READS;
    stm_output_printf(output, "Covers the mask exactly once");
    put_rules(output, v, cover, 3, path);
    if (v->num_multiplications != 0) {
        stm_output_printf(output, "At most %" PRId64 " points a step", v->num_multiplications);
        put_rules(output, v, &points, 1, path);
    }
    if (v->read_limit != 0) {
        stm_output_printf(output, "At most %" PRId64 " rows and columns a step", v->read_limit);
        put_rules(output, v, &reads, 1, path);
    }
}

static void put_points_json(stm_output *output, const char *name, const stm_points_fault *f,
                            bool lines)
{
    stm_output_printf(output, " \"%s\": {\"points\": %" PRId64, name, f->num);
    if (f->num > 0) {
        stm_output_printf(output, ", \"first\": {\"row\": %" PRId64 ", \"column\": %" PRId64,
                          f->row, f->column);
        if (lines)
            stm_output_printf(output, ", \"line\": %" PRId64 ", \"time\": %" PRId64, f->line,
                              f->time);
        stm_output_printf(output, "}");
    }
    stm_output_printf(output, "},\n");
}

static void put_steps_json(stm_output *output, const char *name, const stm_points_fault *f,
                           int64_t limit)
{
    if (limit == 0) {
        stm_output_printf(output, " \"%s\": null,\n", name);
        return;
    }
    stm_output_printf(output, " \"%s\": {\"limit\": %" PRId64 ", \"steps\": %" PRId64, name, limit,
                      f->num);
    if (f->num > 0)
        stm_output_printf(output,
                          ", \"first\": {\"line\": %" PRId64 ", \"time\": %" PRId64
                          ", \"points\": %" PRId64 ", \"rows\": %" PRId64 ", \"columns\": %" PRId64
                          "}",
                          f->line, f->time, f->points, f->rows, f->columns);
    stm_output_printf(output, "},\n");
}

static void put_json(stm_output *output, const stm_points_verdict *v, const stm_plan_summary *s)
{
    const stm_points_fault *f = v->faults;
    stm_output_printf(output, "{\"holds\": %s, \"covers\": %s,\n", v->holds ? "true" : "false",
                      v->covers ? "true" : "false");
    put_points_json(output, "missing", &f[STM_POINTS_MISSING], false);
    put_points_json(output, "repeated", &f[STM_POINTS_REPEATED], true);
    put_points_json(output, "outside", &f[STM_POINTS_OUTSIDE], true);
    put_steps_json(output, "over_num_multiplications", &f[STM_POINTS_MULTIPLICATIONS],
                   v->num_multiplications);
    put_steps_json(output, "over_read_limit", &f[STM_POINTS_READS], v->read_limit);
    stm_output_printf(output, " ");
    summary_put_json(s, output);
    stm_output_printf(output, "}\n");
}

static stm_status put_all(const stm_points_verdict *v, const stm_analysis *analysis,
                          const char *path, stm_error *error)
{
    stm_output *output;
    stm_status status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    if (table[JSON].given) {
        put_json(output, v, stm_analysis_summary(analysis));
    } else {
        put_text(output, v, path);
        char *shown = command_show(path);
        status = shown == NULL ? run_no_memory(error)
                               : stm_analysis_write(analysis, shown, output, error);
        free(shown);
    }
    return run_close(&output, status, error);
}

static stm_status run(call *c)
{
    const char *path = c->operands[0];
    stm_mask *mask;
    stm_points_verdict verdict;
    stm_analysis *analysis = NULL;
    if (!table[MASK].given)
        return options_refuse(&c->error, "--mask SPEC is missing; see %s --help", c->program->name);
    stm_status status = command_mask(c, table[MASK].text, &mask);
    if (status != STM_OK)
        return status;
    run_bar bar;
    run_bar_start(&bar, "reading", false);
    stm_points_check_options options = {.num_multiplications = table[NUM_MULTIPLICATIONS].integer,
                                        .read_limit = table[READ_LIMIT].integer,
                                        .progress = &bar.progress};
    status = stm_points_check(path, mask, &verdict, &analysis, &c->error, &options);
    run_bar_end(&bar);
    if (status == STM_OK)
        status = put_all(&verdict, analysis, path, &c->error);
    stm_analysis_free(analysis);
    stm_mask_free(mask);
    if (status != STM_OK || verdict.holds)
        return status;
    char text[504];
    format_fault(&verdict, verdict.first, path, text);
    return options_refuse(&c->error, "%s", text);
}

command cmd_check = {
    .program = {.name = "stmask check",
                .operands = "FILE",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "whether a points file covers a mask and obeys P and R",
                .details = "Says whether FILE visits each point of the mask exactly once, and "
                           "analyses its steps.\nThe exit status is 0 where it does, within the "
                           "limits given, and 2 where it does not;\nthe first fault is then told "
                           "on standard error.\n",
                OPTIONS(table)},
    .run = run,
};
