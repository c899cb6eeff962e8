/* stmask print: the listing of a mask's nonzeros. */
#include "command.h"

enum { HELP, SIZE, QUERIES, KEYS, ORDER, SAMPLE_SIZE };

static const char *const orders[] = {"row_first", "column_first", NULL};

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [ORDER] = {.name = "order",
               .kind = OPTION_CHOICE,
               .choices = orders,
               .help = "a line a row, or a line a column"},
    [SAMPLE_SIZE] = {.name = "sample_size",
                     .kind = OPTION_INTEGER,
                     .argument = "N",
                     .help = "side of the top-left square to list",
                     .minimum = 1,
                     .maximum = STM_MAX_SIZE,
                     .absent = "the whole mask"},
};

static stm_status run(call *c)
{
    stm_mask *mask = NULL, *part = NULL;
    stm_output *output = NULL;
    stm_status status = command_mask(c, c->operands[0], &mask);
    if (status != STM_OK)
        return status;
    stm_rectangle r = stm_mask_bounds(mask);
    if (table[SAMPLE_SIZE].given && table[SAMPLE_SIZE].integer < r.num_queries)
        r.num_queries = table[SAMPLE_SIZE].integer;
    if (table[SAMPLE_SIZE].given && table[SAMPLE_SIZE].integer < r.num_keys)
        r.num_keys = table[SAMPLE_SIZE].integer;
    status = stm_mask_rectangle(mask, &r, &part, &c->error);
    if (status == STM_OK)
        status = run_stdout(&output, &c->error);
    if (status == STM_OK) {
        stm_listing_options listing = {.order = table[ORDER].integer == 1 ? STM_LIST_COLUMNS
                                                                          : STM_LIST_ROWS};
        status = stm_listing_write(part, output, &c->error, &listing);
        status = run_close(&output, status, &c->error);
    }
    stm_mask_free(part);
    stm_mask_free(mask);
    return status;
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
