/* stmask SUBCOMMAND ...: the general command. */
#include <stdio.h>
#include <string.h>

#include "command.h"

static void put_usage(stm_output *output)
{
    stm_output_printf(output, "usage: stmask SUBCOMMAND [arguments]\n\n%s\n\nsubcommands:\n",
                      command_general.summary);
    for (int k = 0; k < NUM_COMMANDS; k++)
        stm_output_printf(output, "  %-8s %s\n", command_name(command_list[k]),
                          command_list[k]->program.summary);
    stm_output_printf(
        output,
        "  %-8s %s\n\n"
        "A SPEC is a pattern and its parameters, strided:window_size=64,stride=64, or masks\n"
        "put together: '(local:window_size=256 + global:tokens=0-3) & causal', with + for\n"
        "either, & for both and - for the first without the second; or @FILE:NAME, a name\n"
        "of a set. `stmask list` has the patterns. `stmask help SUBCOMMAND` tells more.\n"
        "Numbers may be short: 131_072, 128k (128000), 4Ki (4096); M, Mi, G, Gi alike.\n"
        "  -h, --help  print this help and exit\n"
        "  --version   print the version and exit\n",
        "help", "how to use a subcommand");
}

/* On standard output where it was asked for; on standard error where something else was. */
static stm_status print_usage(int descriptor, stm_error *error)
{
    stm_output *output;
    stm_status status = stm_output_descriptor(descriptor, "usage", &output, error);
    if (status != STM_OK)
        return status;
    put_usage(output);
    return stm_output_close(output, error);
}

static command *find(const char *name)
{
    for (int k = 0; k < NUM_COMMANDS; k++)
        if (strcmp(command_name(command_list[k]), name) == 0)
            return command_list[k];
    return NULL;
}

static stm_status refuse_name(const char *name, stm_error *error)
{
    stm_guess guess = {.text = name, .length = strlen(name)};
    stm_mask *mask = NULL;
    for (int k = 0; k < NUM_COMMANDS; k++)
        stm_guess_offer(&guess, command_name(command_list[k]));
    stm_guess_offer(&guess, "help");
    if (guess.word != NULL)
        return options_refuse(error, "'%.*s': is no subcommand; did you mean %s?",
                              options_shown(name), name, guess.word);
    if (stm_mask_from_spec(name, 1, &mask, NULL) == STM_OK) {
        stm_mask_free(mask);
        return options_refuse(
            error, "'%.*s': is a mask; a subcommand comes before it, as in stats or draw",
            options_shown(name), name);
    }
    return options_refuse(error, "'%.*s': is no subcommand; see stmask --help", options_shown(name),
                          name);
}

static bool asks_for_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

/* stmask help, of itself or of a subcommand. */
static stm_status help(int argc, char **argv, call *of_itself)
{
    stm_error *error = &of_itself->error;
    bool of_help = argc == 3 && (asks_for_help(argv[2]) || strcmp(argv[2], "help") == 0);
    if (argc == 2 || of_help)
        return print_usage(1, error);
    if (argc > 3)
        return options_refuse(error, "'%.*s': is one argument too many", options_shown(argv[3]),
                              argv[3]);
    command *c = find(argv[2]);
    if (c == NULL)
        return refuse_name(argv[2], error);
    of_itself->program = &c->program; /* it is this one's help that can fail */
    return run_print_help(&c->program, error);
}

/* What stands in the place of a subcommand, and is none. */
static stm_status without_command(int argc, char **argv, call *of_itself)
{
    stm_error *error = &of_itself->error;
    if (asks_for_help(argv[1]))
        return print_usage(1, error);
    if (strcmp(argv[1], "--version") == 0)
        return run_print_version(&command_general, error);
    if (strcmp(argv[1], "help") == 0)
        return help(argc, argv, of_itself);
    if (argv[1][0] == '-')
        return options_refuse(error, "%.*s: is no option of stmask; see stmask --help",
                              options_shown(argv[1]), argv[1]);
    return refuse_name(argv[1], error);
}

int main(int argc, char **argv)
{
    call of_itself = {.program = &command_general};
    run_start();
    if (argc < 2) {
        of_itself.done = of_itself.failed = 2;
        return run_end(&of_itself, print_usage(2, &of_itself.error));
    }
    command *c = find(argv[1]);
    if (c != NULL)
        return run_program(&c->program, argc, argv, 2, c->run);
    stm_status status = without_command(argc, argv, &of_itself);
    return run_end(&of_itself, status);
}
