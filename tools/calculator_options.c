/* The table of the options of mask_resource_calculator, and what its help says. */
#include "calculator_options.h"

#include "five.h"

option calculator_options[NUM_OPTIONS] = {
    [HELP] = OPTION_HELP,
    [MASK_SIZE] = OPTION_SIZE_NAMED("mask_size"),
    [NUM_MULTIPLICATIONS] =
        OPTION_MULTIPLICATIONS("simultaneous multiplications",
                               .more = "These are the points of a step, at most.", .integer = 64),
    [WINDOW_SIZE] = FIVE_WINDOW_SIZE,
    [STRIDE] = FIVE_STRIDE,
    [READ_LIMIT] = OPTION_READ_LIMIT(.integer = 1000),
    [ZIGZAG] = {.name = "zigzag",
                .kind = OPTION_FLAG,
                .help = "visit the columns of odd rows backwards",
                .more = "It is `--order zigzag`, and one of the two may be given."},
    [ORDER] = {.name = "order",
               .kind = OPTION_TEXT,
               .argument = "ORDER",
               .help = "the order of visiting the points, as stmask plan has it",
               .takes = TAKES_ORDER,
               .more = "Not `auto`, which only `stmask plan` searches for.",
               .text = "row_first"},
    [DILATION] = FIVE_DILATION,
    [MASKS] = {.name = "masks",
               .kind = OPTION_TEXT,
               .argument = "A,B",
               .help = "the masks to cost, such as normal,strided",
               .takes = TAKES_FIVE,
               .more = "They are separated by commas, each at most once: `normal`, `strided`, "
                       "`fixed`, `sliding_window` and `dilated_sliding_window`.",
               .absent = "all five"},
    [OUTPUT_DIR] = FIVE_OUTPUT_DIR,
    [NO_POINTS] = {.name = "no_points",
                   .kind = OPTION_FLAG,
                   .help = "write the analyses, not the points"},
    [QUIET] = OPTION_QUIET,
    [VERSION] = OPTION_VERSION,
};

program calculator_program = {
    .name = "mask_resource_calculator",
    .operands = "",
    .summary =
        "Costs sparse attention masks for hardware: the unique query rows and key columns of "
        "every\nstep of P multiplications, what changes between steps, and the worst case.",
    .details = "Writes DIR/TYPE_mask_P_read_limit_R[_ORDER].txt, the points of every step, and the "
               "same\nname with _analysis.txt. The analyses also go to standard output.\n",
    OPTIONS(calculator_options),
};
