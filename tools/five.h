/* What the two older programs share: the first five masks, and options for them. */
#ifndef STMASK_TOOLS_FIVE_H
#define STMASK_TOOLS_FIVE_H

#include <stmask/stmask.h>

#include "options.h"

#define NUM_FIVE 5

#define FIVE_WINDOW_SIZE OPTION_PARAMETER("window_size", 32, "window or block, in tokens")
#define FIVE_STRIDE OPTION_PARAMETER("stride", 32, "stride of strided, in tokens")
#define FIVE_DILATION                                                                              \
    OPTION_PARAMETER("dilation", 2, "dilation of dilated_sliding_window, in tokens")
#define FIVE_OUTPUT_DIR                                                                            \
    {                                                                                              \
        .name = "output_dir", .kind = OPTION_TEXT, .argument = "DIR",                              \
        .help = "folder for the files; made where its parent exists", .text = "generated",         \
        .takes = TAKES_FOLDER                                                                      \
    }

/* normal, strided, fixed, sliding_window, dilated_sliding_window. */
const stm_pattern *five_pattern(int k);

/* The mask of one of them, with those of the parameters that it has. */
stm_status five_mask(const stm_pattern *pattern, int64_t size, int64_t window_size, int64_t stride,
                     int64_t dilation, stm_mask **mask, stm_error *error);

#endif
