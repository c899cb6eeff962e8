/* Orders that go by more than lines: their points against the definition, sorted; then the steps,
 * the analysis and the points file against the slow way. */
#include "simple_plan.h"
#include "sweep.h"

#include "plan/stream.h"

/* What the points of an order ascend by: compared one after the other. */
typedef struct sort_key {
    int64_t part[6];
    simple_point point;
} sort_key;

static int by_key(const void *a, const void *b)
{
    const sort_key *p = a, *q = b;
    for (int k = 0; k < 6; k++)
        if (p->part[k] != q->part[k])
            return p->part[k] < q->part[k] ? -1 : 1;
    return 0;
}

/* Bits of both, the row's above the column's. */
static int64_t morton_index(int64_t row, int64_t column)
{
    int64_t index = 0;
    for (int bit = 0; bit < 31; bit++)
        index |= (row >> bit & 1) << (2 * bit + 1) | (column >> bit & 1) << (2 * bit);
    return index;
}

/* The place along Hilbert's curve over n x n squares, n a power of two: from the largest quarters
 * down, turning the rest of the way into the first quarter's frame. */
static int64_t hilbert_index(int64_t n, int64_t x, int64_t y)
{
    int64_t index = 0;
    for (int64_t s = n / 2; s > 0; s /= 2) {
        int64_t rx = (x & s) > 0, ry = (y & s) > 0;
        index += s * s * ((3 * rx) ^ ry);
        if (ry == 0) {
            if (rx == 1) {
                x = n - 1 - x;
                y = n - 1 - y;
            }
            int64_t kept = x;
            x = y;
            y = kept;
        }
    }
    return index;
}

static int64_t squares(int64_t size, int64_t tile)
{
    int64_t n = 1;
    while (n * tile < size)
        n *= 2;
    return n;
}

static sort_key key_of(const char *order, const int64_t *a, int64_t size, int64_t i, int64_t j)
{
    sort_key key = {{0}, {i, j}};
    int64_t distance = i > j ? i - j : j - i, near = a[1] == 0 ? a[0] : a[1];
#define KEY(...)                                                                                   \
    do {                                                                                           \
        const int64_t parts[6] = {__VA_ARGS__};                                                    \
        memcpy(key.part, parts, sizeof parts);                                                     \
    } while (0)
    if (strcmp(order, "tile") == 0)
        KEY(i / a[0], j / a[1], i, j);
    else if (strcmp(order, "panel") == 0)
        KEY(i / a[0], j, i);
    else if (strcmp(order, "column_panel") == 0)
        KEY(j / a[0], i, j);
    else if (strcmp(order, "morton") == 0)
        KEY(morton_index(i / a[0], j / a[0]), i, j);
    else if (strcmp(order, "hilbert") == 0)
        KEY(hilbert_index(squares(size, a[0]), i / a[0], j / a[0]), i, j);
    else if (strcmp(order, "residue") == 0 && distance >= near)
        KEY(0, i % a[0], i, j);
    else if (strcmp(order, "residue_panel") == 0 && distance >= near)
        KEY(0, i % a[0], i / a[0] / a[2], j, i);
    else if (strcmp(order, "residue_tile") == 0 && distance >= near)
        KEY(0, i % a[0], i, j);
    else if (strcmp(order, "residue_tile") == 0)
        KEY(1, i / a[2], j / a[2], i, j);
    else
        KEY(1, i, j);
    return key;
#undef KEY
}

/* The plan of an order, its points sorted by their keys. */
static simple_plan sorted_plan(const stm_mask *mask, const char *order, const int64_t *arguments,
                               int64_t p, int64_t r)
{
    simple_plan plan = simple_plan_new(mask, simple_row_first, p, r);
    sort_key *keys = malloc((size_t)(plan.num_points + 1) * sizeof *keys);
    assert_non_null(keys);
    for (int64_t k = 0; k < plan.num_points; k++)
        keys[k] = key_of(order, arguments, stm_mask_size(mask), plan.points[k].i, plan.points[k].j);
    qsort(keys, (size_t)plan.num_points, sizeof *keys, by_key);
    for (int64_t k = 0; k < plan.num_points; k++)
        plan.points[k] = keys[k].point;
    free(keys);
    simple_plan_divide(&plan, mask, p, r);
    return plan;
}

