/* The table of the options of sparse_transformer_mask, and what its help says. */
#include "sparse_options.h"

#include "five.h"

static const char *const orders[] = {"row_first", "column_first", NULL};
static const char *const formats[] = {"png", "svg", "pdf", NULL}; /* as stm_figure_format */

option sparse_options[NUM_OPTIONS] = {
    [HELP] = OPTION_HELP,
    [SIZE] = OPTION_SIZE_NAMED("size"),
    [WINDOW_SIZE] = FIVE_WINDOW_SIZE,
    [STRIDE] = FIVE_STRIDE,
    [DILATION] = FIVE_DILATION,
    [SAMPLE_SIZE] = {.name = "sample_size",
                     .kind = OPTION_INTEGER,
                     .argument = "N",
                     .help = "side of the top-left square to draw and to list",
                     .more = "The square is never larger than the mask. A labelled picture shows "
                             "at most 4096 tokens a side.",
                     .minimum = 1,
                     .maximum = STM_MAX_SIZE,
                     .integer = 128},
    [FULL_PNG] = {.name = "full_png",
                  .kind = OPTION_FLAG,
                  .help = "draw every cell of the mask as one pixel",
                  .more = "Where the size exceeds 16384, draw the share of seen cells instead, on "
                          "at most 4096 pixels a side."},
    [NO_GRAPHIC] = {.name = "no_graphic",
                    .kind = OPTION_FLAG,
                    .help = "draw nothing",
                    .more = "That is no preview either."},
    [ORDER] = {.name = "order",
               .kind = OPTION_CHOICE,
               .choices = orders,
               .help = "list a line a row, or a line a column"},
    [SKIP_PATTERN_PRINT] = {.name = "skip_pattern_print",
                            .kind = OPTION_FLAG,
                            .help = "do not list the nonzeros"},
    [OUTPUT_DIR] = FIVE_OUTPUT_DIR,
    [FORMAT] = {.name = "format",
                .kind = OPTION_CHOICE,
                .choices = formats,
                .help = "of the pictures",
                .more = "With `--full_png` there is only `png`."},
    [QUIET] = OPTION_QUIET,
    [VERSION] = OPTION_VERSION,
};

program sparse_program = {
    .name = "sparse_transformer_mask",
    .operands = "",
    .summary =
        "Makes the normal, strided, fixed, sliding window and dilated sliding window masks,\n"
        "prints their sparsity and nonzeros, and draws each of them and all five side by "
        "side.",
    .details =
        "Writes DIR/NAME_mask_NxN.png for each mask and DIR/mask_comparison_NxN.png, N being "
        "the\nside drawn; with --full_png the names end in _full.png.\n",
    OPTIONS(sparse_options),
};
