/* transpose: another mask with queries and keys changing places. */
#include <stmask/spec.h>

#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { OF };

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    stm_mask *nested = NULL;
    stm_status status = stm__spec_nested(arguments->text[OF], maker, &nested, error);
    if (status == STM_OK)
        status = stm_mask_transpose(nested, mask, error);
    stm_mask_free(nested);
    return status;
}

static const stm_parameter parameters[] = {
    {.name = "of",
     .type = STM_PARAMETER_SPEC,
     .example = "causal",
     .help = "the mask whose queries are the keys"},
};

const stm_pattern stm__pattern_transpose = {
    .name = "transpose",
    .title = "Transpose",
    .figure_title = "Transposed Mask",
    .panel_title = "Transpose",
    .summary = "another mask with queries and keys changing places",
    .source = "what the gradient of the keys sees",
    .parameters = STM__PARAMETERS("transpose", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Strided", "Global", "Random"},
    .make = make,
};
