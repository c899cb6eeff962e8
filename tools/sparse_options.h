/* The options of sparse_transformer_mask. */
#ifndef STMASK_TOOLS_SPARSE_OPTIONS_H
#define STMASK_TOOLS_SPARSE_OPTIONS_H

#include "options.h"

enum {
    HELP,
    SIZE,
    WINDOW_SIZE,
    STRIDE,
    DILATION,
    SAMPLE_SIZE,
    FULL_PNG,
    NO_GRAPHIC,
    ORDER,
    SKIP_PATTERN_PRINT,
    OUTPUT_DIR,
    FORMAT,
    QUIET,
    VERSION,
    NUM_OPTIONS
};

extern option sparse_options[NUM_OPTIONS];
extern program sparse_program;

#endif
