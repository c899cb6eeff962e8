/* The parts of the manual that the program knows: usage and options from the tables, patterns,
 * orders and formats from the lists of the library, all in Markdown. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

#define LINE_WIDTH 100

/* Words, broken into lines of which all but the first are indented. */
static void put_wrapped(FILE *out, const char *text, int indent)
{
    int column = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + length > LINE_WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > 0) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", length, text);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

/* `--mask` *SPEC* and the like, of those options that have to be given. */
static void put_required(FILE *out, const program *p)
{
    for (int k = 0; k < p->num_options; k++) {
        const option *o = &p->options[k];
        if (!o->required)
            continue;
        if (o->letter != 0)
            fprintf(out, " `-%c` *%s*", o->letter, o->argument);
        else
            fprintf(out, " `--%s` *%s*", o->name, o->argument);
    }
}

static void put_usage_of(FILE *out, const program *p, const char *end)
{
    fprintf(out, "`%s`", p->name);
    if (p->operands[0] != '\0')
        fprintf(out, " *%s*", p->operands);
    put_required(out, p);
    fprintf(out, " [*options*]%s\n", end);
}

/* usage PROGRAM; of stmask, a line for each subcommand. */
static bool put_usage(FILE *out, const char *argument)
{
    const program *p = document_program(argument);
    if (p == NULL)
        return false;
    if (p != &command_general) {
        put_usage_of(out, p, "");
        return true;
    }
    for (int k = 0; k < NUM_COMMANDS; k++)
        put_usage_of(out, &command_list[k]->program, "\\");
    fprintf(out, "`%s help` [*SUBCOMMAND*]\\\n`%s` `--help` | `--version`\n", p->name, p->name);
    return true;
}

static void put_names(FILE *out, const option *o)
{
    if (o->letter != 0)
        fprintf(out, "`-%c`, ", o->letter);
    fprintf(out, "`--%s`", o->name);
    if (o->kind == OPTION_CHOICE)
        for (int k = 0; o->choices[k] != NULL; k++)
            fprintf(out, "%s`%s`", k == 0 ? " " : "|", o->choices[k]);
    else if (o->argument != NULL)
        fprintf(out, " *%s*", o->argument);
}

/* The first letter of a sentence: a capital, but of a name. */
static char first_letter(const char *text)
{
    char word[64];
    int length = (int)strcspn(text, " ");
    snprintf(word, sizeof word, "%.*s", length, text);
    bool name = strchr(word, '_') != NULL || stm_format_find(word) != NULL;
    return (char)(name ? *text : toupper((unsigned char)*text));
}

/* Bounds and the default, behind the help. */
static void put_rules(FILE *out, const option *o)
{
    const char *before = ";";
    if (o->kind == OPTION_INTEGER) {
        fprintf(out, "; from %" PRId64 " to %" PRId64, o->minimum, o->maximum);
        before = ",";
    }
    if (o->kind == OPTION_FLAG || o->required)
        return;
    if (o->absent != NULL && o->absent[0] != '\0')
        fprintf(out, "%s by default %s", before, o->absent);
    else if (o->absent == NULL && o->kind == OPTION_INTEGER)
        fprintf(out, "%s by default %" PRId64, before, o->integer);
    else if (o->kind == OPTION_CHOICE)
        fprintf(out, "%s by default `%s`", before, o->choices[o->integer]);
    else if (o->absent == NULL && o->text != NULL)
        fprintf(out, "%s by default `%s`", before, o->text);
}

static void put_option(FILE *out, const option *o)
{
    char *text = NULL;
    size_t length;
    FILE *memory = open_memstream(&text, &length);
    if (memory == NULL)
        return;
    fputs("- ", memory);
    put_names(memory, o);
    fprintf(memory, ": %c%s", first_letter(o->help), o->help + 1);
    put_rules(memory, o);
    fputs(o->required ? ". It has to be given." : ".", memory);
    if (o->more != NULL)
        fprintf(memory, " %s", o->more);
    fclose(memory);
    put_wrapped(out, text, 2);
    free(text);
}

