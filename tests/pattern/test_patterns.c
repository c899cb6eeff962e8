/* The contract every pattern keeps: rows and columns are what `sees` says, counts are their sums.
 *
 * A new pattern is tested as soon as it is in the list.
 */
#include "support.h"

#define MOST 64   /* the largest size tried with every argument */
#define VALUES 9  /* arguments run from 1 to this there */
#define LIMIT 256 /* runs there is room for */

typedef int64_t line_function(const stm_arguments *arguments, int64_t size, int64_t index,
                              stm_run *runs);

/* One line is normal: sorted, disjoint, in range, its runs written in the one way. Fills `cells`
 * where they are given, and returns the number of cells. */
static int64_t check_line(const stm_pattern *pattern, const stm_run *runs, int64_t num_runs,
                          int64_t size, uint8_t *cells)
{
    int64_t total = 0;
    assert_in_range(num_runs, 0, pattern->max_runs);
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        assert_true(run->count >= 1 && run->step >= 1);
        assert_true(run->count > 1 || run->step == 1);
        assert_true(run->first >= 0 && stm_run_last(run) < size);
        assert_true(k == 0 || runs[k - 1].first < run->first);
        assert_in_range(run->value, 1, STM_NUM_VALUES - 1);
        assert_non_null(pattern->value_names[run->value]);
        total += run->count;
        for (int64_t c = 0; cells != NULL && c < run->count; c++) {
            assert_int_equal(cells[run->first + c * run->step], 0);
            cells[run->first + c * run->step] = (uint8_t)run->value;
        }
    }
    return total;
}

/* Patterns whose lines have a fixed number of runs, and need nothing prepared: those that can be
 * called as they stand. tests/test_spec_masks.c has the others. */
static bool is_plain(const stm_pattern *pattern)
{
    return pattern->row != NULL && pattern->bound == NULL && pattern->prepare == NULL;
}

/* Calls check(pattern, arguments) with every combination of the first values. */
static void with_all_arguments(const stm_pattern *pattern,
                               void (*check)(const stm_pattern *, const stm_arguments *))
{
    const stm_parameter *p = pattern->parameters.items;
    const int64_t most = pattern->parameters.num > 2 ? VALUES / 2 : VALUES;
    stm_arguments arguments = stm_pattern_defaults(pattern);
    for (int k = 0; k < pattern->parameters.num; k++)
        arguments.integer[k] = p[k].minimum;
    for (;;) {
        check(pattern, &arguments);
        int k = 0;
        while (k < pattern->parameters.num &&
               (arguments.integer[k] == most || arguments.integer[k] == p[k].maximum)) {
            arguments.integer[k] = p[k].minimum;
            k++;
        }
        if (k == pattern->parameters.num)
            return;
        arguments.integer[k]++;
    }
}

/* Patterns without a closed form of their count for some arguments. */
static bool is_countless(const stm_pattern *pattern)
{
    return strcmp(pattern->name, "neighborhood") == 0;
}

static void check_small_sizes(const stm_pattern *pattern, const stm_arguments *arguments)
{
    uint8_t cells[MOST][MOST];
    stm_run runs[LIMIT];
    for (int64_t size = 1; size <= MOST; size += size < 20 ? 1 : 11) {
        for (int64_t i = 0; i < size; i++)
            for (int64_t j = 0; j < size; j++)
                cells[i][j] = (uint8_t)pattern->sees(arguments, size, i, j);
        int64_t seen = 0;
        for (int64_t i = 0; i < size; i++) {
            uint8_t row[MOST] = {0}, column[MOST] = {0};
            int64_t n = pattern->row(arguments, size, i, runs);
            int64_t total = check_line(pattern, runs, n, size, row);
            assert_memory_equal(row, cells[i], (size_t)size);
            n = pattern->column(arguments, size, i, runs);
            check_line(pattern, runs, n, size, column);
            for (int64_t q = 0; q < size; q++)
                assert_int_equal(column[q], cells[q][i]);
            seen += total;
        }
        int64_t count = pattern->count(arguments, size);
        assert_true(count == seen || (count == -1 && is_countless(pattern)));
    }
}

static void rows_columns_and_count_are_what_sees_says(void **state)
{
    (void)state;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        if (is_plain(patterns[k]))
            with_all_arguments(patterns[k], check_small_sizes);
}

static void arguments_may_exceed_the_size(void **state)
{
    (void)state;
    static const int64_t values[] = {
        1, 2, 63, 64, 65, 127, 128, 129, 1000, STM_MAX_SIZE - 1, STM_MAX_SIZE};
    enum { NUM = sizeof values / sizeof *values };
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int a = 0; a < NUM; a++)
            for (int b = 0; b < NUM; b++) {
                stm_arguments arguments = stm_pattern_defaults(patterns[k]);
                if (!is_plain(patterns[k]))
                    continue;
                for (int p = 0; p < patterns[k]->parameters.num; p++)
                    if (patterns[k]->parameters.items[p].type == STM_PARAMETER_INTEGER)
                        arguments.integer[p] = values[p % 2 == 0 ? a : b];
                check_small_sizes(patterns[k], &arguments);
            }
}

