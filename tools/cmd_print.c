/* stmask print: the listing of a mask's nonzeros. */
#include "command.h"

enum { HELP, SIZE, QUERIES, KEYS, ORDER, SAMPLE_SIZE };

static const char *const orders[] = {"row_first", "column_first", NULL};

static option table[] = {
    OPTION_HELP,
    OPTIONS_MASK,
    {.name = "order",
     .kind = OPTION_CHOICE,
     .choices = orders,
     .help = "a line a row, or a line a column"},
    {.name = "sample_size",
     .kind = OPTION_INTEGER,
     .argument = "N",
     .help = "side of the top-left square to list (the whole mask)",
     .minimum = 1,
     .maximum = STM_MAX_SIZE,
     .no_default = true},
};

static int run(program *p, const char *const *operands, int num_operands)
{
    (void)num_operands;
    stm_mask *mask = NULL, *part = NULL;
    stm_output *output = NULL;
    stm_error error;
    int exit_status = command_mask(p, operands[0], &mask);
    if (exit_status >= 0)
        return exit_status;
    stm_rectangle r = stm_mask_bounds(mask);
    if (table[SAMPLE_SIZE].given && table[SAMPLE_SIZE].integer < r.num_queries)
        r.num_queries = table[SAMPLE_SIZE].integer;
    if (table[SAMPLE_SIZE].given && table[SAMPLE_SIZE].integer < r.num_keys)
        r.num_keys = table[SAMPLE_SIZE].integer;
    stm_status status = stm_mask_rectangle(mask, &r, &part, &error);
    if (status == STM_OK)
        status = run_stdout(&output, &error);
    if (status == STM_OK) {
        stm_listing_options listing = {.order = table[ORDER].integer == 1 ? STM_LIST_COLUMNS
                                                                          : STM_LIST_ROWS};
        stm_listing_write(part, output, &error, &listing);
        status = stm_output_close(output, &error);
    }
    stm_mask_free(part);
    stm_mask_free(mask);
    return run_fail(p, status, &error);
}

command cmd_print = {
    .program = {.name = "stmask print",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "the nonzeros, a line a row or a line a column",
                OPTIONS(table)},
    .run = run,
};
