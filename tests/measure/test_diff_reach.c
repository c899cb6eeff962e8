/* Differences and reach, against cells compared and matrices multiplied one by one. */
#include <stmask/diff.h>
#include <stmask/reach.h>

#include "specs.h"

#define SIDE 40

static void differences_are_those_of_the_cells(void **state)
{
    (void)state;
    uint64_t random = 30;
    for (int trial = 0; trial < 1500; trial++) {
        char left[3000], right[3000];
        int64_t size = random_between(&random, 1, SIDE);
        stm_mask *a = NULL, *b = NULL, *whole_a = NULL, *whole_b = NULL;
        random_composition(&random, size, 1, left, sizeof left);
        random_composition(&random, size, 1, right, sizeof right);
        if (trial % 3 == 0) /* alike but for little */
            snprintf(right, sizeof right, "(%.1400s) - random:per_row=1,seed=%d", left, trial);
        ASSERT_OK(stm_mask_from_spec(left, size, &whole_a, NULL));
        ASSERT_OK(stm_mask_from_spec(right, size, &whole_b, NULL));
        stm_rectangle r = {random_between(&random, 0, size - 1), 1,
                           random_between(&random, 0, size - 1), 1};
        r.num_queries = random_between(&random, 1, size - r.first_query);
        r.num_keys = random_between(&random, 1, size - r.first_key);
        ASSERT_OK(stm_mask_rectangle(whole_a, &r, &a, NULL));
        ASSERT_OK(stm_mask_rectangle(whole_b, &r, &b, NULL));
        for (int values = 0; values < 2; values++) {
            stm_diff expected = {0, -1, -1}, diff = {-1, -2, -2};
            for (int64_t i = r.first_query; i < r.first_query + r.num_queries; i++)
                for (int64_t j = r.first_key; j < r.first_key + r.num_keys; j++) {
                    int32_t x = stm_mask_cell(a, i, j), y = stm_mask_cell(b, i, j);
                    if (values ? x == y : (x != 0) == (y != 0))
                        continue;
                    if (expected.differing++ == 0)
                        expected.first_query = i, expected.first_key = j;
                }
            stm_diff_options options = {.values = values};
            ASSERT_OK(stm_mask_diff(a, b, &diff, NULL, &options));
            if (memcmp(&diff, &expected, sizeof diff) != 0)
                fail_msg("%s and %s at %jd: %jd, not %jd", left, right, (intmax_t)size,
                         (intmax_t)diff.differing, (intmax_t)expected.differing);
        }
        stm_mask_free(a);
        stm_mask_free(b);
        stm_mask_free(whole_a);
        stm_mask_free(whole_b);
    }
}

static void masks_of_other_cells_are_not_compared(void **state)
{
    (void)state;
    stm_mask *a = new_mask("normal", 0, 0, 8), *b = new_mask("normal", 0, 0, 9);
    stm_diff diff = {-5, -5, -5};
    stm_error error;
    ASSERT_FAILS(stm_mask_diff(a, b, &diff, &error, NULL), STM_EINVAL, error,
                 "masks of queries 0:8 keys 0:8 and queries 0:9 keys 0:9: must cover the same "
                 "cells to be compared");
    assert_int_equal(diff.differing, -5);
    stm_mask_free(a);
    stm_mask_free(b);
}

#define MOST 70

/* to = (a + I) from, as sets of keys. */
static void multiply(const bool a[MOST][MOST], const bool from[MOST][MOST], bool to[MOST][MOST],
                     int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            bool any = from[i][j];
            for (int64_t k = 0; k < n && !any; k++)
                any = a[i][k] && from[k][j];
            to[i][j] = any;
        }
}

static int64_t count(const bool a[MOST][MOST], int64_t n)
{
    int64_t total = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            total += a[i][j];
    return total;
}

