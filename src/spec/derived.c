/* Patterns made of another mask or of a file. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/import.h>

#include "base/fail.h"
#include "mask/mask.h"
#include "spec/parser.h"

static stm_status make_blocks(const char *whole, const stm_pattern *pattern,
                              const stm_arguments *arguments, stm__spec_context *context,
                              stm_mask **mask, stm_error *error)
{
    int of = stm_pattern_parameter(pattern, "of"), block = 1 - of;
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

/* A mask of a file has to be as large as the masks round it; alone, its longer side. */
static stm_status check_size(const stm_mask *mask, int64_t size, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    if (stm_mask_size(mask) == size)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "the mask of the file has %" PRId64 " queries and %" PRId64
                     " keys: must have the size, %" PRId64,
                     b.num_queries, b.num_keys, size);
}

static stm_status read_file(const stm_pattern *pattern, const stm_arguments *arguments,
                            stm__spec_context *context, stm_mask **mask, stm_error *error)
{
    enum { PATH, MASKED, HEAD };
    stm_text path = arguments->text[PATH];
    stm_import_options options = {.masked = arguments->integer[MASKED] != 0,
                                  .head = arguments->integer[HEAD]};
    stm_mask *new = NULL;
    char *text = malloc(path.length + 1);
    if (text == NULL)
        return stm__fail_memory(error, "mask");
    memcpy(text, path.at, path.length);
    text[path.length] = '\0';
    stm_status status = stm_mask_read(text, &new, error, &options);
    free(text);
    if (status != STM_OK)
        return status;
    if (context->probe) {
        context->size = stm_mask_size(new);
        stm_mask_free(new);
        return stm__spec_placeholder(mask, error);
    }
    status = check_size(new, context->size, error);
    size_t length = (size_t)stm_spec_format(pattern, arguments, NULL, 0) + 1;
    char *spec = status == STM_OK ? malloc(length) : NULL;
    if (status == STM_OK && spec == NULL)
        status = stm__fail_memory(error, "mask");
    if (status != STM_OK) {
        stm_mask_free(new);
        return status;
    }
    stm_spec_format(pattern, arguments, spec, length);
    new->rule->spec = spec; /* no one else has the rule yet */
    *mask = new;
    return STM_OK;
}

stm_status stm__spec_placeholder(stm_mask **mask, stm_error *error)
{
    return stm_mask_new(stm_pattern_find("dense"), NULL, 1, mask, error);
}

stm_status stm__spec_derived(const char *whole, const stm_pattern *pattern,
                             const stm_arguments *arguments, stm__spec_context *context,
                             stm_mask **mask, stm_error *error)
{
    stm_status status = stm_pattern_check(pattern, arguments, error);
    if (status != STM_OK)
        return status;
    if (pattern == stm_pattern_find("file"))
        return read_file(pattern, arguments, context, mask, error);
    return make_blocks(whole, pattern, arguments, context, mask, error);
}
