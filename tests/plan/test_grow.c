/* Analyses of orders by rows of tiles from small plans equal those of all steps. */
#include "specs.h"
#include "support.h"

#include "plan/grow.h"
#include "plan/loads.h"

static int64_t num_grown, num_buffers;

static void check_loads(const stm_plan *plan, const char *spec)
{
    stm_loads *got = NULL, *wanted = NULL;
    bool found = false;
    ASSERT_OK(stm__loads_grow(plan, &got, &found, NULL, &(stm_loads_options){0}));
    if (!found)
        return;
    num_grown++;
    ASSERT_OK(stm__loads_walk(plan, &wanted, NULL, NULL));
    stm_load_counts a = stm_loads_previous(got), b = stm_loads_previous(wanted);
    if (a.rows != b.rows || a.columns != b.columns)
        fail_msg("%s: %jd rows, must be %jd", spec, (intmax_t)a.rows, (intmax_t)b.rows);
    a = stm_loads_none(got);
    b = stm_loads_none(wanted);
    assert_true(a.rows == b.rows && a.columns == b.columns);
    a = stm_loads_compulsory(got);
    b = stm_loads_compulsory(wanted);
    assert_true(a.rows == b.rows && a.columns == b.columns);
    for (int m = 0; m < STM_NUM_MEASURES; m++) {
        stm_distribution x = stm_loads_distribution(got, (stm_measure)m);
        stm_distribution y = stm_loads_distribution(wanted, (stm_measure)m);
        assert_int_equal(x.peak, y.peak);
        assert_true(x.mean == y.mean);
        for (int64_t k = 0; k <= x.peak; k++)
            assert_int_equal(x.steps[k], y.steps[k]);
    }
    stm_loads_free(got);
    stm_loads_free(wanted);
}

/* What a buffer of the vectors touched last misses. */
static void check_lru(const stm_plan *plan, int64_t buffer, const char *spec)
{
    stm_loads *got = NULL, *wanted = NULL;
    stm_loads_options options = {.lru = true, .buffer = buffer};
    bool found = false;
    ASSERT_OK(stm__loads_grow(plan, &got, &found, NULL, &options));
    if (!found)
        return;
    ASSERT_OK(stm__loads_walk(plan, &wanted, NULL, &options));
    stm_load_counts a, b;
    stm_status status = stm_loads_lru(wanted, buffer, &b, NULL);
    assert_int_equal(stm_loads_lru(got, buffer, &a, NULL), status);
    if (status == STM_OK) {
        num_buffers++;
        if (a.rows != b.rows || a.columns != b.columns)
            fail_msg("%s, buffer %jd: %jd and %jd, must be %jd and %jd", spec, (intmax_t)buffer,
                     (intmax_t)a.rows, (intmax_t)a.columns, (intmax_t)b.rows, (intmax_t)b.columns);
        assert_int_equal(stm_loads_lru(got, buffer + 1, &a, NULL), STM_EINVAL);
        assert_int_equal(stm_loads_lru(wanted, buffer + 1, &a, NULL), STM_EINVAL);
    }
    stm_loads_free(got);
    stm_loads_free(wanted);
}

static void check(const char *spec, int64_t size, const char *order, int64_t points)
{
    stm_mask *mask = NULL;
    stm_plan *plan = NULL;
    stm_analysis *got = NULL, *wanted = NULL;
    const stm_order *of = NULL;
    stm_arguments arguments;
    bool found = false;
    ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
    ASSERT_OK(stm_order_parse(order, &of, &arguments, NULL));
    stm_plan_options options = {
        .order = of, .order_arguments = &arguments, .num_multiplications = points};
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
    ASSERT_OK(stm__analysis_grow(plan, &got, &found, NULL));
    if (found) {
        num_grown++;
        ASSERT_OK(stm__analysis_walk(plan, &wanted, NULL, NULL));
        if (memcmp(stm_analysis_summary(got), stm_analysis_summary(wanted),
                   sizeof(stm_plan_summary)) != 0)
            fail_msg("%s, size %jd, %s, P %jd: %jd steps, must be %jd", spec, (intmax_t)size, order,
                     (intmax_t)points, (intmax_t)stm_analysis_summary(got)->steps,
                     (intmax_t)stm_analysis_summary(wanted)->steps);
        for (int list = 0; list <= STM_MAX_TOTAL_CHANGES_COLUMNS; list++) {
            const stm_run *a = NULL, *b = NULL;
            int64_t num_a = 0, num_b = 0;
            stm_analysis_list(got, (stm_plan_list)list, &a, &num_a);
            stm_analysis_list(wanted, (stm_plan_list)list, &b, &num_b);
            assert_int_equal(num_a, num_b);
            for (int64_t k = 0; k < num_a; k++)
                assert_true(a[k].first == b[k].first && a[k].count == b[k].count);
        }
    }
    check_loads(plan, spec);
    check_lru(plan, 3 * points, spec);
    stm_analysis_free(got);
    stm_analysis_free(wanted);
    stm_plan_free(plan);
    stm_mask_free(mask);
}

static void test_random(void **state)
{
    (void)state;
    uint64_t random = 95;
    num_grown = 0;
    for (int k = 0; k < 200; k++) {
        char spec[200], order[80];
        intmax_t a = random_between(&random, 1, 6), b = random_between(&random, 1, 6);
        intmax_t h = random_between(&random, 1, 6), w = random_between(&random, 1, 6);
        switch (k % 6) {
        case 0:
            snprintf(spec, sizeof spec, "normal");
            break;
        case 1:
            snprintf(spec, sizeof spec, "strided:window_size=%jd,stride=%jd", a, b);
            break;
        case 2:
            snprintf(spec, sizeof spec, "fixed:window_size=%jd", a);
            break;
        case 3:
            snprintf(spec, sizeof spec, "sliding_window:window_size=%jd", 2 * a);
            break;
        case 4:
            snprintf(spec, sizeof spec, "dilated_sliding_window:window_size=%jd,dilation=%jd",
                     2 * a, b);
            break;
        default:
            snprintf(spec, sizeof spec, "local:window_size=%jd + global:tokens=0-%jd", a, b);
            break;
        }
        switch (random_between(&random, 0, 5)) {
        case 3:
            snprintf(order, sizeof order, "row_first");
            break;
        case 4:
            snprintf(order, sizeof order, "zigzag");
            break;
        case 5:
            snprintf(order, sizeof order, "column_first");
            break;
        case 0:
            snprintf(order, sizeof order, "tile:rows=%jd,columns=%jd", h, w);
            break;
        case 1:
            snprintf(order, sizeof order, "panel:rows=%jd", h);
            break;
        default:
            snprintf(order, sizeof order, "column_panel:columns=%jd", h);
            break;
        }
        check(spec, random_between(&random, 1000, 2400), order, random_between(&random, 1, 12));
    }
    assert_true(num_grown > 25 && num_buffers > 10);
}

/* What a limit closes, or has no bands, is walked. */
static void test_walked(void **state)
{
    (void)state;
    num_grown = 0;
    check("random:per_row=3", 2000, "tile", 8);
    check("normal", 60, "tile", 8);
    check("normal", 2000, "residue", 8);
    assert_int_equal(num_grown, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_walked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
