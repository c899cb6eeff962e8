/* The list of the subcommands, from commands.def, and what stmask takes without one. */
#include <string.h>

#include "command.h"

command *const command_list[NUM_COMMANDS] = {
#define COMMAND(name) [COMMAND_##name] = &cmd_##name,
#include "commands.def"
#undef COMMAND
};

static option options[] = {OPTION_HELP, OPTION_VERSION};

program command_general = {
    .name = "stmask",
    .operands = "SUBCOMMAND",
    .summary = "Sparse transformer attention masks: look at them, cost them, hand them on.",
    OPTIONS(options),
};

const char *command_name(const command *c)
{
    return strchr(c->program.name, ' ') + 1;
}