/* Random arguments of every magnitude from 1 to 2^31. */
static stm_arguments random_arguments(const stm_pattern *pattern, uint64_t *random)
{
    stm_arguments arguments = stm_pattern_defaults(pattern);
    for (int p = 0; p < pattern->parameters.num; p++) {
        const stm_parameter *q = &pattern->parameters.items[p];
        int64_t highest = INT64_C(1) << random_between(random, 0, 31);
        arguments.integer[p] =
            random_between(random, q->minimum, highest < q->maximum ? highest : q->maximum);
    }
    return arguments;
}

static int32_t value_in(const stm_run *runs, int64_t num_runs, int64_t cell)
{
    int32_t value = 0;
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        if (cell >= run->first && cell <= stm_run_last(run) &&
            (cell - run->first) % run->step == 0) {
            assert_int_equal(value, 0);
            value = run->value;
        }
    }
    return value;
}

/* A few cells beside each run's ends and inside it, and anywhere. */
static int64_t pick_cell(uint64_t *random, const stm_run *runs, int64_t num_runs, int64_t size)
{
    int64_t cell = random_between(random, 0, size - 1);
    if (num_runs > 0 && random_between(random, 0, 3) > 0) {
        const stm_run *run = &runs[random_between(random, 0, num_runs - 1)];
        cell = run->first + run->step * random_between(random, -2, 2);
        if (random_between(random, 0, 1) == 1)
            cell = run->first + run->step * (run->count - 1 + random_between(random, -2, 2));
        cell += random_between(random, -1, 1);
    }
    return cell < 0 ? 0 : cell >= size ? size - 1 : cell;
}

static void the_largest_size_agrees_at_random_cells(void **state)
{
    (void)state;
    uint64_t random = 20190423;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int trial = 0; trial < 3000 && is_plain(patterns[k]); trial++) {
            const stm_pattern *pattern = patterns[k];
            stm_arguments arguments = random_arguments(pattern, &random);
            stm_run runs[LIMIT];
            int64_t line = random_between(&random, 0, STM_MAX_SIZE - 1);
            if (trial < 2)
                line = trial == 0 ? 0 : STM_MAX_SIZE - 1;
            for (int axis = 0; axis < 2; axis++) {
                line_function *give = axis == 0 ? pattern->row : pattern->column;
                int64_t n = give(&arguments, STM_MAX_SIZE, line, runs);
                check_line(pattern, runs, n, STM_MAX_SIZE, NULL);
                for (int c = 0; c < 20; c++) {
                    int64_t cell = pick_cell(&random, runs, n, STM_MAX_SIZE);
                    int32_t value = axis == 0 ? pattern->sees(&arguments, STM_MAX_SIZE, line, cell)
                                              : pattern->sees(&arguments, STM_MAX_SIZE, cell, line);
                    assert_int_equal(value_in(runs, n, cell), value);
                }
            }
        }
}

static int64_t sum_of_rows(const stm_pattern *pattern, const stm_arguments *arguments, int64_t size)
{
    int64_t total = 0;
    for (int64_t i = 0; i < size; i++) {
        stm_run runs[LIMIT];
        int64_t n = pattern->row(arguments, size, i, runs);
        for (int64_t k = 0; k < n; k++)
            total += runs[k].count;
    }
    return total;
}

static void counts_are_sums_of_rows_at_large_sizes(void **state)
{
    (void)state;
    uint64_t random = 7;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int trial = 0; trial < 20 && is_plain(patterns[k]); trial++) {
            stm_arguments arguments = random_arguments(patterns[k], &random);
            int64_t size = random_between(&random, 90000, 110000);
            int64_t count = patterns[k]->count(&arguments, size);
            if (count >= 0 || !is_countless(patterns[k]))
                assert_int_equal(count, sum_of_rows(patterns[k], &arguments, size));
        }
}

/* At 2^31 rows are too many to walk. But from one size to the next a mask only gains the last row
 * and the last column, and the count has to grow by just that; and it never exceeds the square. */
static void counts_near_the_largest_size_grow_by_one_border(void **state)
{
    (void)state;
    uint64_t random = 11;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int trial = 0; trial < 500 && is_plain(patterns[k]); trial++) {
            const stm_pattern *pattern = patterns[k];
            if (is_countless(pattern)) /* its windows shift with the size */
                continue;
            stm_arguments arguments = random_arguments(pattern, &random);
            int64_t size = STM_MAX_SIZE - random_between(&random, 0, 1000), border = 0;
            stm_run runs[LIMIT];
            int64_t n = pattern->row(&arguments, size, size - 1, runs);
            border += check_line(pattern, runs, n, size, NULL);
            n = pattern->column(&arguments, size, size - 1, runs);
            border += check_line(pattern, runs, n, size, NULL);
            border -= pattern->sees(&arguments, size, size - 1, size - 1) != 0;
            int64_t count = pattern->count(&arguments, size);
            assert_in_range(count, 0, size * size);
            assert_int_equal(count - pattern->count(&arguments, size - 1), border);
        }
}

