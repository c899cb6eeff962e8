/* document [--roff] TEMPLATE: prints a template with its markers filled in, from the tables of
 * options and the lists of the library; with --roff, as a manual page. A marker is a line of its
 * own, `<!-- PART ARGUMENT -->` or `#@ PART ARGUMENT`. scripts/generate_docs.sh runs it on all. */
#include "document.h"

#include <stdlib.h>
#include <string.h>

/* Of calculator_options.h and sparse_options.h, whose enumerators share their names. */
extern program calculator_program, sparse_program;

const program *document_program_at(int k)
{
    const program *whole[] = {&sparse_program, &calculator_program, &command_general};
    return k < 3 ? whole[k] : &command_list[k - 3]->program;
}

const program *document_program(const char *name)
{
    for (int k = 0; k < DOCUMENT_NUM_PROGRAMS; k++)
        if (strcmp(document_program_at(k)->name, name) == 0)
            return document_program_at(k);
    return NULL;
}

/* The words of a marker; false where the line is none. */
static bool read_marker(const char *line, char name[64], char argument[192])
{
    argument[0] = '\0';
    if (sscanf(line, "<!-- %63[a-z_] %191[^>]", name, argument) >= 1) {
        char *end = strstr(argument, "--");
        if (end == NULL)
            return false;
        *end = '\0';
    } else if (sscanf(line, "#@ %63[a-z_] %191[^\n]", name, argument) < 1) {
        return false;
    }
    for (size_t length = strlen(argument); length > 0 && argument[length - 1] == ' ';)
        argument[--length] = '\0';
    return true;
}

static bool expand(FILE *out, const char *path, bool within);

/* A line of a page that stands within another document: its headings go one deeper. */
static void put_deeper(FILE *out, const char *line)
{
    const char *dash = strstr(line, " - ");
    if (strncmp(line, "# ", 2) == 0 && dash != NULL)
        fprintf(out, "## %.*s\n\n%c%.*s.\n", (int)(dash - line) - 2, line + 2, dash[3] - 32,
                (int)strcspn(dash + 4, "\n"), dash + 4);
    else
        fprintf(out, "#%s", line);
}

static bool put_part(FILE *out, const char *name, const char *argument)
{
    const document_part *const lists[] = {document_manual_parts, document_bash_parts,
                                          document_zsh_parts};
    if (strcmp(name, "page") == 0)
        return expand(out, argument, true);
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
        for (const document_part *part = lists[l]; part->name != NULL; part++)
            if (strcmp(part->name, name) == 0)
                return part->put(out, argument);
    return false;
}

static bool expand(FILE *out, const char *path, bool within)
{
    FILE *file = fopen(path, "r");
    char line[1024], name[64], argument[192];
    bool good = file != NULL, code = false;
    while (good && fgets(line, sizeof line, file) != NULL) {
        code ^= strncmp(line, "```", 3) == 0;
        if (read_marker(line, name, argument)) {
            good = put_part(out, name, argument);
            if (!good)
                fprintf(stderr, "document: %s: '%s %s': is no part\n", path, name, argument);
        } else if (within && !code && line[0] == '#') {
            put_deeper(out, line);
        } else {
            fputs(line, out);
        }
    }
    if (file == NULL)
        fprintf(stderr, "document: %s: cannot be read\n", path);
    else
        fclose(file);
    return good;
}

int main(int argc, char **argv)
{
    bool roff = argc == 3 && strcmp(argv[1], "--roff") == 0;
    char *text = NULL;
    size_t length;
    if (argc != 2 && !roff) {
        fprintf(stderr, "usage: document [--roff] TEMPLATE\n");
        return 2;
    }
    FILE *memory = open_memstream(&text, &length);
    if (memory == NULL)
        return 1;
    bool good = expand(memory, argv[argc - 1], false);
    fclose(memory);
    if (good && roff)
        document_put_roff(stdout, text);
    else if (good)
        fputs(text, stdout);
    free(text);
    return good && fflush(stdout) == 0 ? 0 : 2;
}
