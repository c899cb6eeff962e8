/* stmask list: the patterns and their parameters, from their descriptors. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

enum { HELP, JSON };

static option table[] = {OPTION_HELP, OPTION_JSON};

static const char *const types[] = {"integer", "choice", "pair", "list", "text", "spec"};

/* What a parameter may be, and its default. */
static void put_range(stm_output *output, const stm_parameter *q)
{
    const char *before = q->type == STM_PARAMETER_SPEC ? "(" : "";
    const char *after = q->type == STM_PARAMETER_SPEC ? ")" : "";
    switch (q->type) {
    case STM_PARAMETER_INTEGER:
        stm_output_printf(output, "%" PRId64 " to %" PRId64 " (%" PRId64 ")", q->minimum,
                          q->maximum, q->default_value);
        break;
    case STM_PARAMETER_CHOICE:
        for (int k = 0; q->choices[k] != NULL; k++)
            stm_output_printf(output, "%s%s", k == 0 ? "" : " or ", q->choices[k]);
        stm_output_printf(output, " (%s)", q->choices[q->default_value]);
        break;
    case STM_PARAMETER_PAIR:
        stm_output_printf(output, "rows x columns (%" PRId64 "x%" PRId64 ")",
                          stm_pair_rows(q->default_value), stm_pair_columns(q->default_value));
        break;
    case STM_PARAMETER_LIST:
    case STM_PARAMETER_TEXT:
    case STM_PARAMETER_SPEC:
        stm_output_printf(output, "as in %s%s%s", before, q->example, after);
        if (q->default_text == NULL)
            stm_output_printf(output, " (has to be given)");
        else
            stm_output_printf(output, " (%s)",
                              q->default_text[0] == '\0' ? "none" : q->default_text);
        break;
    }
}

static void put_text(stm_output *output, const stm_pattern *p)
{
    stm_output_printf(output, "%s\n  %s\n", p->name, p->summary);
    for (int k = 0; k < p->parameters.num; k++) {
        const stm_parameter *q = &p->parameters.items[k];
        stm_output_printf(output, "  %-12s %s, ", q->name, types[q->type]);
        put_range(output, q);
        stm_output_printf(output, ": %s\n", q->help);
    }
    stm_output_printf(output, "  values:");
    for (int v = 0, put = 0; v < STM_NUM_VALUES; v++)
        if (p->value_names[v] != NULL)
            stm_output_printf(output, "%s %d %s", put++ > 0 ? "," : "", v, p->value_names[v]);
    stm_output_printf(output, "\n  source: %s\n", p->source);
}

static void put_field(stm_output *output, const char *key, const char *text)
{
    stm_output_printf(output, "\"%s\": ", key);
    command_json_string(output, text);
    stm_output_printf(output, ", ");
}

/* The default, and what else there may be. */
static void put_default(stm_output *output, const stm_parameter *q)
{
    char pair[48];
    if (q->type == STM_PARAMETER_INTEGER) {
        stm_output_printf(
            output, "\"default\": %" PRId64 ", \"minimum\": %" PRId64 ", \"maximum\": %" PRId64,
            q->default_value, q->minimum, q->maximum);
    } else if (q->type == STM_PARAMETER_CHOICE) {
        put_field(output, "default", q->choices[q->default_value]);
        stm_output_printf(output, "\"choices\": [");
        for (int k = 0; q->choices[k] != NULL; k++) {
            stm_output_printf(output, "%s", k == 0 ? "" : ", ");
            command_json_string(output, q->choices[k]);
        }
        stm_output_printf(output, "]");
    } else if (q->type == STM_PARAMETER_PAIR) {
        snprintf(pair, sizeof pair, "%" PRId64 "x%" PRId64, stm_pair_rows(q->default_value),
                 stm_pair_columns(q->default_value));
        stm_output_printf(output, "\"default\": \"%s\"", pair);
    } else if (q->default_text == NULL) {
        stm_output_printf(output, "\"default\": null");
    } else {
        stm_output_printf(output, "\"default\": ");
        command_json_string(output, q->default_text);
    }
}

static void put_json(stm_output *output, const stm_pattern *p)
{
    stm_output_printf(output, "  {");
    put_field(output, "name", p->name);
    put_field(output, "title", p->title);
    put_field(output, "summary", p->summary);
    put_field(output, "source", p->source);
    stm_output_printf(output, "\"parameters\": [");
    for (int k = 0; k < p->parameters.num; k++) {
        const stm_parameter *q = &p->parameters.items[k];
        stm_output_printf(output, "%s{", k == 0 ? "" : ", ");
        put_field(output, "name", q->name);
        put_field(output, "type", types[q->type]);
        put_field(output, "help", q->help);
        put_default(output, q);
        stm_output_printf(output, "}");
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

/* The pattern that the operand names, its parameters left aside; NULL where there is none. */
static stm_status find_one(call *c, const stm_pattern **one)
{
    char name[64];
    stm_arguments arguments;
    if (c->num_operands == 0)
        return STM_OK;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(c->operands[0], ":"), c->operands[0]);
    *one = stm_pattern_find(name);
    if (*one != NULL)
        return STM_OK;
    c->marked = c->operands[0];
    return stm_spec_parse(c->operands[0], one, &arguments, &c->error);
}

static stm_status run(call *c)
{
    stm_output *output;
    const stm_pattern *one = NULL;
    if (find_one(c, &one) != STM_OK)
        return STM_EINVAL;
    stm_status status = run_stdout(&output, &c->error);
    if (status != STM_OK)
        return status;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    if (one != NULL) {
        patterns = &one;
        num = 1;
    }
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
    return stm_output_close(output, &c->error);
}

command cmd_list = {
    .program = {.name = "stmask list",
                .operands = "[PATTERN]",
                .max_operands = 1,
                .summary = "the patterns and their parameters, or one of them",
                OPTIONS(table)},
    .run = run,
};
