/* An analysis that leaves out what recurs equals the one that adds up every step. */
#include "specs.h"
#include "support.h"

static bool exceeds(int64_t *count, int64_t *time, int64_t now, int64_t at)
{
    if (now <= *count)
        return false;
    *count = now;
    *time = at;
    return true;
}

/* How many steps have each measure: rows, columns and both, read and read anew. */
enum { MOST_VALUE = 2000 };
typedef struct tallies {
    int64_t steps[STM_NUM_MEASURES][MOST_VALUE];
    stm_load_counts first; /* what step 0 reads */
} tallies;

static void tally(tallies *t, const stm_step *step)
{
    const int64_t values[STM_NUM_MEASURES] = {[STM_UNIQUE_ROWS] = step->rows,
                                              [STM_UNIQUE_COLUMNS] = step->columns,
                                              [STM_NEW_ROWS] = step->new_rows,
                                              [STM_NEW_COLUMNS] = step->new_columns,
                                              [STM_UNIQUE_TOTAL] = step->rows + step->columns,
                                              [STM_NEW_TOTAL] = step->new_rows + step->new_columns};
    for (int m = 0; m < STM_NUM_MEASURES; m++) {
        bool fresh = m == STM_NEW_ROWS || m == STM_NEW_COLUMNS || m == STM_NEW_TOTAL;
        assert_true(values[m] < MOST_VALUE);
        if (step->time > 0 || !fresh)
            t->steps[m][values[m]]++;
    }
    if (step->time == 0)
        t->first = (stm_load_counts){step->rows, step->columns};
}

static void check_loads(const stm_plan *plan, const stm_plan_summary *s, const tallies *t,
                        const char *what)
{
    stm_loads *loads = NULL;
    ASSERT_OK(stm_loads_new(plan, &loads, NULL, NULL));
    stm_load_counts none = stm_loads_none(loads), previous = stm_loads_previous(loads);
    assert_int_equal(stm_loads_steps(loads), s->steps);
    assert_int_equal(stm_loads_points(loads), s->points);
    assert_int_equal(none.rows, s->sum_unique_rows);
    assert_int_equal(none.columns, s->sum_unique_columns);
    assert_int_equal(previous.rows, t->first.rows + s->sum_new_rows);
    assert_int_equal(previous.columns, t->first.columns + s->sum_new_columns);
    for (int m = 0; m < STM_NUM_MEASURES; m++) {
        stm_distribution d = stm_loads_distribution(loads, (stm_measure)m);
        for (int64_t k = 0; k <= d.peak; k++)
            if (d.steps[k] != t->steps[m][k])
                fail_msg("%s: %jd steps of measure %d have %jd, must be %jd", what,
                         (intmax_t)d.steps[k], m, (intmax_t)k, (intmax_t)t->steps[m][k]);
        for (int64_t k = d.peak + 1; k < MOST_VALUE; k++)
            assert_int_equal(t->steps[m][k], 0);
    }
    stm_loads_free(loads);
}

/* Adds up the steps, one after the other. */
static void walk(const stm_plan *plan, stm_plan_summary *s, tallies *t)
{
    stm_steps *steps = NULL;
    const stm_step *step = NULL;
    *s = (stm_plan_summary){0};
    ASSERT_OK(stm_steps_new(plan, &steps, NULL));
    for (;;) {
        ASSERT_OK(stm_steps_next(steps, &step));
        if (step == NULL)
            break;
        tally(t, step);
        s->steps++;
        s->points += step->points;
        s->sum_unique_rows += step->rows;
        s->sum_unique_columns += step->columns;
        if (exceeds(&s->max_case.total, &s->max_case.time, step->rows + step->columns,
                    step->time)) {
            s->max_case.rows = step->rows;
            s->max_case.columns = step->columns;
        }
        if (step->time == 0)
            continue;
        s->sum_new_rows += step->new_rows;
        s->sum_new_columns += step->new_columns;
        exceeds(&s->max_row_changes.count, &s->max_row_changes.time, step->new_rows, step->time);
        exceeds(&s->max_column_changes.count, &s->max_column_changes.time, step->new_columns,
                step->time);
        if (exceeds(&s->max_total_changes.count, &s->max_total_changes.time,
                    step->new_rows + step->new_columns, step->time)) {
            s->max_total_changes.rows = step->new_rows;
            s->max_total_changes.columns = step->new_columns;
        }
    }
    stm_steps_free(steps);
}

static void check(const stm_mask *mask, const stm_plan_options *options, const char *what)
{
    stm_plan *plan = NULL;
    stm_analysis *analysis = NULL;
    stm_plan_summary wanted;
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, options));
    ASSERT_OK(stm_analysis_new(plan, &analysis, NULL, NULL));
    static tallies t;
    memset(&t, 0, sizeof t);
    walk(plan, &wanted, &t);
    const stm_plan_summary *got = stm_analysis_summary(analysis);
    if (memcmp(got, &wanted, sizeof wanted) != 0)
        fail_msg("%s, %s, P %jd, R %jd, rows %jd, columns %jd: %jd steps, must be %jd; %jd points, "
                 "must be %jd; new %jd and %jd, must be %jd and %jd",
                 what, options->order->name, (intmax_t)options->num_multiplications,
                 (intmax_t)options->read_limit, (intmax_t)options->row_limit,
                 (intmax_t)options->column_limit, (intmax_t)got->steps, (intmax_t)wanted.steps,
                 (intmax_t)got->points, (intmax_t)wanted.points, (intmax_t)got->sum_new_rows,
                 (intmax_t)got->sum_new_columns, (intmax_t)wanted.sum_new_rows,
                 (intmax_t)wanted.sum_new_columns);
    check_loads(plan, &wanted, &t, what);
    stm_analysis_free(analysis);
    stm_plan_free(plan);
}

