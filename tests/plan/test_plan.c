/* Plans: the analysis by arithmetic, the walk and the points file against the slow way. */
#include "simple_plan.h"
#include "sweep.h"

#include "plan/walker.h"

static const struct {
    const char *name;
    simple_comparison comparison;
} orders[] = {{"row_first", simple_row_first},
              {"zigzag", simple_zigzag},
              {"column_first", simple_column_first},
              {"column_zigzag", simple_column_zigzag}};

#define NUM_ORDERS 4

static void check_plan_within(const stm_mask *mask, int order, int64_t p, int64_t r,
                              int64_t row_limit, int64_t column_limit)
{
    stm_plan *plan = NULL;
    stm_plan_options options = {.order = stm_order_find(orders[order].name),
                                .num_multiplications = p,
                                .read_limit = r,
                                .row_limit = row_limit,
                                .column_limit = column_limit};
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
    simple_plan simple = simple_plan_new(mask, orders[order].comparison, p, r);
    simple_plan_divide_within(&simple, mask, p, r, row_limit, column_limit);
    simple_check_plan(plan, &simple);
    simple_plan_free(&simple);
    stm_plan_free(plan);
}

static void check_plan(const stm_mask *mask, int order, int64_t p, int64_t r)
{
    check_plan_within(mask, order, p, r, 0, 0);
}

static void random_plan(const stm_mask *mask, uint64_t *state)
{
    static const int64_t limits[] = {0, 2, 3, 4, 5, 7, 9, 12, 20, 40, 100, 1000};
    static const int64_t multiplications[] = {1, 2, 3, 5, 7, 8, 16, 33, 64, 100, 1000, 100000};
    static const int64_t sides[] = {0, 0, 1, 2, 3, 5, 8, 16, 60};
    check_plan_within(mask, (int)random_between(state, 0, NUM_ORDERS - 1),
                      multiplications[random_between(state, 0, 11)],
                      limits[random_between(state, 0, 11)], sides[random_between(state, 0, 8)],
                      sides[random_between(state, 0, 8)]);
}

static void test_small_masks(void **unused)
{
    (void)unused;
    uint64_t state = 1;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int64_t size = 1; size <= 40; size++)
            for (int repeat = 0; repeat < 12; repeat++) {
                stm_mask *mask = new_mask(patterns[k]->name, random_between(&state, 1, 12),
                                          random_between(&state, 1, 12), size);
                random_plan(mask, &state);
                stm_mask_free(mask);
            }
}

static void test_middling_masks(void **unused)
{
    (void)unused;
    uint64_t state = 2;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int repeat = 0; repeat < 12; repeat++) {
            stm_mask *mask =
                new_mask(patterns[k]->name, random_between(&state, 1, 90),
                         random_between(&state, 1, 90), random_between(&state, 41, 260));
            random_plan(mask, &state);
            stm_mask_free(mask);
        }
}

static void test_rectangles(void **unused)
{
    (void)unused;
    sweep_rectangles(300, 3, 60, random_plan);
}

static void test_interleaving_runs(void **unused)
{
    (void)unused;
    sweep_tangles(100, 4, 70, random_plan);
}

static void test_stored_masks(void **unused)
{
    (void)unused;
    uint64_t state = 5;
    for (int repeat = 0; repeat < 200; repeat++) {
        uint8_t cells[40 * 40];
        int64_t rows = random_between(&state, 1, 40), columns = random_between(&state, 1, 40);
        int64_t share = random_between(&state, 0, 10); /* with 0, no cell is seen */
        for (int64_t k = 0; k < rows * columns; k++)
            cells[k] = random_between(&state, 0, 9) < share ? 1 : 0;
        stm_dense dense = {.cells = cells, .dtype = STM_U8, .rows = rows, .columns = columns};
        stm_mask *mask = NULL;
        ASSERT_OK(stm_mask_from_dense(&dense, &mask, NULL));
        random_plan(mask, &state);
        stm_mask_free(mask);
    }
}

/* A whole mask in one step, and steps of a point each. */
static void test_extremes(void **unused)
{
    (void)unused;
    for (int order = 0; order < NUM_ORDERS; order++) {
        stm_mask *mask = new_mask("strided", 5, 3, 50);
        check_plan(mask, order, STM_MAX_MULTIPLICATIONS, 0);
        check_plan(mask, order, STM_MAX_MULTIPLICATIONS, 2);
        check_plan(mask, order, STM_MAX_MULTIPLICATIONS, STM_MAX_READ_LIMIT);
        check_plan(mask, order, 1, 2);
        stm_mask_free(mask);
    }
}

/* The summary, by looking at every point. */
static stm_plan_summary walked_summary(const stm_plan *plan)
{
    stm__walker w;
    stm_plan_summary s = {0};
    ASSERT_OK(stm__walker_open(&w, plan, NULL));
    for (;;) {
        ASSERT_OK(stm__walker_next(&w));
        if (w.num_points == 0)
            break;
        int64_t total = w.rows.num + w.columns.num, fresh = w.new_rows + w.new_columns;
        s.points += w.num_points;
        s.steps++;
        s.sum_unique_rows += w.rows.num;
        s.sum_unique_columns += w.columns.num;
        if (total > s.max_case.total) {
            s.max_case.time = w.time;
            s.max_case.rows = w.rows.num;
            s.max_case.columns = w.columns.num;
            s.max_case.total = total;
        }
        if (w.time == 0)
            continue;
        s.sum_new_rows += w.new_rows;
        s.sum_new_columns += w.new_columns;
        if (w.new_rows > s.max_row_changes.count) {
            s.max_row_changes.time = w.time;
            s.max_row_changes.count = w.new_rows;
        }
        if (w.new_columns > s.max_column_changes.count) {
            s.max_column_changes.time = w.time;
            s.max_column_changes.count = w.new_columns;
        }
        if (fresh > s.max_total_changes.count) {
            s.max_total_changes.time = w.time;
            s.max_total_changes.rows = w.new_rows;
            s.max_total_changes.columns = w.new_columns;
            s.max_total_changes.count = fresh;
        }
    }
    stm__walker_close(&w);
    return s;
}

