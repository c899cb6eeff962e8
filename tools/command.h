/* The subcommands of stmask: each is one file, cmd_NAME.c, and one line in commands.def. */
#ifndef STMASK_TOOLS_COMMAND_H
#define STMASK_TOOLS_COMMAND_H

#include <stmask/stmask.h>

#include "options.h"
#include "run.h"

#define MAX_OPERANDS 64

typedef struct command {
    program program; /* its name is "stmask NAME" */
    /* Runs with parsed options and returns the exit status. */
    int (*run)(program *p, const char *const *operands, int num_operands);
} command;

/* The options that most subcommands have. The mask's are three: SIZE, QUERIES, KEYS. */
#define OPTIONS_MASK                                                                               \
    OPTION_SIZE_NAMED("size"),                                                                     \
        {.name = "queries",                                                                        \
         .kind = OPTION_TEXT,                                                                      \
         .argument = "FIRST:COUNT",                                                                \
         .help = "only these rows of the mask (all)",                                              \
         .no_default = true},                                                                      \
    {                                                                                              \
        .name = "keys", .kind = OPTION_TEXT, .argument = "FIRST:COUNT",                            \
        .help = "only these columns of the mask (all)", .no_default = true                         \
    }
#define OPTION_JSON                                                                                \
    {                                                                                              \
        .name = "json", .kind = OPTION_FLAG, .help = "print JSON"                                  \
    }
#define OPTION_OUTPUT(words)                                                                       \
    {                                                                                              \
        .name = "output", .letter = 'o', .kind = OPTION_TEXT, .argument = "FILE", .help = words    \
    }

#define OPTION_THREADS                                                                             \
    {                                                                                              \
        .name = "threads", .kind = OPTION_INTEGER, .argument = "T",                                \
        .help = "threads (all that the machine runs at once)", .minimum = 1,                       \
        .maximum = STM_MAX_THREADS, .no_default = true                                             \
    }

/* Its choices are stm_precision's, in order. */
#define OPTION_PRECISION                                                                           \
    {                                                                                              \
        .name = "precision", .kind = OPTION_CHOICE, .argument = "P",                               \
        .choices = (const char *const[]){"fp32", "bf16", "bf16x3", NULL},                          \
        .help = "what products may be computed in, where the processor has it"                     \
    }

#define OPTION_MULTIPLICATIONS                                                                     \
    {                                                                                              \
        .name = "num_multiplications", .kind = OPTION_INTEGER, .argument = "P",                    \
        .help = "points of a step, at most", .minimum = 1, .maximum = STM_MAX_MULTIPLICATIONS,     \
        .integer = 64                                                                              \
    }
#define OPTION_READ_LIMIT                                                                          \
    {                                                                                              \
        .name = "read_limit", .kind = OPTION_INTEGER, .argument = "R",                             \
        .help = "unique rows and columns of a step, at most (none)", .minimum = 2,                 \
        .maximum = STM_MAX_READ_LIMIT, .rule = "must be at least 2, one row and one column",       \
        .no_default = true                                                                         \
    }

/* The mask of an operand at --size, of it what --queries and --keys name; returns -1, or the exit
 * status, and says what is wrong, with a mark below the character of a spec. */
int command_mask(const program *p, const char *spec, stm_mask **mask);

/* The same of that size, all of it. */
int command_whole_mask(const program *p, const char *spec, int64_t size, stm_mask **mask);

/* Where --size is not given, gives all of several specs the size of the files that one of them
 * reads. */
void command_size_of_files(option *size, const char *const *specs, int num);

/* Of a whole mask what --queries and --keys name. */
int command_rectangle(const program *p, const stm_mask *whole, stm_mask **mask);

/* STM_ENOMEM, and its sentence. */
stm_status command_no_memory(stm_error *error);

/* Writes text as a JSON string, quotes included. */
void command_json_string(stm_output *output, const char *text);

#define COMMAND(name) extern command cmd_##name;
#include "commands.def"
#undef COMMAND

#endif
