/* Loads against buffers kept the plain way, and the known answers. */
#include "simple_plan.h"
#include "tangle.h"

#define UNIVERSE 128

/* What a plan's steps read, as the public walk gives it: vectors ascending, rows before columns. */
typedef struct steps_read {
    int64_t num;
    int64_t count[4096];
    int vectors[4096][2 * UNIVERSE];
} steps_read;

static void read_steps(const stm_plan *plan, steps_read *all)
{
    stm_rectangle b = stm_mask_bounds(stm_plan_mask(plan));
    bool by_columns = stm_plan_settings(plan)->order->by_columns;
    stm_steps *steps = NULL;
    const stm_step *step;
    ASSERT_OK(stm_steps_new(plan, &steps, NULL));
    for (all->num = 0;; all->num++) {
        char seen[2 * UNIVERSE] = {0};
        ASSERT_OK(stm_steps_next(steps, &step));
        if (step == NULL)
            break;
        assert_true(all->num < 4096);
        for (int64_t k = 0; k < step->num_pieces; k++)
            for (int64_t c = 0; c < step->pieces[k].count; c++) {
                int64_t cross = step->pieces[k].first + c * step->pieces[k].step;
                int64_t line = step->pieces[k].line;
                seen[(by_columns ? cross : line) - b.first_query] = 1;
                seen[UNIVERSE + (by_columns ? line : cross) - b.first_key] = 1;
            }
        all->count[all->num] = 0;
        for (int v = 0; v < 2 * UNIVERSE; v++)
            if (seen[v])
                all->vectors[all->num][all->count[all->num]++] = v;
    }
    stm_steps_free(steps);
}

/* A list of vectors, the one touched last in front. */
static stm_load_counts plain_lru(const steps_read *all, int64_t buffer)
{
    int list[2 * UNIVERSE], num = 0;
    stm_load_counts loads = {0, 0};
    for (int64_t t = 0; t < all->num; t++) {
        for (int64_t k = 0; k < all->count[t]; k++) {
            int v = all->vectors[t][k], at = 0;
            while (at < num && list[at] != v)
                at++;
            if (at == num || at >= buffer)
                ++*(v < UNIVERSE ? &loads.rows : &loads.columns);
        }
        for (int64_t k = 0; k < all->count[t]; k++) {
            int v = all->vectors[t][k], at = 0;
            while (at < num && list[at] != v)
                at++;
            num += at == num;
            memmove(list + 1, list, (size_t)at * sizeof *list);
            list[0] = v;
        }
    }
    return loads;
}

static stm_load_counts plain_opt(const steps_read *all, int64_t buffer)
{
    char in[2 * UNIVERSE] = {0};
    int64_t num = 0;
    stm_load_counts loads = {0, 0};
    for (int64_t t = 0; t < all->num; t++) {
        char now[2 * UNIVERSE] = {0};
        for (int64_t k = 0; k < all->count[t]; k++) {
            int v = all->vectors[t][k];
            now[v] = 1;
            if (in[v])
                continue;
            in[v] = 1;
            num++;
            ++*(v < UNIVERSE ? &loads.rows : &loads.columns);
        }
        while (num > buffer) {
            int worst = -1;
            int64_t worst_next = -1;
            for (int v = 0; v < 2 * UNIVERSE; v++) {
                int64_t next = INT64_MAX;
                for (int64_t u = t + 1; u < all->num && next == INT64_MAX; u++)
                    for (int64_t k = 0; k < all->count[u]; k++)
                        if (all->vectors[u][k] == v)
                            next = u;
                if (in[v] && !now[v] && next >= worst_next) {
                    worst = v;
                    worst_next = next;
                }
            }
            in[worst] = 0;
            num--;
        }
    }
    return loads;
}

static void assert_counts(stm_load_counts a, stm_load_counts b)
{
    assert_int_equal(a.rows, b.rows);
    assert_int_equal(a.columns, b.columns);
}