static void test_up_to_4096(void **unused)
{
    (void)unused;
    uint64_t state = 6;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (int repeat = 0; repeat < 100; repeat++) {
        int64_t size = random_between(&state, 1, repeat % 10 == 0 ? 4096 : 900);
        stm_mask *mask =
            new_mask(patterns[(size_t)repeat % num]->name, random_between(&state, 1, size),
                     random_between(&state, 1, size), size);
        const char *name = orders[random_between(&state, 0, NUM_ORDERS - 1)].name;
        stm_plan_options options = {.order = stm_order_find(name),
                                    .num_multiplications = random_between(&state, 1, 300),
                                    .read_limit = random_between(&state, 2, 400)};
        stm_plan *plan = NULL;
        stm_analysis *analysis = NULL;
        ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
        ASSERT_OK(stm_analysis_new(plan, &analysis, NULL, NULL));
        stm_plan_summary wanted = walked_summary(plan);
        simple_assert_summary(stm_analysis_summary(analysis), &wanted);
        stm_analysis_free(analysis);
        stm_plan_free(plan);
        stm_mask_free(mask);
    }
}

/* A row of 2^31 keys is never walked cell by cell. */
static void test_large_masks(void **unused)
{
    (void)unused;
    stm_mask *mask = new_mask("normal", 0, 0, STM_MAX_SIZE), *rows = NULL;
    stm_rectangle last = {STM_MAX_SIZE - 3, 3, 0, STM_MAX_SIZE};
    stm_plan *plan = NULL;
    stm_analysis *analysis = NULL;
    stm_plan_options options = {.num_multiplications = 64, .read_limit = 40};
    ASSERT_OK(stm_mask_rectangle(mask, &last, &rows, NULL));
    ASSERT_OK(stm_plan_new(rows, &plan, NULL, &options));
    ASSERT_OK(stm_analysis_new(plan, &analysis, NULL, NULL));
    const stm_plan_summary *s = stm_analysis_summary(analysis);
    int64_t points = 3 * STM_MAX_SIZE - 3;
    assert_int_equal(s->points, points);
    assert_int_equal(s->max_case.total, 40);
    assert_true(s->steps >= points / 39 && s->steps <= points / 39 + 3);
    assert_int_equal(s->max_column_changes.count, 39);
    stm_analysis_free(analysis);
    stm_plan_free(plan);
    stm_mask_free(rows);
    stm_mask_free(mask);
}

static void test_bad_options(void **unused)
{
    (void)unused;
    stm_mask *mask = new_mask("normal", 0, 0, 8);
    stm_plan *plan = NULL;
    stm_error error;
    stm_plan_options options = {.read_limit = 1};
    ASSERT_FAILS(stm_plan_new(mask, &plan, &error, &options), STM_EINVAL, error,
                 "read_limit 1: must be at least 2, one row and one column");
    options = (stm_plan_options){.num_multiplications = -1};
    ASSERT_FAILS(stm_plan_new(mask, &plan, &error, &options), STM_EINVAL, error,
                 "num_multiplications -1: must be from 1 to 2147483648");
    options = (stm_plan_options){.read_limit = STM_MAX_READ_LIMIT + 1};
    ASSERT_FAILS(stm_plan_new(mask, &plan, &error, &options), STM_EINVAL, error,
                 "read_limit 4294967297: must be from 2 to 4294967296");
    assert_null(plan);
    assert_null(stm_order_find("row"));
    stm_mask_free(mask);
}

static int stop(void *context, int64_t done, int64_t total)
{
    (void)done, (void)total;
    return ++*(int *)context;
}

static void test_stopping(void **unused)
{
    (void)unused;
    int calls = 0;
    stm_progress progress = {stop, &calls};
    stm_mask *mask = new_mask("fixed", 0, 0, 1000);
    stm_plan *plan = NULL;
    stm_analysis *analysis = NULL;
    stm_output *output = NULL;
    captured text = {0};
    stm_points_options options = {.progress = &progress};
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, NULL));
    assert_int_equal(stm_analysis_new(plan, &analysis, NULL, &progress), STM_ESTOPPED);
    assert_null(analysis);
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    assert_int_equal(stm_points_write(plan, output, NULL, &options), STM_ESTOPPED);
    stm_output_discard(output);
    assert_int_equal(calls, 2);
    free(text.text);
    stm_plan_free(plan);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_masks),  cmocka_unit_test(test_middling_masks),
        cmocka_unit_test(test_rectangles),   cmocka_unit_test(test_interleaving_runs),
        cmocka_unit_test(test_stored_masks), cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_up_to_4096),   cmocka_unit_test(test_large_masks),
        cmocka_unit_test(test_bad_options),  cmocka_unit_test(test_stopping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
