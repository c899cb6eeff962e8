/* blocks: another mask, widened to whole blocks. */
#include <stmask/spec.h>

#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { OF, BLOCK };

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    stm_mask *nested = NULL;
    stm_status status = stm__spec_nested(arguments->text[OF], maker, &nested, error);
    if (status == STM_OK)
        status = stm_mask_blocks(nested, arguments->integer[BLOCK], mask, error);
    stm_mask_free(nested);
    return status;
}

static const stm_parameter parameters[] = {
    {.name = "of",
     .type = STM_PARAMETER_SPEC,
     .example = "strided:stride=64",
     .help = "the mask whose blocks are seen"},
    STM__INTEGER("block", 64, 1, "side of a block"),
};

const stm_pattern stm__pattern_blocks = {
    .name = "blocks",
    .title = "Blocks",
    .figure_title = "Block Mask",
    .panel_title = "Blocks",
    .summary = "every cell of a block x block square that holds a cell of another mask",
    .source = "what a block-sparse kernel computes for that mask",
    .parameters = STM__PARAMETERS("blocks", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .make = make,
};