static stm_plan_options random_options(uint64_t *random, int64_t most)
{
    static const char *const orders[] = {"row_first", "column_first", "zigzag"};
    stm_plan_options o = {.order = stm_order_find(orders[random_between(random, 0, 2)]),
                          .num_multiplications = random_between(random, 1, most)};
    switch (random_between(random, 0, 3)) {
    case 0:
        o.read_limit = random_between(random, 2, most + 1);
        break;
    case 1:
        o.read_limit = random_between(random, 2, 2 * most);
        o.row_limit = random_between(random, 1, most);
        break;
    case 2:
        o.column_limit = random_between(random, 1, most);
        break;
    default:
        break;
    }
    return o;
}

static void test_small_sizes(void **state)
{
    (void)state;
    static const char *const specs[] = {"normal", "strided:window_size=3,stride=4",
                                        "fixed:window_size=4", "sliding_window:window_size=4",
                                        "dilated_sliding_window:window_size=6,dilation=2"};
    uint64_t random = 81;
    for (size_t p = 0; p < sizeof specs / sizeof *specs; p++)
        for (int64_t size = 1; size <= 200; size++) {
            stm_mask *mask = NULL;
            ASSERT_OK(stm_mask_from_spec(specs[p], size, &mask, NULL));
            for (int k = 0; k < 4; k++) {
                stm_plan_options options = random_options(&random, 9);
                check(mask, &options, specs[p]);
            }
            stm_mask_free(mask);
        }
}

static void test_patterns(void **state)
{
    (void)state;
    uint64_t random = 82;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t p = 0; p < num; p++)
        for (int k = 0; k < 40; k++) {
            char spec[16000];
            stm_mask *mask = NULL;
            int64_t size = random_between(&random, 1, k % 8 == 0 ? 1500 : 400);
            if (!random_spec(&random, patterns[p], size, spec, sizeof spec))
                continue;
            ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
            stm_plan_options options = random_options(&random, k % 2 == 0 ? 7 : 40);
            check(mask, &options, spec);
            stm_mask_free(mask);
        }
}

/* The five patterns with larger parameters, steps and sizes, and compositions. */
static void test_large(void **state)
{
    (void)state;
    uint64_t random = 83;
    for (int k = 0; k < 250; k++) {
        char spec[400];
        stm_mask *mask = NULL;
        int64_t size = random_between(&random, 1000, 4096);
        intmax_t a = random_between(&random, 1, 40), b = random_between(&random, 1, 40);
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
            snprintf(spec, sizeof spec, "strided:window_size=%jd,stride=%jd + global:tokens=0-%jd",
                     a, b, a);
            break;
        }
        ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
        stm_plan_options options = random_options(&random, k % 3 == 0 ? 400 : 64);
        check(mask, &options, spec);
        stm_mask_free(mask);
    }
}

static void test_compositions(void **state)
{
    (void)state;
    uint64_t random = 84;
    for (int k = 0; k < 300; k++) {
        char spec[8000];
        stm_mask *mask = NULL;
        int64_t size = random_between(&random, 1, 300);
        random_composition(&random, size, 2, spec, sizeof spec);
        ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
        stm_plan_options options = random_options(&random, 12);
        check(mask, &options, spec);
        stm_mask_free(mask);
    }
}

/* At the largest size, where no one could walk; the sums of `normal` by rows have closed forms. */
static void test_largest(void **state)
{
    (void)state;
    static const char *const specs[] = {"normal", "strided", "fixed", "sliding_window",
                                        "dilated_sliding_window"};
    int64_t size = STM_MAX_SIZE;
    for (size_t p = 0; p < sizeof specs / sizeof *specs; p++) {
        stm_mask *mask = NULL;
        int64_t nonzeros;
        ASSERT_OK(stm_mask_from_spec(specs[p], size, &mask, NULL));
        ASSERT_OK(stm_mask_count(mask, &nonzeros, NULL));
        for (int k = 0; k < 6; k++) {
            static const char *const orders[] = {"row_first", "column_first", "zigzag"};
            stm_plan_options options = {.order = stm_order_find(orders[k % 3]),
                                        .num_multiplications = 64,
                                        .read_limit = k < 3 ? 0 : 48};
            stm_plan *plan = NULL;
            stm_analysis *analysis = NULL;
            ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
            ASSERT_OK(stm_analysis_new(plan, &analysis, NULL, NULL));
            const stm_plan_summary *s = stm_analysis_summary(analysis);
            assert_int_equal(s->points, nonzeros);
            if (k < 3)
                assert_int_equal(s->steps, (nonzeros + 63) / 64);
            assert_true(s->steps >= (nonzeros + 63) / 64);
            assert_true(s->sum_unique_columns + s->sum_unique_rows >= s->steps * 2);
            stm_analysis_free(analysis);
            stm_plan_free(plan);
        }
        stm_mask_free(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_sizes), cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_large),       cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_largest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
