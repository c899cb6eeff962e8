/* The options of mask_resource_calculator. */
#ifndef STMASK_TOOLS_CALCULATOR_OPTIONS_H
#define STMASK_TOOLS_CALCULATOR_OPTIONS_H

#include "options.h"

enum {
    HELP,
    MASK_SIZE,
    NUM_MULTIPLICATIONS,
    WINDOW_SIZE,
    STRIDE,
    READ_LIMIT,
    ZIGZAG,
    ORDER,
    DILATION,
    MASKS,
    OUTPUT_DIR,
    NO_POINTS,
    QUIET,
    VERSION,
    NUM_OPTIONS
};

extern option calculator_options[NUM_OPTIONS];
extern program calculator_program;

#endif