/* Names those options of a subcommand that all have: they are explained once. */
static void put_shared(FILE *out, const program *p)
{
    int num = 0, last = 0;
    for (int k = 0; k < p->num_options; k++)
        if (p->options[k].shared) {
            num++;
            last = k;
        }
    fputs("Options: ", out);
    for (int k = 0, put = 0; k < p->num_options; k++)
        if (p->options[k].shared)
            fprintf(out, "%s`--%s`",
                    put++ == 0  ? ""
                    : k == last ? " and "
                                : ", ",
                    p->options[k].name);
    fputs(num < p->num_options ? ", and:\n\n" : ".\n", out);
}

/* options PROGRAM: all of a program; of a subcommand, its own. */
static bool put_options(FILE *out, const char *argument)
{
    const program *p = document_program(argument);
    if (p == NULL)
        return false;
    bool subcommand = strchr(p->name, ' ') != NULL;
    if (subcommand)
        put_shared(out, p);
    for (int k = 0; k < p->num_options; k++)
        if (!subcommand || !p->options[k].shared)
            put_option(out, &p->options[k]);
    return true;
}

/* shared PROGRAM: the options of a subcommand that all have. */
static bool put_shared_options(FILE *out, const char *argument)
{
    const program *p = document_program(argument);
    for (int k = 0; p != NULL && k < p->num_options; k++)
        if (p->options[k].shared)
            put_option(out, &p->options[k]);
    return p != NULL;
}

static void put_default(FILE *out, const stm_parameter *q)
{
    switch (q->type) {
    case STM_PARAMETER_INTEGER:
        fprintf(out, " %" PRId64, q->default_value);
        break;
    case STM_PARAMETER_CHOICE:
        fprintf(out, " %s", q->choices[q->default_value]);
        break;
    case STM_PARAMETER_PAIR:
        fprintf(out, " %" PRId64 "x%" PRId64, stm_pair_rows(q->default_value),
                stm_pair_columns(q->default_value));
        break;
    case STM_PARAMETER_LIST:
    case STM_PARAMETER_TEXT:
    case STM_PARAMETER_SPEC:
        if (q->default_text != NULL && q->default_text[0] != '\0')
            fprintf(out, " %s", q->default_text);
        break;
    }
}

/* A name with its parameters and their defaults, and what it is. */
static void put_described(FILE *out, const char *name, const stm_parameters *parameters,
                          const char *summary)
{
    char *text = NULL;
    size_t length;
    FILE *memory = open_memstream(&text, &length);
    if (memory == NULL)
        return;
    fprintf(memory, "- `%s`", name);
    for (int k = 0; k < parameters->num; k++) {
        fprintf(memory, "%s`%s`", k == 0 ? " (" : ", ", parameters->items[k].name);
        put_default(memory, &parameters->items[k]);
    }
    fprintf(memory, "%s: %c%s.", parameters->num > 0 ? ")" : "", first_letter(summary),
            summary + 1);
    fclose(memory);
    put_wrapped(out, text, 2);
    free(text);
}

static bool put_patterns(FILE *out, const char *argument)
{
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        put_described(out, patterns[k]->name, &patterns[k]->parameters, patterns[k]->summary);
    return argument[0] == '\0';
}

static bool put_orders(FILE *out, const char *argument)
{
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    for (size_t k = 0; k < num; k++)
        put_described(out, orders[k]->name, &orders[k]->parameters, orders[k]->summary);
    return argument[0] == '\0';
}

static bool put_formats(FILE *out, const char *argument)
{
    static const stm_parameters none = {.num = 0};
    size_t num;
    const stm_format *const *formats = stm_format_list(&num);
    for (size_t k = 0; k < num; k++)
        put_described(out, formats[k]->name, &none, formats[k]->summary);
    return argument[0] == '\0';
}

const document_part document_manual_parts[] = {
    {"usage", put_usage},
    {"options", put_options},
    {"shared", put_shared_options},
    {"patterns", put_patterns},
    {"orders", put_orders},
    {"formats", put_formats},
    {NULL, NULL},
};
