/* The parts of the completions of zsh: an _arguments for each program, and lists of words. */
#include <string.h>

#include "document.h"

/* Text in single quotes within [...] or :...: of zsh. */
static void put_zsh_text(FILE *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'')
            fputs("'\\''", out);
        else if (strchr(":[]\\", *c) != NULL)
            fprintf(out, "\\%c", *c);
        else
            fputc(*c, out);
    }
}

/* How the value of an option is completed. */
static void put_zsh_value(FILE *out, const option *o)
{
    const char *dot = o->argument == NULL ? NULL : strchr(o->argument, '.');
    fputc(':', out);
    put_zsh_text(out, o->argument == NULL ? o->name : o->argument);
    fputc(':', out);
    if (o->kind == OPTION_CHOICE) {
        fputc('(', out);
        document_put_choices(out, o, " ");
        fputc(')', out);
        return;
    }
    switch (o->takes) {
    case TAKES_ANYTHING:
        break;
    case TAKES_FILE:
        fputs("_files", out);
        if (dot != NULL)
            fprintf(out, " -g \"*%s(-.)\"", dot);
        break;
    case TAKES_PICTURE:
        fputs("_files -g \"*.(png|svg|pdf)(-.)\"", out);
        break;
    case TAKES_FOLDER:
        fputs("_files -/", out);
        break;
    case TAKES_SPEC:
        fputs("_stmask_spec", out);
        break;
    case TAKES_ORDER:
        fputs("_stmask_orders", out);
        break;
    case TAKES_ORDER_OR_AUTO:
        fputs("_stmask_orders_or_auto", out);
        break;
    case TAKES_FORMAT_TO_WRITE:
    case TAKES_FORMAT_TO_READ:
        fputc('(', out);
        document_put_formats(out, o->takes == TAKES_FORMAT_TO_READ, " ");
        fputc(')', out);
        break;
    case TAKES_COLOURS:
        fputc('(', out);
        document_put_colours(out, " ");
        fputc(')', out);
        break;
    case TAKES_FIVE:
        fputs("_stmask_masks", out);
        break;
    }
}

static void put_zsh_option(FILE *out, const option *o)
{
    const char *value = o->kind == OPTION_FLAG ? "" : "=";
    bool ends = strcmp(o->name, "help") == 0 || strcmp(o->name, "version") == 0;
    fputs(" \\\n            ", out);
    if (o->letter != 0)
        fprintf(out, "'(%s)'{-%c%s,--%s%s}'[", ends ? "- *" : "-o --output", o->letter,
                o->kind == OPTION_FLAG ? "" : "+", o->name, value);
    else
        fprintf(out, "'%s--%s%s[", ends ? "(- *)" : "", o->name, value);
    put_zsh_text(out, o->help);
    fputc(']', out);
    if (o->kind != OPTION_FLAG)
        put_zsh_value(out, o);
    fputc('\'', out);
}

/* SPEC, SPEC SPEC, SPEC... or FILE; a last word may be of an option that takes several. */
static void put_zsh_operands(FILE *out, const program *p)
{
    bool spec = strncmp(p->operands, "SPEC", 4) == 0 || strcmp(p->operands, "[PATTERN]") == 0;
    const char *how = spec ? "spec:_stmask_spec" : "file:_files";
    if (p->max_operands > 2)
        fprintf(out, " \\\n            '*:%s'", how);
    for (int k = 1; k <= p->max_operands && p->max_operands <= 2; k++)
        fprintf(out, " \\\n            '%d:%s'", k, how);
    for (int k = 0; k < p->num_options; k++)
        if (p->options[k].kind == OPTION_WORDS)
            fputs(" \\\n            '*:order:_stmask_orders_or_auto'", out);
}

/* arguments: an arm of a case for each program and subcommand. */
static bool put_zsh_arguments(FILE *out, const char *argument)
{
    for (int k = 0; k < DOCUMENT_NUM_PROGRAMS; k++) {
        const program *p = document_program_at(k);
        if (p == &command_general)
            continue;
        fprintf(out, "    '%s')\n        _arguments -S", p->name);
        for (int q = 0; q < p->num_options; q++)
            put_zsh_option(out, &p->options[q]);
        put_zsh_operands(out, p);
        fputs("\n        ;;\n", out);
    }
    return argument[0] == '\0';
}

/* described: the subcommands with what they are for. */
static bool put_zsh_described(FILE *out, const char *argument)
{
    for (int k = 0; k < NUM_COMMANDS; k++) {
        fprintf(out, "        '%s:", command_name(command_list[k]));
        put_zsh_text(out, command_list[k]->program.summary);
        fputs("'\n", out);
    }
    fputs("        'help:how to use a subcommand'\n", out);
    return argument[0] == '\0';
}

/* words WHICH: a list of words, separated by spaces. */
static bool put_zsh_words(FILE *out, const char *argument)
{
    bool orders = strcmp(argument, "orders") == 0;
    fprintf(out, "    local -a known=(");
    if (orders)
        document_put_orders(out, " ");
    else
        document_put_five(out, " ");
    fputs(")\n", out);
    return orders || strcmp(argument, "five") == 0;
}

const document_part document_zsh_parts[] = {
    {"zsh_arguments", put_zsh_arguments},
    {"zsh_described", put_zsh_described},
    {"zsh_words", put_zsh_words},
    {NULL, NULL},
};
