/* The parts of the completions of bash: tables of options as words, --name=KIND, in arms of a case.
 */
#include <string.h>

#include "document.h"

#define LINE_WIDTH 100

/* lists: variables of bash for what is long. */
static bool put_bash_lists(FILE *out, const char *argument)
{
    fputs("    local five='", out);
    document_put_five(out, "|");
    fputs("'\n    local colours='", out);
    document_put_colours(out, "|");
    fputs("'\n    local orders='", out);
    document_put_orders(out, "|");
    fputs("'\n    local written='", out);
    document_put_formats(out, false, "|");
    fputs("'\n    local read='", out);
    document_put_formats(out, true, "|");
    fputs("'\n", out);
    return argument[0] == '\0';
}

/* What stands behind --name= in the table of options. */
static const char *bash_kind(const option *o)
{
    static const char *const kinds[] = {
        [TAKES_ANYTHING] = "TEXT",
        [TAKES_FILE] = "FILE",
        [TAKES_PICTURE] = "FILE",
        [TAKES_FOLDER] = "DIR",
        [TAKES_SPEC] = "SPEC",
        [TAKES_ORDER] = "$orders",
        [TAKES_ORDER_OR_AUTO] = "$orders|auto",
        [TAKES_FORMAT_TO_WRITE] = "$written",
        [TAKES_FORMAT_TO_READ] = "$read",
        [TAKES_COLOURS] = "$colours",
        [TAKES_FIVE] = "LIST|$five",
    };
    return o->kind == OPTION_INTEGER ? "N" : kinds[o->takes];
}

/* --name, or --name=KIND, as one word; as a second one, the short form. */
static void format_bash_option(const option *o, char *word, size_t capacity)
{
    FILE *memory = fmemopen(word, capacity, "w");
    word[0] = '\0';
    if (memory == NULL)
        return;
    fprintf(memory, "--%s", o->name);
    if (o->kind == OPTION_CHOICE) {
        fputc('=', memory);
        document_put_choices(memory, o, "|");
    } else if (o->kind != OPTION_FLAG) {
        fprintf(memory, "=%s%s", o->kind == OPTION_WORDS ? "+" : "", bash_kind(o));
        if (o->letter != 0)
            fprintf(memory, " -%c=%s", o->letter, bash_kind(o));
    }
    fclose(memory);
}

/* options: an arm of a case for each program and subcommand. */
static bool put_bash_options(FILE *out, const char *argument)
{
    for (int k = 0; k < DOCUMENT_NUM_PROGRAMS; k++) {
        const program *p = document_program_at(k);
        int column = 8;
        fprintf(out, "    '%s')\n        echo \"", p->name);
        for (int q = 0; q < p->num_options; q++) {
            char word[256];
            format_bash_option(&p->options[q], word, sizeof word);
            if (q > 0 && column + (int)strlen(word) > LINE_WIDTH - 10)
                column = fprintf(out, "\" \\\n            \"") - 4;
            else if (q > 0)
                column += fprintf(out, " ");
            column += fprintf(out, "%s", word);
        }
        fputs("\"\n        ;;\n", out);
    }
    return argument[0] == '\0';
}

/* subcommands: their names in a row. */
static bool put_subcommands(FILE *out, const char *argument)
{
    fputs("_stmask_subcommands='", out);
    for (int k = 0; k < NUM_COMMANDS; k++)
        fprintf(out, "%s ", command_name(command_list[k]));
    fputs("help'\n", out);
    return argument[0] == '\0';
}

/* operands: an arm of a case for each kind of operand. */
static bool put_bash_operands(FILE *out, const char *argument)
{
    static const char *const kinds[] = {"SPEC", "FILE"};
    for (size_t l = 0; l < sizeof kinds / sizeof *kinds; l++) {
        const char *before = "    ";
        int column = 0;
        for (int k = 0; k < NUM_COMMANDS; k++) {
            const program *p = &command_list[k]->program;
            bool pattern = l == 0 && strcmp(p->operands, "[PATTERN]") == 0;
            const char *operands = p->operands + (p->operands[0] == '[');
            if (strncmp(operands, kinds[l], 4) != 0 && !pattern)
                continue;
            column += fprintf(out, "%s'%s'", before, p->name);
            before = " | ";
            if (column > LINE_WIDTH - 30) {
                before = " | \\\n        ";
                column = 8;
            }
        }
        fprintf(out, ") echo %s ;;\n", kinds[l]);
    }
    return argument[0] == '\0';
}

const document_part document_bash_parts[] = {
    {"bash_lists", put_bash_lists},
    {"bash_options", put_bash_options},
    {"bash_operands", put_bash_operands},
    {"subcommands", put_subcommands},
    {NULL, NULL},
};
