/* Calls that allocate: what is asked of masks. */
#include "allocation.h"

static stm_status call_block_count(void)
{
    stm_block_counts counts = {.touched = -1};
    stm_status status = stm_block_count(stored, 8, 8, &counts, NULL, NULL);
    assert_true((status == STM_OK) == (counts.touched != -1));
    return status;
}

static stm_status call_block_reader(void)
{
    stm_block_reader *reader = UNTOUCHED;
    stm_status status = stm_block_reader_new(stored, 8, 4, &reader, NULL, NULL);
    if (status != STM_OK) {
        assert_ptr_equal(reader, UNTOUCHED);
        return status;
    }
    for (int64_t row = 0; row < 8; row++) {
        const stm_block_span *spans = UNTOUCHED;
        int64_t num_spans = -1;
        stm_status here = stm_block_reader_row(reader, row, &spans, &num_spans);
        if (here != STM_OK) {
            assert_ptr_equal(spans, UNTOUCHED);
            status = here;
        }
    }
    stm_block_reader_free(reader);
    return status;
}

static stm_status call_permutation_choose(void)
{
    stm_permutation permutation = {.modulus = -1};
    stm_status status = stm_permutation_choose(whole, 8, &permutation, NULL, NULL);
    assert_true((status == STM_OK) == (permutation.modulus != -1));
    return status;
}

static stm_status call_diff(void)
{
    stm_diff diff = {-5, -5, -5};
    stm_status status = stm_mask_diff(whole, tangled, &diff, NULL, NULL);
    assert_true((status == STM_OK) == (diff.differing != -5));
    return status;
}

static stm_status call_degrees(void)
{
    stm_degrees degrees = {.lines = -5};
    stm_status status = stm_mask_degrees(tangled, true, &degrees, NULL, NULL);
    assert_true((status == STM_OK) == (degrees.lines == 64));
    return status;
}

static stm_status call_reach(void)
{
    const stm_mask *layers[] = {whole, tangled, whole};
    stm_reach *reach = UNTOUCHED;
    stm_reach_options options = {.threads = 1};
    stm_status status = stm_reach_new(layers, 3, &reach, NULL, &options);
    assert_true((status == STM_OK) == (reach != UNTOUCHED));
    if (status == STM_OK)
        stm_reach_free(reach);
    return status;
}

/* From small masks of the same bands. */
static stm_status call_reach_grow(void)
{
    stm_mask *mask = NULL;
    stm_reach *reach = UNTOUCHED;
    stm_reach_options options = {.threads = 1};
    stm_status status = stm_mask_from_spec("strided:window_size=2,stride=2", 2000, &mask, NULL);
    const stm_mask *masks[] = {mask, mask};
    if (status != STM_OK)
        return status;
    status = stm_reach_new(masks, 2, &reach, NULL, &options);
    assert_true((status == STM_OK) == (reach != UNTOUCHED));
    if (status == STM_OK)
        stm_reach_free(reach);
    stm_mask_free(mask);
    return status;
}

static stm_status call_score(void)
{
    const stm_mask *masks[] = {whole};
    stm_score *score = UNTOUCHED;
    int64_t size = -1;
    stm_status status = stm_score_file_size("allocated-weights.npy", &size, NULL);
    assert_true((status == STM_OK) == (size != -1));
    if (status == STM_OK)
        status = stm_score_new("allocated-weights.npy", masks, 1, &score, NULL, NULL);
    assert_true((status == STM_OK) == (score != UNTOUCHED));
    if (status == STM_OK)
        stm_score_free(score);
    return status;
}

static stm_status call_score_arrays(void)
{
    stm_score *score = UNTOUCHED;
    stm_status status =
        stm_score_arrays(&dense, 1, (const stm_mask *const[]){whole}, 1, &score, NULL, NULL);
    assert_true((status == STM_OK) == (score != UNTOUCHED));
    if (status == STM_OK)
        stm_score_free(score);
    return status;
}

static stm_status call_shard(void)
{
    const stm_mask *masks[] = {whole, tangled};
    stm_status status = STM_OK;
    for (int k = 0; k < STM_SHARD_NUM_STRATEGIES && status == STM_OK; k++) {
        stm_shard *shard = UNTOUCHED;
        stm_shard_options options = {.strategy = (stm_shard_strategy)k, .tile = 3};
        status = stm_shard_new(masks, 2, 7, &shard, NULL, &options);
        assert_true((status == STM_OK) == (shard != UNTOUCHED));
        if (status == STM_OK)
            stm_shard_free(shard);
    }
    return status;
}

const allocation_call calls_measure[] = {
    {"block_count", call_block_count},
    {"block_reader", call_block_reader},
    {"permutation_choose", call_permutation_choose},
    {"mask_diff", call_diff},
    {"mask_degrees", call_degrees},
    {"reach", call_reach},
    {"reach from small masks", call_reach_grow},
    {"score", call_score},
    {"score_arrays", call_score_arrays},
    {"shard", call_shard},
    {NULL, NULL},
};