static void assert_distributions(const stm_loads *a, const stm_loads *b)
{
    for (int m = 0; m < STM_NUM_MEASURES; m++) {
        stm_distribution x = stm_loads_distribution(a, (stm_measure)m);
        stm_distribution y = stm_loads_distribution(b, (stm_measure)m);
        assert_int_equal(x.peak, y.peak);
        assert_true(x.mean == y.mean);
        assert_memory_equal(x.steps, y.steps, (size_t)(x.peak + 1) * sizeof *x.steps);
    }
}

static stm_plan *random_plan(const stm_mask *mask, uint64_t *state)
{
    static const int64_t limits[] = {0, 4, 9, 16, 1000};
    static const int64_t multiplications[] = {1, 3, 8, 20, 64};
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    stm_arguments arguments = {.prepared = NULL};
    stm_plan_options options = {.order = orders[random_between(state, 0, (int64_t)num - 1)],
                                .order_arguments = &arguments,
                                .num_multiplications = multiplications[random_between(state, 0, 4)],
                                .read_limit = limits[random_between(state, 0, 4)]};
    for (int k = 0; k < options.order->parameters.num; k++)
        arguments.integer[k] =
            random_between(state, 1, stm_mask_size(mask) < 6 ? stm_mask_size(mask) : 6);
    stm_plan *plan = NULL;
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
    return plan;
}

static void check_loads(const stm_plan *plan, uint64_t *state)
{
    static steps_read all;
    stm_loads *loads = NULL, *simple = NULL;
    stm_loads_options options = {.lru = true, .opt = true};
    stm_load_counts counts;
    ASSERT_OK(stm_loads_new(plan, &loads, NULL, &options));
    ASSERT_OK(stm_loads_new(plan, &simple, NULL, NULL));
    read_steps(plan, &all);
    int64_t largest = 1;
    for (int64_t t = 0; t < all.num; t++)
        largest = all.count[t] > largest ? all.count[t] : largest;
    assert_int_equal(stm_loads_steps(loads), all.num);
    assert_counts(stm_loads_none(loads), stm_loads_none(simple));
    assert_counts(stm_loads_previous(loads), stm_loads_previous(simple));
    assert_distributions(loads, simple);
    for (int repeat = 0; repeat < 4; repeat++) {
        int64_t buffer = random_between(state, largest, largest + (repeat == 0 ? 0 : 60));
        ASSERT_OK(stm_loads_lru(loads, buffer, &counts, NULL));
        assert_counts(counts, plain_lru(&all, buffer));
        stm_load_counts lru = counts;
        ASSERT_OK(stm_loads_opt(loads, buffer, &counts, NULL));
        assert_counts(counts, plain_opt(&all, buffer));
        assert_true(counts.rows + counts.columns <= lru.rows + lru.columns);
        stm_bounds bounds;
        const stm_plan_options *s = stm_plan_settings(plan);
        ASSERT_OK(stm_bounds_of(stm_plan_mask(plan), s->num_multiplications, s->read_limit, buffer,
                                &bounds, NULL));
        stm_load_counts none = stm_loads_none(loads);
        assert_true(bounds.any_order <= counts.rows + counts.columns);
        assert_true(bounds.steps <= all.num);
        assert_true(bounds.reads <= none.rows + none.columns);
        assert_int_equal(bounds.points, stm_loads_points(loads));
    }
    ASSERT_OK(stm_loads_lru(loads, 1000, &counts, NULL));
    assert_counts(counts, stm_loads_compulsory(loads));
    ASSERT_OK(stm_loads_opt(loads, 1000, &counts, NULL));
    assert_counts(counts, stm_loads_compulsory(loads));
    stm_error error;
    if (largest > 1) {
        char sentence[100];
        snprintf(sentence, sizeof sentence, "buffer %lld: must hold the largest step, %lld vectors",
                 (long long)largest - 1, (long long)largest);
        ASSERT_FAILS(stm_loads_lru(loads, largest - 1, &counts, &error), STM_EINVAL, error,
                     sentence);
        ASSERT_FAILS(stm_loads_opt(loads, largest - 1, &counts, &error), STM_EINVAL, error,
                     sentence);
    }
    ASSERT_FAILS(stm_loads_opt(simple, 1000, &counts, &error), STM_EINVAL, error,
                 "opt: was not asked for");
    stm_loads_free(loads);
    stm_loads_free(simple);
}

