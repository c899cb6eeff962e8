/* Sets of runs against sets of flags. */
#include "support.h"

#include "plan/run_set.h"

#define UNIVERSE 400

static stm_run random_run(uint64_t *state)
{
    static const int64_t steps[] = {1, 1, 1, 2, 3, 4, 6, 7, 12, 32};
    stm_run run = {random_between(state, 0, UNIVERSE - 1), 1, steps[random_between(state, 0, 9)],
                   0};
    int64_t most = (UNIVERSE - 1 - run.first) / run.step + 1;
    run.count = random_between(state, 1, most < 40 ? most : 40);
    if (run.count == 1)
        run.step = 1;
    return run;
}

static int64_t put_flags(char *flags, const stm_run *run)
{
    int64_t common = 0;
    for (int64_t k = 0; k < run->count; k++) {
        common += flags[run->first + k * run->step];
        flags[run->first + k * run->step] = 1;
    }
    return common;
}

/* The runs of a set are disjoint and make up exactly the flags. */
static void assert_set(const stm__run_set *set, const char *flags)
{
    char seen[UNIVERSE] = {0};
    int64_t count = 0;
    for (int64_t k = 0; k < set->num; k++) {
        assert_int_equal(put_flags(seen, &set->runs[k]), 0);
        count += set->runs[k].count;
    }
    assert_memory_equal(seen, flags, UNIVERSE);
    assert_int_equal(count, set->count);
}

static void assert_ordered(const stm__run_set *set, const stm__run_set *minus, const char *flags,
                           const char *without)
{
    stm__run_set ordered = {0};
    char seen[UNIVERSE] = {0}, wanted[UNIVERSE];
    int64_t last = -1;
    assert_true(stm__run_set_order(set, minus, &ordered));
    for (int64_t k = 0; k < ordered.num; k++) {
        assert_true(ordered.runs[k].first > last);
        last = stm_run_last(&ordered.runs[k]);
        put_flags(seen, &ordered.runs[k]);
    }
    for (int64_t k = 0; k < UNIVERSE; k++)
        wanted[k] = (char)(flags[k] && !(without != NULL && without[k]));
    assert_memory_equal(seen, wanted, UNIVERSE);
    stm__run_set_free(&ordered);
}

static void test_against_flags(void **unused)
{
    (void)unused;
    uint64_t state = 7;
    stm__run_set set = {0}, other = {0};
    char other_flags[UNIVERSE] = {0};
    for (int repeat = 0; repeat < 4000; repeat++) {
        char flags[UNIVERSE] = {0};
        stm__run_set_clear(&set);
        int64_t num = random_between(&state, 1, 12);
        for (int64_t k = 0; k < num; k++) {
            stm_run run = random_run(&state);
            int64_t common = stm__run_set_common(&set, &run);
            assert_int_equal(common, put_flags(flags, &run));
            assert_true(stm__run_set_insert(&set, run));
            assert_set(&set, flags);
        }
        int64_t shared = 0;
        for (int64_t k = 0; k < UNIVERSE; k++)
            shared += flags[k] && other_flags[k];
        assert_int_equal(stm__run_sets_common(&set, &other), shared);
        assert_ordered(&set, NULL, flags, NULL);
        assert_ordered(&set, &other, flags, other_flags);
        assert_true(stm__run_set_copy(&other, &set));
        memcpy(other_flags, flags, UNIVERSE);
    }
    stm__run_set_free(&set);
    stm__run_set_free(&other);
}

/* Steps near 2^31 meet where their residues say, without overflow. */
static void test_large_steps(void **unused)
{
    (void)unused;
    stm__run_set set = {0};
    const int64_t a = INT64_C(2147483647), b = INT64_C(2147483629); /* primes */
    stm_run first = {0, b + 1, a, 0}, second = {0, a + 1, b, 0};
    assert_true(stm__run_set_append(&set, first));
    assert_int_equal(stm__run_set_common(&set, &second), 2); /* 0 and a * b */
    second.first = 1;
    assert_int_equal(stm__run_set_common(&set, &second), 1);
    stm__run_set_free(&set);
}

/* Windows that slide and residue classes that fill up stay a single run. */
static void test_joining(void **unused)
{
    (void)unused;
    stm__run_set set = {0};
    for (int64_t k = 0; k < 100; k++)
        assert_true(stm__run_set_insert(&set, (stm_run){k, 32, 1, 0}));
    assert_int_equal(set.num, 1);
    assert_int_equal(set.count, 131);
    stm__run_set_clear(&set);
    for (int64_t k = 0; k < 100; k++)
        assert_true(stm__run_set_insert(&set, (stm_run){7 * k, 3, 7, 0}));
    assert_int_equal(set.num, 1);
    assert_int_equal(set.count, 102);
    stm__run_set_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_flags),
        cmocka_unit_test(test_large_steps),
        cmocka_unit_test(test_joining),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
