/* fetch against the same schedule made the plain way: everything is counted anew at every load. */
#include "simple_plan.h"

#define MOST 64 /* vectors */

typedef struct plain {
    int rows, num;
    bool undone[MOST][MOST]; /* points of two vectors, both ways */
    bool inside[MOST];
    int64_t loaded[MOST], degree[MOST], loads, place;
} plain;

static int64_t lacks(const plain *p, int v, bool met_only)
{
    int64_t num = 0;
    for (int u = 0; u < p->num; u++)
        num += p->undone[v][u] && (!met_only || p->inside[u]);
    return num;
}

static int best_outside(const plain *p, const int64_t *w)
{
    int best = -1;
    int64_t most = 0;
    for (int v = 0; v < p->num; v++) {
        if (p->inside[v] || lacks(p, v, false) == 0)
            continue;
        int64_t met = lacks(p, v, true), apart = 1024 * (v < p->rows ? v : v - p->rows) - p->place;
        int64_t worth = w[1] * met * 1024 + w[2] * (met * 1024 / lacks(p, v, false)) -
                        w[3] * (apart < 0 ? -apart : apart) / 32 + w[4] * (p->loaded[v] > 0) * 1024;
        if (best < 0 || worth > most) {
            best = v;
            most = worth;
        }
    }
    return best;
}

static int worst_inside(const plain *p, const int64_t *w)
{
    int worst = -1;
    int64_t least = 0;
    for (int v = 0; v < p->num; v++) {
        int64_t sum = 0, num = 0;
        if (!p->inside[v])
            continue;
        for (int u = 0; u < p->num; u++)
            if (p->undone[v][u]) {
                sum += lacks(p, u, true) * 1024 / lacks(p, u, false);
                num++;
            }
        int64_t worth = w[5] * (lacks(p, v, false) * 1024 / p->degree[v]) +
                        w[6] * (num == 0 ? 0 : sum / num) + w[7] * (p->loads - p->loaded[v]) * 16;
        if (worst < 0 || worth < least) {
            worst = v;
            least = worth;
        }
    }
    return worst;
}

static int64_t num_inside(const plain *p)
{
    int64_t num = 0;
    for (int v = 0; v < p->num; v++)
        num += p->inside[v];
    return num;
}

/* The points in the order of their visit. */
static int64_t visit(const stm_mask *mask, const int64_t *given, simple_point *points)
{
    /* For weights that bring nothing together: what meets most, and what came first leaves. */
    static const int64_t last[8] = {0, 1000, 0, 0, 0, 0, 0, -1};
    const int64_t *w = given;
    stm_rectangle b = stm_mask_bounds(mask);
    plain p = {.rows = (int)b.num_queries, .num = (int)(b.num_queries + b.num_keys)};
    int64_t num = 0, left = 0, buffer = w[0] < 2 ? 2 : w[0], all;
    for (int i = 0; i < b.num_queries; i++)
        for (int j = 0; j < b.num_keys; j++) {
            int column = p.rows + j;
            bool seen = stm_mask_cell(mask, b.first_query + i, b.first_key + j) != 0;
            p.undone[i][column] = p.undone[column][i] = seen;
            p.degree[i] += seen;
            p.degree[column] += seen;
            left += seen;
        }
    all = left;
    while (left > 0) {
        if (num_inside(&p) >= buffer) {
            for (int v = 0; v < p.num; v++)
                p.inside[v] = p.inside[v] && lacks(&p, v, false) > 0;
            if (num_inside(&p) >= buffer)
                p.inside[worst_inside(&p, w)] = false;
        }
        w = p.loads > all + p.num ? last : w;
        int v = best_outside(&p, w);
        p.inside[v] = true;
        p.loaded[v] = ++p.loads;
        p.place += (1024 * (v < p.rows ? v : v - p.rows) - p.place) * 3 / 10;
        for (int u = 0; u < p.num; u++)
            if (p.undone[v][u] && p.inside[u]) {
                int row = v < p.rows ? v : u, column = v < p.rows ? u : v;
                p.undone[v][u] = p.undone[u][v] = false;
                points[num++] = (simple_point){b.first_query + row, b.first_key + column - p.rows};
                left--;
            }
    }
    return num;
}