static void test_against_plain_buffers(void **unused)
{
    (void)unused;
    uint64_t state = 21;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (int repeat = 0; repeat < 90; repeat++) {
        int64_t size = random_between(&state, 1, 36);
        stm_mask *mask = NULL;
        if (repeat % 6 == 5)
            ASSERT_OK(stm_mask_new(&tangle, NULL, size, &mask, NULL));
        else
            mask = new_mask(patterns[(size_t)repeat % num]->name, random_between(&state, 1, 9),
                            random_between(&state, 1, 9), size);
        stm_plan *plan = random_plan(mask, &state);
        check_loads(plan, &state);
        stm_plan_free(plan);
        stm_mask_free(mask);
    }
}

/* Orders by lines are counted by arithmetic where no buffer is asked for; the same as by points. */
static void test_arithmetic_against_points(void **unused)
{
    (void)unused;
    uint64_t state = 22;
    size_t num, num_orders;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    const stm_order *const *orders = stm_order_list(&num_orders);
    for (int repeat = 0; repeat < 60; repeat++) {
        int64_t size = random_between(&state, 1, repeat % 10 == 0 ? 4096 : 700);
        stm_mask *mask =
            new_mask(patterns[(size_t)repeat % num]->name, random_between(&state, 1, size),
                     random_between(&state, 1, size), size);
        stm_plan_options options = {.order = orders[random_between(&state, 0, 3)],
                                    .num_multiplications = random_between(&state, 1, 200),
                                    .read_limit = random_between(&state, 2, 300)};
        stm_loads_options points = {.lru = true};
        stm_plan *plan = NULL;
        stm_loads *a = NULL, *b = NULL;
        ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
        ASSERT_OK(stm_loads_new(plan, &a, NULL, NULL));
        ASSERT_OK(stm_loads_new(plan, &b, NULL, &points));
        assert_int_equal(stm_loads_steps(a), stm_loads_steps(b));
        assert_int_equal(stm_loads_points(a), stm_loads_points(b));
        assert_counts(stm_loads_none(a), stm_loads_none(b));
        assert_counts(stm_loads_previous(a), stm_loads_previous(b));
        assert_counts(stm_loads_cold_start(a), stm_loads_cold_start(b));
        assert_distributions(a, b);
        stm_loads_free(a);
        stm_loads_free(b);
        stm_plan_free(plan);
        stm_mask_free(mask);
    }
}

static void test_known_loads(void **unused)
{
    (void)unused;
    static const struct {
        const char *mask, *order;
        int64_t none, previous, lru, opt;
    } known[] = {
        {"normal", "row_first", 533325, 521046, 513043, 445704},
        {"normal", "zigzag", 518009, 478181, 409936, 405235},
        {"normal", "tile:rows=8,columns=8", 189464, 67032, 66210, 53822},
        {"normal", "hilbert", 134204, 66428, 12224, 9280},
        {"normal", "panel:rows=120", 532005, 378607, 6368, 6256},
        {"strided", "row_first", 41113, 16928, 16886, 14729},
        {"strided", "residue:modulus=32", 24537, 4032, 4031, 3915},
        {"fixed", "row_first", 20740, 2048, 2048, 2048},
        {"fixed", "column_first", 23456, 17840, 17652, 15353},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        stm_mask *mask = new_mask(known[k].mask, 0, 0, 1024);
        stm_plan *plan = NULL;
        stm_loads *loads = NULL;
        stm_arguments arguments;
        stm_plan_options options = {.order_arguments = &arguments};
        stm_loads_options buffers = {.lru = true, .opt = true};
        stm_load_counts lru, opt;
        ASSERT_OK(stm_order_parse(known[k].order, &options.order, &arguments, NULL));
        ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
        ASSERT_OK(stm_loads_new(plan, &loads, NULL, &buffers));
        ASSERT_OK(stm_loads_lru(loads, 128, &lru, NULL));
        ASSERT_OK(stm_loads_opt(loads, 128, &opt, NULL));
        stm_load_counts none = stm_loads_none(loads), previous = stm_loads_previous(loads);
        assert_int_equal(none.rows + none.columns, known[k].none);
        assert_int_equal(previous.rows + previous.columns, known[k].previous);
        assert_int_equal(lru.rows + lru.columns, known[k].lru);
        assert_int_equal(opt.rows + opt.columns, known[k].opt);
        stm_loads_free(loads);
        stm_plan_free(plan);
        stm_mask_free(mask);
    }
}

