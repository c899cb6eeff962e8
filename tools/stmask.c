/* stmask SUBCOMMAND ...: the general command. */
#include <stdio.h>
#include <string.h>

#include "command.h"

#define COMMAND(name) &cmd_##name,
static command *const commands[] = {
#include "commands.def"
};
#undef COMMAND

#define NUM_COMMANDS (sizeof commands / sizeof *commands)

static option no_options[] = {OPTION_HELP, OPTION_VERSION};

static program general = {
    .name = "stmask",
    .operands = "SUBCOMMAND",
    .summary = "Sparse transformer attention masks: look at them, cost them, hand them on.",
    OPTIONS(no_options),
};

/* The name after "stmask ". */
static const char *short_name(const command *c)
{
    return strchr(c->program.name, ' ') + 1;
}

static void put_usage(stm_output *output)
{
    stm_output_printf(output, "usage: stmask SUBCOMMAND [arguments]\n\n%s\n\nsubcommands:\n",
                      general.summary);
    for (size_t k = 0; k < NUM_COMMANDS; k++)
        stm_output_printf(output, "  %-8s %s\n", short_name(commands[k]),
                          commands[k]->program.summary);
    stm_output_printf(
        output,
        "  %-8s %s\n\n"
        "A SPEC is a pattern and its parameters, strided:window_size=64,stride=64, or masks\n"
        "put together: '(local:window_size=256 + global:tokens=0-3) & causal', with + for\n"
        "either, & for both and - for the first without the second; or @FILE:NAME, a name\n"
        "of a set. `stmask list` has the patterns. `stmask help SUBCOMMAND` tells more.\n"
        "  -h, --help  print this help and exit\n"
        "  --version   print the version and exit\n",
        "help", "how to use a subcommand");
}

/* On standard output where it was asked for; on standard error where something else was. */
static int print_usage(int descriptor)
{
    stm_output *output;
    stm_error error;
    stm_status status = stm_output_descriptor(descriptor, "usage", &output, &error);
    if (status == STM_OK) {
        put_usage(output);
        status = stm_output_close(output, &error);
    }
    return run_fail(&general, status, &error);
}

static command *find(const char *name)
{
    for (size_t k = 0; k < NUM_COMMANDS; k++)
        if (strcmp(short_name(commands[k]), name) == 0)
            return commands[k];
    options_fail(&general, "'%.60s': is no subcommand; see stmask --help", name);
    return NULL;
}

static int help(int argc, char **argv)
{
    bool of_itself = argc == 3 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0 ||
                                   strcmp(argv[2], "help") == 0);
    if (argc == 2 || of_itself)
        return print_usage(1);
    if (argc > 3)
        return options_fail(&general, "'%.60s': is one argument too many", argv[3]);
    command *c = find(argv[2]);
    return c == NULL ? 2 : run_print_help(&c->program);
}

int main(int argc, char **argv)
{
    run_start();
    if (argc < 2) {
        print_usage(2);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_usage(1);
    if (strcmp(argv[1], "--version") == 0)
        return run_print_version(&general);
    if (strcmp(argv[1], "help") == 0)
        return help(argc, argv);
    if (argv[1][0] == '-')
        return options_fail(&general, "%.60s: is no option of stmask; see stmask --help", argv[1]);
    command *c = find(argv[1]);
    if (c == NULL)
        return 2;
    const char *operands[MAX_OPERANDS];
    int num_operands = 0;
    int status = options_parse(&c->program, argc, argv, 2, operands, &num_operands);
    return status >= 0 ? status : c->run(&c->program, operands, num_operands);
}
