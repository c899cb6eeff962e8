/* Exchange: blocks of a mask, its file for FlexAttention, and the mask read back from it. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    stm_mask *mask = NULL, *back = NULL;
    stm_block_counts counts;
    stm_permutation order;
    stm_exchange_result result;
    stm_error error = {.message = "the counts differ"};
    int64_t nonzeros, read;
    int status = 1;

    if (stm_mask_from_spec("strided:window_size=8,stride=64", 1000, &mask, &error) != STM_OK ||
        stm_mask_count(mask, &nonzeros, &error) != STM_OK ||
        stm_block_count(mask, 64, 64, &counts, &error, NULL) != STM_OK)
        goto done;
    printf("%" PRId64 " cells are seen, %" PRId64 " are computed in blocks of 64\n", nonzeros,
           counts.cells);
    if (stm_permutation_choose(mask, 64, &order, &error, NULL) != STM_OK ||
        stm_permutation_count(mask, &order, 64, &counts, &error, NULL) != STM_OK)
        goto done;
    printf("%" PRId64 " in the order %s, modulus %" PRId64 "\n", counts.cells,
           stm_permutation_name(order.kind), order.modulus);

    const stm_mask *heads[] = {mask};
    stm_exchange_options options = {.block = 64};
    if (stm_exchange_save(stm_format_find("flex"), heads, 1, "strided_flex.npz", &result, &error,
                          &options) != STM_OK ||
        stm_mask_read("strided_flex.npz", &back, &error, NULL) != STM_OK ||
        stm_mask_count(back, &read, &error) != STM_OK)
        goto done;
    printf("%" PRId64 " bytes, read back with %" PRId64 " cells\n", result.bytes, read);
    status = read != nonzeros;
done:
    if (status != 0)
        fprintf(stderr, "%s\n", error.message);
    stm_mask_free(mask);
    stm_mask_free(back);
    return status;
}