static int64_t best_loads(const char *name, stm_objective objective, stm_chosen *chosen)
{
    stm_mask *mask = new_mask(name, 0, 0, 1024);
    stm_choose_options options = {
        .num_multiplications = 64, .read_limit = 1000, .buffer = 128, .objective = objective};
    ASSERT_OK(stm_choose_order(mask, chosen, NULL, &options));
    assert_true(chosen->best.loads >= chosen->bound);
    stm_mask_free(mask);
    return chosen->best.loads;
}

static void test_chosen_orders(void **unused)
{
    (void)unused;
    stm_chosen chosen;
    assert_true(best_loads("normal", STM_OBJECTIVE_LRU, &chosen) <= 6368);
    assert_true(best_loads("strided", STM_OBJECTIVE_LRU, &chosen) <= 4031);
    assert_true(best_loads("fixed", STM_OBJECTIVE_LRU, &chosen) <= 2048);
    assert_true(best_loads("sliding_window", STM_OBJECTIVE_LRU, &chosen) <= 2048);
    assert_true(best_loads("dilated_sliding_window", STM_OBJECTIVE_LRU, &chosen) <= 2048);
    /* 8200 steps of 64 points: 16 vectors each at least. */
    assert_true(100 * best_loads("normal", STM_OBJECTIVE_NONE, &chosen) <= 103 * 8200 * 16);
    assert_true(best_loads("strided", STM_OBJECTIVE_OPT, &chosen) <= 3915);
    /* A large mask is tried as a smaller one, and its sides grow back. */
    stm_mask *mask = new_mask("strided", 4096, 4096, 1 << 20);
    stm_choose_options options = {.buffer = 256};
    ASSERT_OK(stm_choose_order(mask, &chosen, NULL, &options));
    assert_true(chosen.size < 1 << 20 && chosen.num_tried > 0);
    stm_mask_free(mask);
}

static void test_bad_requests(void **unused)
{
    (void)unused;
    stm_mask *mask = new_mask("normal", 0, 0, 64);
    stm_chosen chosen;
    stm_error error;
    stm_choose_options options = {.buffer = 1};
    ASSERT_FAILS(stm_choose_order(mask, &chosen, &error, &options), STM_EINVAL, error,
                 "buffer 1: must be at least 2, one row and one column");
    options = (stm_choose_options){.buffer = 3};
    ASSERT_FAILS(stm_choose_order(mask, &chosen, &error, &options), STM_EINVAL, error,
                 "buffer 3: no order has steps that it holds");
    stm_mask_free(mask);
}

static void test_bounds(void **unused)
{
    (void)unused;
    stm_mask *mask = new_mask("normal", 0, 0, 1024);
    stm_bounds bounds;
    ASSERT_OK(stm_bounds_of(mask, 64, 0, 128, &bounds, NULL));
    assert_int_equal(bounds.points, 524800);
    assert_int_equal(bounds.steps, 8200);
    assert_int_equal(bounds.reads, 131199); /* 2 * 524800 / 8, rounded down for safety */
    assert_int_equal(bounds.compulsory, 2048);
    assert_true(bounds.any_order > 3800 && bounds.any_order <= 5703);
    ASSERT_OK(stm_bounds_of(mask, 64, 7, 0, &bounds, NULL));
    assert_int_equal(bounds.steps, (524800 + 11) / 12); /* 3 rows and 4 columns */
    assert_int_equal(bounds.any_order, 2048);
    stm_mask_free(mask);
    for (int64_t p = 1; p < 5000; p++) {
        int64_t s = stm_bound_of_step(p);
        assert_true(s / 2 * (s - s / 2) >= p && (s - 1) / 2 * (s - 1 - (s - 1) / 2) < p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_plain_buffers),
        cmocka_unit_test(test_arithmetic_against_points),
        cmocka_unit_test(test_known_loads),
        cmocka_unit_test(test_chosen_orders),
        cmocka_unit_test(test_bad_requests),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
