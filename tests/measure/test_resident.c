/* Keys that are kept, against the definition. */
#include "sweep.h"

static void check(const stm_mask *mask, uint64_t *random)
{
    (void)random;
    stm_rectangle b = stm_mask_bounds(mask);
    stm_resident r, slow = {.query = b.first_query};
    ASSERT_OK(stm_mask_resident(mask, &r, NULL, NULL));
    for (int64_t i = b.first_query; i < b.first_query + b.num_queries; i++) {
        int64_t kept = 0;
        for (int64_t j = b.first_key; j < b.first_key + b.num_keys; j++) {
            bool earlier = j <= i, later = false; /* seen up to i, and from i on */
            for (int64_t q = b.first_query; q < b.first_query + b.num_queries; q++) {
                bool seen = stm_mask_cell(mask, q, j) != 0;
                earlier |= seen && q <= i;
                later |= seen && q >= i;
                if (seen && q - j > slow.back)
                    slow.back = q - j;
            }
            kept += earlier && later;
        }
        if (kept > slow.most) {
            slow.most = kept;
            slow.query = i;
        }
    }
    assert_int_equal(r.most, slow.most);
    assert_int_equal(r.query, slow.query);
    assert_int_equal(r.back, slow.back);
}

static void keys_are_kept_as_long_as_they_are_needed(void **state)
{
    (void)state;
    sweep_patterns(300, 3, 24, 40, check);
    sweep_rectangles(300, 4, 30, check);
    sweep_tangles(20, 5, 30, check);
}

static void known_caches(void **state)
{
    static const struct {
        const char *spec;
        int64_t most, back;
    } known[] = {{"causal", 1000, 999},
                 {"local:window_size=128", 128, 127},
                 {"chunked:chunk_size=300", 300, 299},
                 {"streaming:start=4,recent=128", 132, 999},
                 {"local:window_size=1 - dense", 0, 0}};
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        stm_mask *mask = NULL;
        stm_resident r;
        ASSERT_OK(stm_mask_from_spec(known[k].spec, 1000, &mask, NULL));
        ASSERT_OK(stm_mask_resident(mask, &r, NULL, NULL));
        assert_int_equal(r.most, known[k].most);
        assert_int_equal(r.back, known[k].back);
        stm_mask_free(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_kept_as_long_as_they_are_needed),
        cmocka_unit_test(known_caches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
