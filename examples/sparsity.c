/* Prints how sparse each pattern is, at a size no dense array would fit. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    const int64_t size = INT64_C(1) << 20;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++) {
        stm_mask *mask;
        stm_error error;
        stm_arguments defaults = stm_pattern_defaults(patterns[k]);
        if (stm_pattern_check(patterns[k], &defaults, NULL) != STM_OK)
            continue; /* it has to be told of tokens, documents or a file */
        stm_status status = stm_mask_new(patterns[k], NULL, size, &mask, &error);
        if (status == STM_EINVAL)
            continue; /* one of several ways to tell it has to be chosen */
        if (status != STM_OK) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        int64_t nonzeros = 0;
        double sparsity = 0;
        status = stm_mask_count(mask, &nonzeros, &error);
        if (status == STM_OK)
            status = stm_mask_sparsity(mask, &sparsity, &error);
        stm_mask_free(mask);
        if (status != STM_OK) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        printf("%-24s %14" PRId64 " nonzeros, %.4f%% sparse\n", patterns[k]->name, nonzeros,
               100 * sparsity);
    }
    return 0;
}
