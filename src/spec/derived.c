/* Patterns made of another mask or of a file. */
#include <string.h>

#include "base/fail.h"
#include "spec/parser.h"

static stm_status make_blocks(const char *whole, const stm_pattern *pattern,
                              const stm_arguments *arguments, stm__spec_context *context,
                              stm_mask **mask, stm_error *error)
{
    int of = stm_pattern_parameter(pattern, "of", 2), block = 1 - of;
    if (++context->depth > STM_SPEC_MAX_DEPTH)
        return stm__fail_at(error, arguments->text[of].at - whole,
                            "spec: masks are more than %d deep", STM_SPEC_MAX_DEPTH);
    stm_mask *nested = NULL;
    stm_status status = stm__spec_mask(whole, arguments->text[of], context, &nested, error);
    if (status != STM_OK)
        return status;
    context->depth--;
    status = stm_mask_blocks(nested, arguments->integer[block], mask, error);
    stm_mask_free(nested);
    return status;
}

stm_status stm__spec_derived(const char *whole, const stm_pattern *pattern,
                             const stm_arguments *arguments, stm__spec_context *context,
                             stm_mask **mask, stm_error *error)
{
    stm_status status = stm_pattern_check(pattern, arguments, error);
    if (status != STM_OK)
        return status;
    return make_blocks(whole, pattern, arguments, context, mask, error);
}
