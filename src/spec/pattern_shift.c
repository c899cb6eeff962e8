/* shift: another mask with its keys further on, or further back. */
#include <stmask/rearrange.h>
#include <stmask/spec.h>

#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { OF, BY };

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    stm_mask *nested = NULL, *shifted = NULL;
    stm_status status = stm__spec_nested(arguments->text[OF], maker, &nested, error);
    if (status == STM_OK && maker->probe) {
        *mask = nested;
        return STM_OK;
    }
    if (status == STM_OK)
        status = stm_mask_place(nested, maker->size, maker->size, 0, arguments->integer[BY],
                                &shifted, error);
    const stm_mask *masks[] = {nested};
    if (status == STM_OK)
        status = stm__spec_name(shifted, &stm__pattern_shift, arguments, masks, error);
    if (status == STM_OK)
        *mask = stm_mask_retain(shifted);
    stm_mask_free(shifted);
    stm_mask_free(nested);
    return status;
}

static const stm_parameter parameters[] = {
    {.name = "of",
     .type = STM_PARAMETER_SPEC,
     .example = "causal",
     .help = "the mask whose keys are shifted"},
    STM__INTEGER("by", 1, -STM_MAX_SIZE, "how far the keys go on; below 0: back"),
};

const stm_pattern stm__pattern_shift = {
    .name = "shift",
    .title = "Shift",
    .figure_title = "Shifted Mask",
    .panel_title = "Shift",
    .summary = "another mask with every key `by` further on; what leaves the mask is lost",
    .source = "what queries see of keys that are counted from another token",
    .parameters = STM__PARAMETERS("shift", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Strided", "Global", "Random"},
    .make = make,
};
