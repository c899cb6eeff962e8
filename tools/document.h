/* What the program `document` is made of: it prints the manual, docs/cli.md and the completions out
 * of templates, and fills in what the tables of options and the lists of the library know. */
#ifndef STMASK_TOOLS_DOCUMENT_H
#define STMASK_TOOLS_DOCUMENT_H

#include <stdio.h>

#include "command.h"

/* What a marker in a template stands for. Returns false where the argument means nothing to it. */
typedef struct document_part {
    const char *name;
    bool (*put)(FILE *out, const char *argument);
} document_part;

/* The markers there are in Markdown and in the completions; each list ends in a part without a
 * name.
 */
extern const document_part document_manual_parts[];
extern const document_part document_bash_parts[];
extern const document_part document_zsh_parts[];

/* The program of that name, "stmask plan" or "sparse_transformer_mask"; NULL where there is none.
 */
const program *document_program(const char *name);

/* All programs in the order of the documents: the two older ones, stmask, its subcommands. */
#define DOCUMENT_NUM_PROGRAMS (3 + NUM_COMMANDS)
const program *document_program_at(int k);

/* Words with a separator between them: orders, with their parameters as in `tile:rows,columns`;
 * formats to read or to write; the first five patterns; the words of a choice. */
void document_put_orders(FILE *out, const char *separator);
void document_put_formats(FILE *out, bool to_read, const char *separator);
void document_put_five(FILE *out, const char *separator);
void document_put_colours(FILE *out, const char *separator);
void document_put_choices(FILE *out, const option *o, const char *separator);

/* Turns the Markdown of a manual page into roff. It knows headings, paragraphs, code, lists of
 * `- TERM: text`, lines that end in a backslash, *emphasis*, `code` and [links](target). */
void document_put_roff(FILE *out, const char *markdown);

#endif
