/* Reach that small masks of the same bands give equals reach that all keys are followed for. */
#include "specs.h"
#include "support.h"

#include "measure/reach.h"

static int64_t num_grown;

static void check(const stm_mask *const *masks, int64_t num, const char *what)
{
    stm_reach *got = calloc(1, sizeof *got), *wanted = calloc(1, sizeof *wanted);
    bool found = false;
    ASSERT_OK(stm__reach_grow(masks, num, got, &found, NULL, NULL));
    if (found) {
        num_grown++;
        ASSERT_OK(stm__reach_walk(masks, num, wanted, NULL, NULL));
        for (int64_t k = 0; k < num; k++)
            if (got->connected[k] != wanted->connected[k])
                fail_msg("%s, size %jd, layer %jd: %jd pairs, must be %jd", what,
                         (intmax_t)stm_mask_size(masks[0]), (intmax_t)k + 1,
                         (intmax_t)got->connected[k], (intmax_t)wanted->connected[k]);
        assert_int_equal(got->layers_to_full, wanted->layers_to_full);
        assert_int_equal(got->unreachable_query, wanted->unreachable_query);
        assert_int_equal(got->unreachable_key, wanted->unreachable_key);
    }
    free(got);
    free(wanted);
}

static void check_same(const char *spec, int64_t size, int64_t layers)
{
    stm_mask *mask = NULL;
    const stm_mask *masks[4];
    ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
    for (int64_t k = 0; k < layers; k++)
        masks[k] = mask;
    check(masks, layers, spec);
    stm_mask_free(mask);
}

static void test_patterns(void **state)
{
    (void)state;
    uint64_t random = 91;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    num_grown = 0;
    for (size_t p = 0; p < num; p++)
        for (int k = 0; k < 16; k++) {
            char spec[16000];
            int64_t size = random_between(&random, 1, 1200);
            if (random_spec(&random, patterns[p], size, spec, sizeof spec))
                check_same(spec, size, random_between(&random, 1, 4));
        }
    assert_true(num_grown > 50);
}

/* Layers of different masks, and of masks put together. */
static void test_layers(void **state)
{
    (void)state;
    uint64_t random = 92;
    num_grown = 0;
    for (int k = 0; k < 150; k++) {
        stm_mask *masks[3] = {NULL};
        char spec[8000], all[30000] = "";
        int64_t size = random_between(&random, 300, 1200), num = random_between(&random, 2, 3);
        for (int64_t n = 0; n < num; n++) {
            intmax_t a = random_between(&random, 1, 6), b = random_between(&random, 1, 6);
            switch (random_between(&random, 0, 4)) {
            case 0:
                snprintf(spec, sizeof spec, "strided:window_size=%jd,stride=%jd", a, b);
                break;
            case 1:
                snprintf(spec, sizeof spec, "dilated_sliding_window:window_size=%jd,dilation=%jd",
                         2 * a, b);
                break;
            case 2:
                snprintf(spec, sizeof spec, "fixed:window_size=%jd + global:tokens=0-%jd", a, b);
                break;
            case 3:
                snprintf(spec, sizeof spec, "fixed:window_size=%jd - local:window_size=%jd", a, b);
                break;
            default:
                snprintf(spec, sizeof spec, "sliding_window:window_size=%jd & normal", 2 * a);
                break;
            }
            ASSERT_OK(stm_mask_from_spec(spec, size, &masks[n], NULL));
            strcat(strcat(all, spec), "; ");
        }
        check((const stm_mask *const *)masks, num, all);
        for (int64_t n = 0; n < num; n++)
            stm_mask_free(masks[n]);
    }
    assert_true(num_grown > 30);
}

static void test_compositions(void **state)
{
    (void)state;
    uint64_t random = 93;
    for (int k = 0; k < 150; k++) {
        char spec[8000];
        int64_t size = random_between(&random, 1, 300);
        random_composition(&random, size, 1, spec, sizeof spec);
        check_same(spec, size, random_between(&random, 1, 3));
    }
}

/* At the largest size; all that a causal mask connects are the pairs on and below the diagonal. */
static void test_largest(void **state)
{
    (void)state;
    static const char *const specs[] = {"normal", "strided", "fixed"};
    int64_t size = STM_MAX_SIZE, all = size / 2 * (size + 1);
    for (size_t p = 0; p < sizeof specs / sizeof *specs; p++) {
        stm_mask *mask = NULL;
        stm_reach *reach = NULL;
        ASSERT_OK(stm_mask_from_spec(specs[p], size, &mask, NULL));
        const stm_mask *masks[] = {mask, mask, mask, mask};
        ASSERT_OK(stm_reach_new(masks, 4, &reach, NULL, NULL));
        assert_int_equal(reach->connected[3], all);
        assert_int_equal(reach->unreachable_query, 0);
        assert_int_equal(reach->unreachable_key, 1);
        stm_reach_free(reach);
        stm_mask_free(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_largest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