static void check_order(const stm_mask *mask, uint64_t *state, bool sensible)
{
    static simple_point points[MOST * MOST];
    static bool seen[MOST][MOST];
    stm_arguments arguments = stm_order_defaults(stm_order_find("fetch"));
    for (int k = 1; k < 8; k++)
        arguments.integer[k] = sensible ? random_between(state, k < 5 ? 0 : -40, 60)
                                        : random_between(state, -100000, 100000);
    arguments.integer[0] = random_between(state, 1, 12);
    arguments.integer[1] += sensible;
    stm_plan_options options = {.order = stm_order_find("fetch"),
                                .order_arguments = &arguments,
                                .num_multiplications = random_between(state, 1, 9)};
    stm_rectangle b = stm_mask_bounds(mask);
    stm_plan *plan = NULL;
    stm_steps *steps = NULL;
    const stm_step *step;
    int64_t num = sensible ? visit(mask, arguments.integer, points) : 0, at = 0, all;
    memset(seen, 0, sizeof seen);
    ASSERT_OK(stm_mask_count(mask, &all, NULL));
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
    ASSERT_OK(stm_steps_new(plan, &steps, NULL));
    for (;;) {
        ASSERT_OK(stm_steps_next(steps, &step));
        if (step == NULL)
            break;
        for (int64_t k = 0; k < step->num_pieces; k++)
            for (int64_t c = 0; c < step->pieces[k].count; c++, at++) {
                int64_t i = step->pieces[k].line;
                int64_t j = step->pieces[k].first + c * step->pieces[k].step;
                assert_true(stm_mask_cell(mask, i, j) != 0);
                assert_false(seen[i - b.first_query][j - b.first_key]);
                seen[i - b.first_query][j - b.first_key] = true;
                if (sensible) {
                    assert_int_equal(points[at].i, i);
                    assert_int_equal(points[at].j, j);
                }
            }
    }
    assert_int_equal(at, sensible ? num : all);
    assert_int_equal(at, all);
    stm_steps_free(steps);
    stm_plan_free(plan);
}

/* Any mask of a pattern, or a part of one; weights of sense, whose every load is checked, and any
 * others, which have to come to an end. */
static void test_schedules(void **unused)
{
    (void)unused;
    uint64_t state = 151;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (int repeat = 0; repeat < 120; repeat++) {
        int64_t size = random_between(&state, 1, 28);
        stm_mask *whole =
            new_mask(patterns[(size_t)repeat % num]->name, random_between(&state, 1, 7),
                     random_between(&state, 1, 7), size);
        stm_rectangle part = {random_between(&state, 0, size - 1), 0,
                              random_between(&state, 0, size - 1), 0};
        stm_mask *mask = NULL;
        part.num_queries = random_between(&state, 1, size - part.first_query);
        part.num_keys = random_between(&state, 1, size - part.first_key);
        ASSERT_OK(stm_mask_rectangle(whole, &part, &mask, NULL));
        check_order(repeat % 2 == 0 ? whole : mask, &state, repeat % 5 != 0);
        stm_mask_free(mask);
        stm_mask_free(whole);
    }
}

static void test_limits(void **unused)
{
    (void)unused;
    stm_mask *mask = new_mask("normal", 0, 0, 4096);
    stm_plan_options options = {.order = stm_order_find("fetch")};
    stm_plan *plan = NULL;
    stm_error error;
    ASSERT_FAILS(stm_plan_new(mask, &plan, &error, &options), STM_EINVAL, error,
                 "fetch: takes masks of at most 4194304 points, not 8390656");
    stm_mask_free(mask);
    mask = new_mask("sliding_window", 0, 0, 40000);
    ASSERT_FAILS(stm_plan_new(mask, &plan, &error, &options), STM_EINVAL, error,
                 "fetch: takes masks of at most 65536 rows and columns, not 80000");
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schedules),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
