/* No bound is above the fewest loads that an exhaustive search finds, and no order below them. */
#include "exhaustive.h"

/* The mask of a square's cells, row by row, a bit each. */
static stm_mask *mask_of_bits(uint64_t bits, int rows, int columns)
{
    unsigned char cells[TINY * TINY];
    stm_mask *mask = NULL;
    for (int k = 0; k < rows * columns; k++)
        cells[k] = bits >> k & 1;
    const stm_dense dense = {.cells = cells, .dtype = STM_U8, .rows = rows, .columns = columns};
    ASSERT_OK(stm_mask_from_dense(&dense, &mask, NULL));
    return mask;
}

/* The bounds of a mask and a buffer against the fewest loads. */
static void check_bounds(const stm_mask *mask, const tiny_mask *tiny, int buffer)
{
    stm_bounds b;
    int64_t fewest = tiny_fewest_loads(tiny, buffer);
    ASSERT_OK(stm_bounds_of(mask, 64, 0, buffer, &b, NULL));
    int64_t best = 0;
    for (int k = 0; k < STM_NUM_LOAD_BOUNDS; k++) {
        int64_t value = stm_load_bound_value(&b, (stm_load_bound)k);
        if (value > fewest)
            fail_msg("%s: %lld of %lld loads with a buffer of %d",
                     stm_load_bound_name((stm_load_bound)k), (long long)value, (long long)fewest,
                     buffer);
        best = value > best ? value : best;
    }
    assert_int_equal(b.any_order, best);
    assert_int_equal(b.any_order, stm_load_bound_value(&b, b.best));
    if (tiny->num_points == 0)
        assert_int_equal(b.any_order, 0);
}

/* All masks of 3 x 3 cells, and all buffers that do not hold the whole. */
static void test_all_tiny_masks(void **unused)
{
    (void)unused;
    for (uint64_t bits = 0; bits < 512; bits++) {
        stm_mask *mask = mask_of_bits(bits, 3, 3);
        tiny_mask tiny = tiny_read(mask);
        for (int buffer = 2; buffer <= 7; buffer++)
            check_bounds(mask, &tiny, buffer);
        stm_mask_free(mask);
    }
}

/* Random masks of up to 4 x 4 cells, among them slices that do not begin at 0. */
static void test_random_masks(void **unused)
{
    (void)unused;
    uint64_t state = 141;
    for (int repeat = 0; repeat < 160; repeat++) {
        int rows = (int)random_between(&state, 1, TINY);
        int columns = (int)random_between(&state, 1, TINY);
        uint64_t bits = random_bits(&state) & random_bits(&state);
        stm_mask *mask = mask_of_bits(repeat % 3 == 0 ? random_bits(&state) : bits, rows, columns);
        tiny_mask tiny = tiny_read(mask);
        if (tiny.num_points <= 11)
            check_bounds(mask, &tiny, (int)random_between(&state, 2, 6));
        stm_mask_free(mask);
    }
}

/* The mask that has most to compute: a square, whose points are all there. */
static void test_dense_masks(void **unused)
{
    (void)unused;
    for (int rows = 2; rows <= 3; rows++)
        for (int columns = 2; columns <= TINY; columns++)
            for (int buffer = 2; buffer < rows + columns; buffer++) {
                stm_mask *mask = mask_of_bits(UINT64_MAX, rows, columns);
                tiny_mask tiny = tiny_read(mask);
                check_bounds(mask, &tiny, buffer);
                stm_mask_free(mask);
            }
}

/* Orders, with the loads counted by lru and opt, are never below the fewest. */
static void test_orders_against_the_fewest(void **unused)
{
    (void)unused;
    uint64_t state = 142;
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    for (int repeat = 0; repeat < 60; repeat++) {
        stm_mask *mask = mask_of_bits(random_bits(&state) & random_bits(&state), 4, 4);
        tiny_mask tiny = tiny_read(mask);
        int buffer = (int)random_between(&state, 2, 6);
        if (tiny.num_points > 0 && tiny.num_points <= 11) {
            int64_t fewest = tiny_fewest_loads(&tiny, buffer);
            for (size_t k = 0; k < num; k++) {
                stm_arguments arguments = stm_order_defaults(orders[k]);
                for (int a = 0; a < orders[k]->parameters.num; a++)
                    arguments.integer[a] = random_between(&state, 1, 4);
                stm_plan_options options = {.order = orders[k],
                                            .order_arguments = &arguments,
                                            .num_multiplications = random_between(&state, 1, 4),
                                            .read_limit = buffer};
                stm_loads_options both = {.lru = true, .opt = true};
                stm_load_counts lru, opt;
                stm_plan *plan = NULL;
                stm_loads *loads = NULL;
                ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
                ASSERT_OK(stm_loads_new(plan, &loads, NULL, &both));
                ASSERT_OK(stm_loads_lru(loads, buffer, &lru, NULL));
                ASSERT_OK(stm_loads_opt(loads, buffer, &opt, NULL));
                assert_true(lru.rows + lru.columns >= fewest);
                assert_true(opt.rows + opt.columns >= fewest);
                stm_loads_free(loads);
                stm_plan_free(plan);
            }
        }
        stm_mask_free(mask);
    }
}

/* points / (B - 1) + min(rows, columns) - B, which holds on squares and triangles, is no bound: a
 * row and a column that see everything are loaded once each, with a buffer of 2. */
static void test_conjecture_refuted(void **unused)
{
    (void)unused;
    stm_mask *mask = mask_of_bits(0x111f, 4, 4);
    tiny_mask tiny = tiny_read(mask);
    assert_int_equal(tiny.num_points, 7);
    assert_int_equal(tiny_fewest_loads(&tiny, 2), 8); /* 7 / 1 + 4 - 2 would be 9 */
    stm_mask_free(mask);
}

/* The figures of docs/orders.md. */
static void test_known_bounds(void **unused)
{
    (void)unused;
    static const struct {
        const char *spec;
        int64_t buffer, any_order;
        stm_load_bound best;
    } known[] = {
        {"normal", 32, 17173, STM_BOUND_MATCHED},     {"normal", 64, 8789, STM_BOUND_MATCHED},
        {"normal", 128, 4658, STM_BOUND_MATCHED},     {"normal", 256, 2629, STM_BOUND_MATCHED},
        {"strided", 32, 2188, STM_BOUND_PHASE},       {"strided", 64, 2099, STM_BOUND_PHASE},
        {"strided", 128, 2048, STM_BOUND_COMPULSORY}, {"fixed", 32, 2048, STM_BOUND_COMPULSORY},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        stm_mask *mask = NULL;
        stm_bounds b;
        ASSERT_OK(stm_mask_from_spec(known[k].spec, 1024, &mask, NULL));
        ASSERT_OK(stm_bounds_of(mask, 64, 1000, known[k].buffer, &b, NULL));
        assert_int_equal(b.any_order, known[k].any_order);
        assert_int_equal(b.best, known[k].best);
        assert_int_equal(b.matched, 1024);
        stm_mask_free(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_tiny_masks),     cmocka_unit_test(test_random_masks),
        cmocka_unit_test(test_dense_masks),        cmocka_unit_test(test_orders_against_the_fewest),
        cmocka_unit_test(test_conjecture_refuted), cmocka_unit_test(test_known_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
