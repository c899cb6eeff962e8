/* The sparsity of some patterns, and of an array of one's own. */
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    const char *const specs[] = {"normal", "strided", "bigbird", "(local + random) & causal"};
    stm_mask *mask;
    stm_error error;
    double sparsity;

    for (int k = 0; k < 4; k++) {
        if (stm_mask_from_spec(specs[k], 1024, &mask, &error) ||
            stm_mask_sparsity(mask, &sparsity, &error)) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        printf("%-28s %.4f%%\n", specs[k], 100 * sparsity);
        stm_mask_free(mask);
    }

    uint8_t own[2][4] = {{1, 0, 0, 0}, {1, 1, 0, 0}};
    stm_dense dense = {.cells = own, .dtype = STM_U8, .rows = 2, .columns = 4};
    if (stm_mask_from_dense(&dense, &mask, &error) || stm_mask_sparsity(mask, &sparsity, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    printf("%-28s %.4f%%\n", "own", 100 * sparsity);
    stm_mask_free(mask);
    return 0;
}