static void assert_stream(const stm_plan *plan, const simple_plan *simple)
{
    stm__stream stream;
    int64_t at = 0;
    ASSERT_OK(stm__stream_open(&stream, plan, NULL));
    do {
        ASSERT_OK(stm__stream_next(&stream));
        for (int64_t k = 0; k < stream.points.num; k++, at++) {
            assert_true(at < simple->num_points);
            assert_int_equal(stream.points.at[k].row, simple->points[at].i);
            assert_int_equal(stream.points.at[k].column, simple->points[at].j);
        }
    } while (stream.points.num > 0);
    assert_int_equal(at, simple->num_points);
    stm__stream_close(&stream);
}

static void random_order(const stm_mask *mask, uint64_t *state)
{
    static const int64_t limits[] = {0, 2, 3, 7, 12, 20, 1000};
    static const int64_t multiplications[] = {1, 3, 8, 64, 1000, 100000};
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    /* fetch, the last one, sorts by no key: test_fetch.c. */
    const stm_order *order = orders[random_between(state, 4, (int64_t)num - 2)];
    int64_t size = stm_mask_size(mask);
    stm_arguments arguments = {.prepared = NULL};
    stm_plan_options options = {.order = order,
                                .order_arguments = &arguments,
                                .num_multiplications = multiplications[random_between(state, 0, 5)],
                                .read_limit = limits[random_between(state, 0, 6)],
                                .row_limit = limits[random_between(state, 0, 6)],
                                .column_limit = limits[random_between(state, 0, 6)]};
    for (int k = 0; k < order->parameters.num; k++)
        arguments.integer[k] =
            random_between(state, order->parameters.items[k].minimum, size < 20 ? size : 20);
    stm_plan *plan = NULL;
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
    const stm_plan_options *settings = stm_plan_settings(plan);
    simple_plan simple = sorted_plan(mask, order->name, settings->order_arguments->integer,
                                     options.num_multiplications, options.read_limit);
    assert_stream(plan, &simple);
    simple_plan_divide_within(&simple, mask, options.num_multiplications, options.read_limit,
                              options.row_limit, options.column_limit);
    simple_check_plan(plan, &simple);
    simple_plan_free(&simple);
    stm_plan_free(plan);
}

static void test_patterns(void **unused)
{
    (void)unused;
    sweep_patterns(1200, 11, 40, 150, random_order);
}

static void test_parts_of_masks(void **unused)
{
    (void)unused;
    sweep_rectangles(1500, 12, 50, random_order);
}

static void test_interleaving_runs(void **unused)
{
    (void)unused;
    sweep_tangles(200, 13, 40, random_order);
}

static void assert_steps(const char *text, int64_t p, int64_t r, int64_t steps)
{
    stm_arguments arguments;
    stm_plan_options options = {
        .num_multiplications = p, .read_limit = r, .order_arguments = &arguments};
    stm_mask *mask = new_mask("normal", 0, 0, 1024);
    stm_plan *plan = NULL;
    stm_analysis *analysis = NULL;
    ASSERT_OK(stm_order_parse(text, &options.order, &arguments, NULL));
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
    ASSERT_OK(stm_analysis_new(plan, &analysis, NULL, NULL));
    assert_int_equal(stm_analysis_summary(analysis)->steps, steps);
    stm_analysis_free(analysis);
    stm_plan_free(plan);
    stm_mask_free(mask);
}

