/* file: a mask read from a file. */
#include "pattern/contract.h"

static const stm_parameter parameters[] = {
    {.name = "path",
     .type = STM_PARAMETER_TEXT,
     .example = "mask.npy",
     .help = "a .npy, SciPy .npz, Matrix Market, PBM, points or runs file"},
    STM__CHOICE("masked", stm__no_yes, "whether true means masked out"),
    STM__INTEGER("head", 0, 0, "which of several heads"),
};

const stm_pattern stm__pattern_file = {
    .name = "file",
    .title = "File",
    .figure_title = "Mask from a File",
    .panel_title = "File",
    .summary = "a mask read from a file",
    .source = "the file",
    .parameters = STM__PARAMETERS("file", parameters),
    .value_names = {"No Attention", "Value 1", "Value 2", "Value 3", "Value 4", "Value 5"},
};
