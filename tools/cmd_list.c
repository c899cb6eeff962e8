/* stmask list: the patterns and their parameters, from their descriptors. */
#include <inttypes.h>

#include "command.h"

enum { HELP, JSON };

static option table[] = {OPTION_HELP, OPTION_JSON};

static void put_text(stm_output *output, const stm_pattern *p)
{
    stm_output_printf(output, "%s\n  %s\n", p->name, p->summary);
    for (int k = 0; k < p->num_parameters; k++) {
        const stm_parameter *q = &p->parameters[k];
        stm_output_printf(output, "  %-12s integer, %" PRId64 " to %" PRId64 " (%" PRId64 "): %s\n",
                          q->name, q->minimum, q->maximum, q->default_value, q->help);
    }
    stm_output_printf(output, "  values:");
    for (int v = 0; v < STM_NUM_VALUES; v++)
        if (p->value_names[v] != NULL)
            stm_output_printf(output, " %d %s%s", v, p->value_names[v],
                              v + 1 < STM_NUM_VALUES && p->value_names[v + 1] != NULL ? "," : "");
    stm_output_printf(output, "\n  source: %s\n", p->source);
}

static void put_field(stm_output *output, const char *key, const char *text)
{
    stm_output_printf(output, "\"%s\": ", key);
    command_json_string(output, text);
    stm_output_printf(output, ", ");
}

static void put_json(stm_output *output, const stm_pattern *p)
{
    stm_output_printf(output, "  {");
    put_field(output, "name", p->name);
    put_field(output, "title", p->title);
    put_field(output, "summary", p->summary);
    put_field(output, "source", p->source);
    stm_output_printf(output, "\"parameters\": [");
    for (int k = 0; k < p->num_parameters; k++) {
        const stm_parameter *q = &p->parameters[k];
        stm_output_printf(output, "%s{", k == 0 ? "" : ", ");
        put_field(output, "name", q->name);
        put_field(output, "type", "integer");
        put_field(output, "help", q->help);
        stm_output_printf(
            output, "\"default\": %" PRId64 ", \"minimum\": %" PRId64 ", \"maximum\": %" PRId64 "}",
            q->default_value, q->minimum, q->maximum);
    }
    stm_output_printf(output, "], \"values\": {");
    const char *separator = "";
    for (int v = 0; v < STM_NUM_VALUES; v++) {
        if (p->value_names[v] == NULL)
            continue;
        stm_output_printf(output, "%s\"%d\": ", separator, v);
        command_json_string(output, p->value_names[v]);
        separator = ", ";
    }
    stm_output_printf(output, "}}");
}

static int run(program *p, const char *const *operands, int num_operands)
{
    (void)operands, (void)num_operands;
    stm_output *output;
    stm_error error;
    stm_status status = run_stdout(&output, &error);
    if (status != STM_OK)
        return run_fail(p, status, &error);
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    bool json = table[JSON].given;
    if (json)
        stm_output_printf(output, "[\n");
    for (size_t k = 0; k < num; k++) {
        if (json)
            put_json(output, patterns[k]);
        else
            put_text(output, patterns[k]);
        if (json || k + 1 < num)
            stm_output_printf(output, "%s\n", json && k + 1 < num ? "," : "");
    }
    if (json)
        stm_output_printf(output, "]\n");
    status = stm_output_close(output, &error);
    return run_fail(p, status, &error);
}

command cmd_list = {
    .program = {.name = "stmask list",
                .operands = "",
                .summary = "the patterns and their parameters",
                OPTIONS(table)},
    .run = run,
};