static void test_known_steps(void **unused)
{
    (void)unused;
    assert_steps("row_first", 64, 40, 13474);
    assert_steps("tile:rows=8,columns=8", 64, 40, 8200);
}

static void assert_bad(const char *text, const char *sentence, int64_t position)
{
    const stm_order *order = NULL;
    stm_arguments arguments;
    stm_error error;
    ASSERT_FAILS(stm_order_parse(text, &order, &arguments, &error), STM_EINVAL, error, sentence);
    assert_int_equal(error.position, position);
    assert_null(order);
}

static void test_order_texts(void **unused)
{
    (void)unused;
    const stm_order *order;
    stm_arguments arguments;
    char text[80];
    ASSERT_OK(stm_order_parse("tile:columns=3", &order, &arguments, NULL));
    assert_int_equal(stm_order_format(order, &arguments, text, sizeof text), 21);
    assert_string_equal(text, "tile:rows=8,columns=3");
    assert_bad("tiles", "order 'tiles': is not known; did you mean tile?", 0);
    assert_bad("spiral",
               "order 'spiral': is not known; there are row_first, zigzag, column_first, "
               "column_zigzag, tile, panel, column_panel, morton, hilbert, residue, "
               "residue_panel, residue_tile, fetch",
               0);
    assert_bad("tile:rows=0", "rows 0: must be from 1 to 2147483648", 10);
    assert_bad("panel:columns=4",
               "panel: 'columns' at character 7 is no parameter of it; it has rows", 6);
    assert_bad("row_first:",
               "row_first: a key=value is missing at character 11; it has no parameters", 10);
    stm_mask *mask = new_mask("normal", 0, 0, 10);
    stm_plan *plan = NULL;
    stm_plan_options options = {.order_arguments = &arguments};
    stm_error error;
    ASSERT_OK(stm_order_parse("residue:modulus=11", &options.order, &arguments, NULL));
    ASSERT_FAILS(stm_plan_new(mask, &plan, &error, &options), STM_EINVAL, error,
                 "modulus 11: must be at most the mask's size, 10");
    stm_mask_free(mask);
}

static void test_descriptors(void **unused)
{
    (void)unused;
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    stm_mask *mask = new_mask("normal", 0, 0, 64);
    for (size_t k = 0; k < num; k++) {
        const stm_order *order = orders[k];
        char given[160], defaults[160];
        stm_arguments arguments = stm_order_defaults(order);
        stm_plan *plan = NULL;
        stm_error error;
        assert_ptr_equal(stm_order_find(order->name), order);
        assert_null(stm_order_find(&order->name[1]));
        assert_string_equal(order->parameters.owner, order->name);
        assert_in_range(order->parameters.num, 0, STM_MAX_PARAMETERS);
        /* No arguments are the defaults; zeros are zeros. */
        ASSERT_OK(stm_plan_new(mask, &plan, NULL, &(stm_plan_options){.order = order}));
        stm_order_format(order, stm_plan_settings(plan)->order_arguments, given, sizeof given);
        stm_plan_free(plan);
        stm_plan_options options = {.order = order, .order_arguments = &arguments};
        ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
        stm_order_format(order, stm_plan_settings(plan)->order_arguments, defaults,
                         sizeof defaults);
        stm_plan_free(plan);
        assert_string_equal(given, defaults);
        arguments = (stm_arguments){.prepared = NULL};
        char sentence[80];
        if (order->parameters.num == 0)
            continue;
        snprintf(sentence, sizeof sentence, "%s 0: must be from 1 to 2147483648",
                 order->parameters.items[0].name);
        ASSERT_FAILS(stm_plan_new(mask, &plan, &error, &options), STM_EINVAL, error, sentence);
    }
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),          cmocka_unit_test(test_parts_of_masks),
        cmocka_unit_test(test_interleaving_runs), cmocka_unit_test(test_known_steps),
        cmocka_unit_test(test_order_texts),       cmocka_unit_test(test_descriptors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
