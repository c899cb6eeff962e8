/* stmask export: a mask as a file that other programs read. */
#include <string.h>

#include "command.h"

enum { HELP, SIZE, QUERIES, KEYS, FORMAT, OUTPUT, BINARY };

static const char *const formats[] = {"npy", NULL};

static option table[] = {
    OPTION_HELP,
    OPTIONS_MASK,
    {.name = "format", .kind = OPTION_CHOICE, .choices = formats, .help = "the kind of file"},
    OPTION_OUTPUT("the file to write; - is standard output"),
    {.name = "binary", .kind = OPTION_FLAG, .help = "0 and 1 in place of the values"},
};

static int run(program *p, const char *const *operands, int num_operands)
{
    (void)num_operands;
    const char *path = table[OUTPUT].text;
    if (path == NULL)
        return options_fail(p, "-o FILE is missing; - is standard output");
    stm_mask *mask;
    stm_output *output;
    stm_error error;
    int exit_status = command_mask(p, operands[0], &mask);
    if (exit_status >= 0)
        return exit_status;
    stm_status status = strcmp(path, "-") == 0 ? run_stdout(&output, &error)
                                               : stm_output_open(path, &output, &error);
    if (status == STM_OK) {
        run_bar bar;
        run_bar_start(&bar, "writing", false);
        stm_npy_options options = {.binary = table[BINARY].given, .progress = &bar.progress};
        status = stm_output_room(output, stm_npy_bytes(mask), &error);
        if (status == STM_OK)
            status = stm_npy_write(mask, output, &error, &options);
        run_bar_end(&bar);
        if (status == STM_OK || status == STM_EIO)
            status = stm_output_close(output, &error);
        else
            stm_output_discard(output);
    }
    stm_mask_free(mask);
    return run_fail(p, status, &error);
}

command cmd_export = {
    .program = {.name = "stmask export",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "write the mask for other programs",
                .details = "npy: the cells' values, uint8, row-major, as numpy.load reads them.\n",
                OPTIONS(table)},
    .run = run,
};
