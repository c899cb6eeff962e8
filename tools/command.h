/* The subcommands of stmask: each is one file, cmd_NAME.c, and one line in commands.def. */
#ifndef STMASK_TOOLS_COMMAND_H
#define STMASK_TOOLS_COMMAND_H

#include <stmask/stmask.h>

#include "options.h"
#include "run.h"

typedef struct command {
    program program; /* its name is "stmask NAME" */
    /* Works with the options read; the error of a failure goes into the call. */
    stm_status (*run)(call *c);
} command;

/* The options that most subcommands have. A table with the mask's three has enumerators SIZE,
 * QUERIES and KEYS. */
#define OPTIONS_MASK                                                                               \
    [SIZE] = OPTION_SIZE_NAMED("size"),                                                            \
    [QUERIES] = OPTION_RANGE("queries", "only these rows of the mask"),                            \
    [KEYS] = OPTION_RANGE("keys", "only these columns of the mask")
#define OPTION_RANGE(text, words)                                                                  \
    {                                                                                              \
        .name = text, .kind = OPTION_TEXT, .argument = "FIRST:COUNT", .help = words,               \
        .absent = "all", .shared = true                                                            \
    }
#define OPTION_JSON                                                                                \
    {                                                                                              \
        .name = "json", .kind = OPTION_FLAG, .help = "print JSON"                                  \
    }
/* Read by command_block. */
#define OPTION_BLOCK                                                                               \
    {                                                                                              \
        .name = "block", .kind = OPTION_TEXT, .argument = "B",                                     \
        .help = "side of a block, or QxK queries and keys",                                        \
        .more = "Of formats that have blocks; `flex`, `flash4`, `scipy-bsr` and `flashinfer` may " \
                "have other numbers of queries and keys, as in `256x128`.",                        \
        .absent = "the format's"                                                                   \
    }
#define OPTION_OUTPUT(words)                                                                       \
    {                                                                                              \
        .name = "output", .letter = 'o', .kind = OPTION_TEXT, .argument = "FILE", .help = words,   \
        .takes = TAKES_FILE                                                                        \
    }
#define OPTION_RESULT(words, sentences)                                                            \
    {                                                                                              \
        .name = "output", .letter = 'o', .kind = OPTION_TEXT, .argument = "FILE", .help = words,   \
        .more = sentences, .required = true, .takes = TAKES_FILE                                   \
    }
#define OPTION_PICTURE(words, sentences)                                                           \
    {                                                                                              \
        .name = "output", .letter = 'o', .kind = OPTION_TEXT, .argument = "FILE", .help = words,   \
        .more = sentences, .takes = TAKES_PICTURE                                                  \
    }

#define OPTION_THREADS                                                                             \
    {                                                                                              \
        .name = "threads", .kind = OPTION_INTEGER, .argument = "T", .help = "threads",             \
        .minimum = 1, .maximum = STM_MAX_THREADS, .absent = "all that the machine runs at once",   \
        .more = "The result is the same for any number."                                           \
    }

/* Its choices are stm_precision's, in order. */
#define OPTION_PRECISION                                                                           \
    {                                                                                              \
        .name = "precision", .kind = OPTION_CHOICE, .argument = "P",                               \
        .choices = (const char *const[]){"fp32", "bf16", "bf16x3", NULL},                          \
        .help = "what products may be computed in, where the processor has it",                    \
        .more = "`bf16` and `bf16x3` (two halves an element, three products) need AMX; elsewhere " \
                "they change nothing."                                                             \
    }

/* The type of an element, by command_dtypes. */
#define OPTION_DTYPE                                                                               \
    {                                                                                              \
        .name = "dtype", .kind = OPTION_CHOICE, .choices = command_dtypes, .help = "of an element" \
    }

/* The mask of a spec at --size, of it what --queries and --keys name. A spec that is wrong is
 * marked in the call. */
stm_status command_mask(call *c, const char *spec, stm_mask **mask);

/* The same of that size, all of it. */
stm_status command_whole_mask(call *c, const char *spec, int64_t size, stm_mask **mask);

/* Where --size is not given, gives all of several specs the size of the files that one of them
 * reads. */
void command_size_of_files(option *size, const char *const *specs, int num);

/* Warns where the ending of a file's name is that of other formats. */
void command_check_ending(const char *path, const stm_format *format);

/* Reads an option `B` or `QxK`, queries and keys of a block, where it is given. */
stm_status command_shape(const option *o, int64_t *queries, int64_t *keys, stm_error *error);

/* Reads OPTION_BLOCK, where it is given, for a file of that format. */
stm_status command_block(const option *o, const stm_format *format, stm_exchange_options *options,
                         stm_error *error);

/* Reads an option of FIRST:COUNT, where it is given; else both stay as they are. */
stm_status command_range(const program *p, const char *name, int64_t *first, int64_t *count,
                         stm_error *error);

/* Of a whole mask what --queries and --keys name. */
stm_status command_rectangle(const program *p, const stm_mask *whole, stm_mask **mask,
                             stm_error *error);

/* The format of that name, which can be written, or read; `name` is the option's. */
stm_status command_format(const char *name, const char *text, bool written,
                          const stm_format **format, stm_error *error);

/* Types of elements, their names, and the bytes of each. */
enum { DTYPE_FP32, DTYPE_FP16, DTYPE_BF16, DTYPE_FP8, DTYPE_INT8, NUM_DTYPES };
extern const char *const command_dtypes[];
int64_t command_dtype_bytes(int64_t choice);

/* Writes text of a user's as one line that does nothing to a terminal. */
void command_shown(stm_output *output, const char *text);

/* The same as a text, to be freed; NULL where memory ran out. */
char *command_show(const char *text);

/* Writes text as a JSON string, quotes included; always UTF-8, and nothing that a terminal obeys.
 */
void command_json_string(stm_output *output, const char *text);

#define COMMAND(name) extern command cmd_##name;
#include "commands.def"
#undef COMMAND

enum {
#define COMMAND(name) COMMAND_##name,
#include "commands.def"
#undef COMMAND
    NUM_COMMANDS
};

/* All of them, in the order of their list. */
extern command *const command_list[NUM_COMMANDS];

/* stmask itself: what stands in the place of a subcommand. */
extern program command_general;

/* The name after "stmask ". */
const char *command_name(const command *c);

#endif
