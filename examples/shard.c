/* Causal attention of a million tokens on 64 ranks, dealt in four ways. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    stm_mask *mask;
    stm_error error;
    if (stm_mask_from_spec("causal", 1048576, &mask, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    for (int k = 0; k < STM_SHARD_NUM_STRATEGIES; k++) {
        stm_shard *shard;
        stm_shard_options options = {.strategy = (stm_shard_strategy)k};
        if (stm_shard_new((const stm_mask *const[]){mask}, 1, 64, &shard, &error, &options)) {
            fprintf(stderr, "%s\n", error.message);
            stm_mask_free(mask);
            return 1;
        }
        const stm_shard_summary *s = stm_shard_summarise(shard);
        printf("%-10s balance %.4f, %8" PRId64 " keys fetched by a rank at most\n",
               stm_shard_strategy_name(options.strategy), s->balance, s->most_fetched);
        stm_shard_free(shard);
    }
    stm_mask_free(mask);
    return 0;
}
