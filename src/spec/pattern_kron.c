/* kron: one mask in every block that another sees. */
#include <stmask/rearrange.h>
#include <stmask/spec.h>

#include "base/fail.h"
#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { OUTER, INNER, SIZE };

/* The side of a block: what is said, or what the inner mask says itself. */
static stm_status find_block(const stm_arguments *arguments, const stm_maker *maker, int64_t *block,
                             stm_error *error)
{
    *block = arguments->integer[SIZE];
    stm_status status = STM_OK;
    if (*block == 0)
        status = stm__spec_nested_size(arguments->text[INNER], maker, block, error);
    if (status == STM_OK && *block == 0)
        status = stm__fail(error, STM_EINVAL,
                           "kron: size has to be given, the side of the inner mask, as in size=64");
    return status;
}

static stm_status probe(const stm_arguments *arguments, stm_maker *maker, int64_t block,
                        stm_mask **mask, stm_error *error)
{
    int64_t blocks = 0, product;
    stm_status status = stm__spec_nested_size(arguments->text[OUTER], maker, &blocks, error);
    if (status != STM_OK)
        return status;
    if (!stm__multiply(blocks, block, &product))
        product = INT64_MAX;
    maker->size = stm__max(maker->size, product);
    return stm__spec_placeholder(mask, error);
}

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    stm_mask *outer = NULL, *inner = NULL, *product = NULL;
    int64_t block = 0;
    stm_status status = find_block(arguments, maker, &block, error);
    if (status != STM_OK)
        return status;
    if (maker->probe)
        return probe(arguments, maker, block, mask, error);
    int64_t blocks = stm__ceil_div(maker->size, block);
    status = stm__spec_nested_of_size(arguments->text[OUTER], maker, blocks, &outer, error);
    if (status == STM_OK)
        status = stm__spec_nested_of_size(arguments->text[INNER], maker, block, &inner, error);
    if (status == STM_OK)
        status = stm_mask_kron(outer, inner, maker->size, maker->size, &product, error);
    const stm_mask *masks[] = {outer, inner};
    if (status == STM_OK)
        status = stm__spec_name(product, &stm__pattern_kron, arguments, masks, error);
    if (status == STM_OK)
        *mask = stm_mask_retain(product);
    stm_mask_free(product);
    stm_mask_free(inner);
    stm_mask_free(outer);
    return status;
}

static const stm_parameter parameters[] = {
    {.name = "outer",
     .type = STM_PARAMETER_SPEC,
     .example = "causal",
     .help = "the mask of blocks"},
    {.name = "inner",
     .type = STM_PARAMETER_SPEC,
     .example = "dense",
     .help = "the mask within each block, whose values cells have"},
    STM__INTEGER("size", 0, 0, "side of a block; 0: what the inner mask says itself"),
};

const stm_pattern stm__pattern_kron = {
    .name = "kron",
    .title = "Kron",
    .figure_title = "Kronecker Product Mask",
    .panel_title = "Kron",
    .summary = "one mask within every block that another mask of blocks sees",
    .source = "the Kronecker product of two matrices",
    .parameters = STM__PARAMETERS("kron", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Strided", "Global", "Random"},
    .make = make,
};