static void reach_is_that_of_matrices(void **state)
{
    (void)state;
    uint64_t random = 31;
    static bool layer[4][MOST][MOST], any[MOST][MOST], all[MOST][MOST], have[MOST][MOST],
        next[MOST][MOST];
    for (int trial = 0; trial < 250; trial++) {
        int64_t n = random_between(&random, 1, MOST), num = random_between(&random, 1, 4);
        stm_mask *masks[4] = {NULL};
        int64_t alike = random_between(&random, 0, 1);
        for (int64_t k = 0; k < num; k++) {
            char spec[3000];
            random_composition(&random, n, 1, spec, sizeof spec);
            if (alike && k > 0)
                masks[k] = stm_mask_retain(masks[0]);
            else
                ASSERT_OK(stm_mask_from_spec(spec, n, &masks[k], NULL));
            for (int64_t i = 0; i < n; i++)
                for (int64_t j = 0; j < n; j++)
                    layer[k][i][j] = stm_mask_cell(masks[k], i, j) != 0;
        }
        /* What any number of layers connects: the union of all, multiplied until nothing changes.
         */
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++) {
                any[i][j] = false;
                all[i][j] = i == j;
                for (int64_t k = 0; k < num; k++)
                    any[i][j] = any[i][j] || layer[k][i][j];
                have[i][j] = i == j;
            }
        for (int64_t before = -1; before != count((const bool(*)[MOST])all, n);) {
            before = count((const bool(*)[MOST])all, n);
            multiply((const bool(*)[MOST])any, (const bool(*)[MOST])all, next, n);
            memcpy(all, next, sizeof all);
        }
        stm_reach *reach = NULL;
        stm_reach_options options = {.threads = 1 + trial % 3};
        ASSERT_OK(stm_reach_new((const stm_mask *const *)masks, num, &reach, NULL, &options));
        int64_t full = 0, most = count((const bool(*)[MOST])all, n);
        for (int64_t k = 0; k < num; k++) {
            multiply((const bool(*)[MOST])layer[k], (const bool(*)[MOST])have, next, n);
            memcpy(have, next, sizeof have);
            assert_int_equal(reach->connected[k], count((const bool(*)[MOST])have, n));
            if (full == 0 && reach->connected[k] == most)
                full = k + 1;
        }
        assert_int_equal(reach->layers_to_full, full);
        if (most == n * n) {
            assert_int_equal(reach->unreachable_query, -1);
            assert_int_equal(reach->unreachable_key, -1);
        } else {
            assert_in_range(reach->unreachable_query, 0, n - 1);
            assert_false(all[reach->unreachable_query][reach->unreachable_key]);
        }
        stm_reach_free(reach);
        for (int64_t k = 0; k < num; k++)
            stm_mask_free(masks[k]);
    }
}

/* Known by hand: a window of one key on each side takes size - 1 layers, normal takes one. */
static void reach_of_larger_masks(void **state)
{
    (void)state;
    static const stm_mask *layers[700];
    stm_mask *window = new_mask("sliding_window", 2, 0, 700);
    stm_mask *normal = new_mask("normal", 0, 0, 1500);
    stm_mask *strided = new_mask("strided", 30, 30, 900);
    stm_reach *reach = NULL;
    for (int k = 0; k < 700; k++)
        layers[k] = window;
    ASSERT_OK(stm_reach_new(layers, 700, &reach, NULL, NULL));
    assert_int_equal(reach->layers_to_full, 699);
    assert_int_equal(reach->connected[0], 700 + 2 * 699);
    assert_int_equal(reach->unreachable_query, -1);
    stm_reach_free(reach);
    layers[0] = normal;
    ASSERT_OK(stm_reach_new(layers, 1, &reach, NULL, NULL));
    assert_int_equal(reach->layers_to_full, 1);
    assert_int_equal(reach->connected[0], 1500 * 1501 / 2);
    assert_int_equal(reach->unreachable_query, 0);
    assert_int_equal(reach->unreachable_key, 1);
    stm_reach_free(reach);
    layers[0] = layers[1] = layers[2] = strided;
    ASSERT_OK(stm_reach_new(layers, 3, &reach, NULL, NULL));
    assert_int_equal(reach->layers_to_full, 2);
    assert_int_equal(reach->connected[1], 900 * 901 / 2);
    stm_reach_free(reach);
    stm_error error;
    reach = NULL;
    layers[1] = normal;
    ASSERT_FAILS(stm_reach_new(layers, 2, &reach, &error, NULL), STM_EINVAL, error,
                 "layer 2: must be a whole 900 x 900 mask");
    ASSERT_FAILS(stm_reach_new(layers, 0, &reach, &error, NULL), STM_EINVAL, error,
                 "layers 0: must be from 1 to 1024");
    assert_null(reach);
    stm_mask_free(window);
    stm_mask_free(normal);
    stm_mask_free(strided);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_those_of_the_cells),
        cmocka_unit_test(masks_of_other_cells_are_not_compared),
        cmocka_unit_test(reach_is_that_of_matrices),
        cmocka_unit_test(reach_of_larger_masks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
