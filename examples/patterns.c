/* The patterns the library has, and masks made from a spec and from parameters. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        printf("%-24s %s\n", patterns[k]->name, patterns[k]->summary);

    /* From a spec, at any size: a mask is a rule, so this takes no memory to speak of. */
    stm_mask *mask;
    stm_error error;
    if (stm_mask_from_spec("strided:window_size=1024,stride=1024", 1048576, &mask, &error) !=
        STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    int64_t nonzeros;
    double sparsity;
    if (stm_mask_count(mask, &nonzeros, &error) != STM_OK ||
        stm_mask_sparsity(mask, &sparsity, &error) != STM_OK)
        return 1;
    printf("\nstrided at 1M tokens: %" PRId64 " nonzeros, %.4f%% sparse\n", nonzeros,
           sparsity * 100);
    printf("query 5000 sees key 4000: %s\n",
           stm_mask_value_name(mask, stm_mask_cell(mask, 5000, 4000)));
    stm_mask_free(mask);

    /* From parameters. A wrong one is told in a sentence. */
    const stm_pattern *fixed = stm_pattern_find("fixed");
    stm_arguments arguments = stm_pattern_defaults(fixed);
    arguments.integer[stm_pattern_parameter(fixed, "window_size")] = 0;
    if (stm_mask_new(fixed, &arguments, 1024, &mask, &error) != STM_OK)
        printf("\nas it should, this fails: %s\n", error.message);
    return 0;
}
