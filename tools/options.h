/* The one option parser of the three programs: a table of options, read and explained. */
#ifndef STMASK_TOOLS_OPTIONS_H
#define STMASK_TOOLS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <stmask/stmask.h>

typedef enum option_kind {
    OPTION_FLAG,    /* --quiet */
    OPTION_INTEGER, /* --size 64, --size=64 */
    OPTION_CHOICE,  /* one of some words */
    OPTION_TEXT,
    OPTION_WORDS /* one word or more, up to the next option */
} option_kind;

/* What a value is, for those who complete it. */
typedef enum option_takes {
    TAKES_ANYTHING,
    TAKES_FILE,
    TAKES_PICTURE, /* FILE.png, .svg or .pdf */
    TAKES_FOLDER,
    TAKES_SPEC,
    TAKES_ORDER,
    TAKES_ORDER_OR_AUTO,
    TAKES_FORMAT_TO_WRITE,
    TAKES_FORMAT_TO_READ,
    TAKES_COLOURS, /* a set of colours by its name, or a list */
    TAKES_FIVE     /* names of the first five patterns, separated by commas */
} option_takes;

typedef struct option {
    const char *name; /* without the dashes */
    char letter;      /* of a short form, or 0 */
    option_kind kind;
    const char *argument; /* what stands for the value in the help; NULL for a flag */
    const char *help;     /* without a default: the help adds that */
    int64_t minimum, maximum;
    const char *rule;           /* of an integer's minimum, in place of the usual sentence */
    const char *const *choices; /* ends in NULL */
    /* Set to the default in the table, to what was given by options_parse. A choice is the index of
     * its word. */
    int64_t integer;
    const char *text;
    char *const *words; /* NULL for --name=value, whose word is the text */
    int num_words;
    bool given;
    /* For people. */
    const char
        *absent;      /* what holds without it, in place of a default; "" where there is nothing */
    const char *more; /* sentences for the manual, in Markdown, behind the help */
    bool required;    /* it has to be given */
    bool shared;      /* explained once, not with each subcommand */
    option_takes takes;
} option;

typedef struct program {
    const char *name;     /* as it is called: "stmask plan" */
    const char *operands; /* in the usage line: "SPEC", or "" */
    int min_operands, max_operands;
    const char *summary; /* one line */
    const char *details; /* paragraphs below the options, or NULL */
    option *options;
    int num_options;
} program;

/* The last two members of a program. */
#define OPTIONS(table) .options = (table), .num_options = (int)(sizeof(table) / sizeof *(table))

/* What stands in every table. */
#define OPTION_HELP                                                                                \
    {                                                                                              \
        .name = "help", .letter = 'h', .kind = OPTION_FLAG, .help = "print this help and exit",    \
        .shared = true                                                                             \
    }
#define OPTION_VERSION                                                                             \
    {                                                                                              \
        .name = "version", .kind = OPTION_FLAG, .help = "print the version and exit"               \
    }
#define OPTION_QUIET                                                                               \
    {                                                                                              \
        .name = "quiet", .kind = OPTION_FLAG,                                                      \
        .help = "say nothing on standard error but what went wrong"                                \
    }
#define OPTION_SIZE_NAMED(text)                                                                    \
    {                                                                                              \
        .name = text, .kind = OPTION_INTEGER, .argument = "N",                                     \
        .help = "queries and keys of the mask", .minimum = 1, .maximum = STM_MAX_SIZE,             \
        .integer = 1024, .shared = true                                                            \
    }
/* A parameter of patterns, under its own name. */
#define OPTION_PARAMETER(text, value, words)                                                       \
    {                                                                                              \
        .name = text, .kind = OPTION_INTEGER, .argument = "N", .help = words, .minimum = 1,        \
        .maximum = STM_MAX_SIZE, .integer = value                                                  \
    }

/* The limits of a step. What holds without one, and what the manual adds, stand behind: `.integer =
 * 64`, `.absent = "none"`. */
#define OPTION_MULTIPLICATIONS(words, ...)                                                         \
    {                                                                                              \
        .name = "num_multiplications", .kind = OPTION_INTEGER, .argument = "P", .help = words,     \
        .minimum = 1, .maximum = STM_MAX_MULTIPLICATIONS, __VA_ARGS__                              \
    }
#define OPTION_READ_LIMIT(...)                                                                     \
    {                                                                                              \
        .name = "read_limit", .kind = OPTION_INTEGER, .argument = "R",                             \
        .help = "unique rows and columns of a step, at most", .minimum = 2,                        \
        .maximum = STM_MAX_READ_LIMIT, .rule = "must be at least 2, one row and one column",       \
        __VA_ARGS__                                                                                \
    }

/* What the arguments ask for. */
typedef enum options_request {
    OPTIONS_REFUSED, /* cannot be: the error says why */
    OPTIONS_RUN,
    OPTIONS_HELP,
    OPTIONS_VERSION
} options_request;

/* Reads the arguments from argv[first] on into the table, and those that are no options into
 * `operands`, which has room for max_operands. Where the help or the version is asked for, what
 * stands behind is not read. */
options_request options_parse(program *p, int argc, char **argv, int first, const char **operands,
                              int *num_operands, stm_error *error);

/* Prints the help. */
stm_status options_help(const program *p, stm_output *output);

/* How many bytes of what was given messages show: 60 at most, and whole characters. */
int options_shown(const char *text);

/* Word k of an option of words. */
static inline const char *option_word(const option *o, int k)
{
    return o->words == NULL ? o->text : o->words[k];
}

/* The option of that name, or NULL. */
option *options_find(const program *p, const char *name);

/* A request that cannot be met: puts the sentence into the error and returns STM_EINVAL. */
stm_status options_refuse(stm_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