/* The widest masks of the first patterns by name. */
static void the_largest_counts_do_not_overflow(void **state)
{
    (void)state;
    const int64_t n = STM_MAX_SIZE, half = n / 2; /* n (n + 1) is below 2^63 */
    stm_arguments widest = {.integer = {STM_MAX_SIZE, 1}};
    const stm_pattern *normal = stm_pattern_find("normal");
    assert_true(normal->count(&widest, STM_MAX_SIZE) == n * (n + 1) / 2);
    const stm_pattern *fixed = stm_pattern_find("fixed");
    assert_true(fixed->count(&widest, STM_MAX_SIZE) == n * (n + 1) / 2);
    const stm_pattern *strided = stm_pattern_find("strided");
    assert_true(strided->count(&widest, STM_MAX_SIZE) == n * (n + 1) / 2);
    const stm_pattern *sliding = stm_pattern_find("sliding_window");
    assert_true(sliding->count(&widest, STM_MAX_SIZE) ==
                n + 2 * (half * (half - 1) / 2 + (n - half) * half));
    const stm_pattern *dilated = stm_pattern_find("dilated_sliding_window");
    assert_true(dilated->count(&widest, STM_MAX_SIZE) ==
                n + 2 * (half * (half - 1) / 2 + (n - half) * half));
}

static void descriptors_are_complete(void **state)
{
    (void)state;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    assert_true(num >= 5);
    for (size_t k = 0; k < num; k++) {
        const stm_pattern *pattern = patterns[k];
        assert_ptr_equal(stm_pattern_find(pattern->name), pattern);
        assert_null(stm_pattern_find(&pattern->name[1]));
        assert_string_equal(pattern->parameters.owner, pattern->name);
        assert_true(pattern->title[0] != '\0' && pattern->figure_title[0] != '\0');
        assert_true(pattern->panel_title[0] != '\0' && pattern->summary[0] != '\0');
        assert_true(pattern->source[0] != '\0');
        assert_string_equal(pattern->value_names[0], "No Attention");
        if (is_plain(pattern))
            assert_in_range(pattern->max_runs, 1, LIMIT);
        assert_in_range(pattern->parameters.num, 0, STM_MAX_PARAMETERS);
        for (int p = 0; p < pattern->parameters.num; p++) {
            const stm_parameter *parameter = &pattern->parameters.items[p];
            assert_int_equal(stm_pattern_parameter(pattern, parameter->name), p);
            if (parameter->type == STM_PARAMETER_INTEGER || parameter->type == STM_PARAMETER_CHOICE)
                assert_true(parameter->default_value >= parameter->minimum &&
                            parameter->default_value <= parameter->maximum);
            else if (parameter->type != STM_PARAMETER_PAIR)
                assert_non_null(parameter->example);
            assert_true(parameter->help[0] != '\0');
        }
        assert_int_equal(stm_pattern_parameter(pattern, ""), -1);
    }
}

static void arguments_out_of_bounds_are_named(void **state)
{
    (void)state;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int p = 0; p < patterns[k]->parameters.num; p++)
            for (int above = 0; above < 2; above++) {
                const stm_parameter *parameter = &patterns[k]->parameters.items[p];
                stm_arguments arguments = stm_pattern_defaults(patterns[k]);
                stm_error error;
                char text[200];
                if (parameter->type != STM_PARAMETER_INTEGER ||
                    stm_pattern_check(patterns[k], &arguments, NULL) != STM_OK)
                    continue; /* a text that has to be given comes first */
                arguments.integer[p] = above ? parameter->maximum + 1 : parameter->minimum - 1;
                snprintf(text, sizeof text, "%s %jd: must be from %jd to %jd", parameter->name,
                         (intmax_t)arguments.integer[p], (intmax_t)parameter->minimum,
                         (intmax_t)parameter->maximum);
                ASSERT_FAILS(stm_pattern_check(patterns[k], &arguments, &error), STM_EINVAL, error,
                             text);
                assert_int_equal(error.position, -1);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_are_complete),
        cmocka_unit_test(arguments_out_of_bounds_are_named),
        cmocka_unit_test(rows_columns_and_count_are_what_sees_says),
        cmocka_unit_test(arguments_may_exceed_the_size),
        cmocka_unit_test(the_largest_size_agrees_at_random_cells),
        cmocka_unit_test(counts_are_sums_of_rows_at_large_sizes),
        cmocka_unit_test(counts_near_the_largest_size_grow_by_one_border),
        cmocka_unit_test(the_largest_counts_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
