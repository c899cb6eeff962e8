/* Which masks attention computes as bands, and what it leaves to runs. */
#include "support.h"

#include "attention/kernels/kernels.h"
#include "attention/recipe.h"

typedef enum left { NOTHING, TILES, RUNS } left;

static void check(const char *spec, int64_t size, bool classes, left rest)
{
    static const char *const names[] = {"nothing", "bands tile by tile", "runs"};
    stm_mask *mask;
    stm__recipe recipe;
    ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
    ASSERT_OK(stm__recipe_make(mask, &recipe, NULL));
    left is = recipe.rest == NULL ? NOTHING : recipe.rest_has_tiles ? TILES : RUNS;
    if (is != rest)
        fail_msg("%s: leaves %s, not %s", spec, names[is], names[rest]);
    assert_int_equal(recipe.num_classes > 0, classes);
    stm__recipe_free(&recipe);
    stm_mask_free(mask);
}

static void test_all_is_bands(void **state)
{
    (void)state;
    static const char *const specs[] = {
        "normal",
        "dense",
        "local:window_size=77",
        "sliding_window",
        "fixed",
        "fixed_child:block=32,summary=3",
        "streaming",
        "prefix",
        "longformer",
        "log_sparse",
        "vertical_slash:vertical=0-3/100,slash=0-63/500",
        "normal - sliding_window:window_size=64",
        "(sliding_window:window_size=256 + global:tokens=0-3) & causal",
        "document:lengths=300/200/500",
        "streaming & document:lengths=300/200/500",
    };
    static const char *const in_classes[] = {
        "strided",
        "strided_child",
        "strided_child:part=2",
        "dilated_sliding_window",
        "longformer:dilation=4",
        "neighborhood:window=21,dilation=3",
        "longnet:segment=1024",
        "strided:window_size=64,stride=64 + global:tokens=0-3",
        "strided:window_size=50,stride=64 + global:tokens=0/500",
    };
    for (size_t k = 0; k < sizeof specs / sizeof *specs; k++)
        check(specs[k], 4096, false, NOTHING);
    for (size_t k = 0; k < sizeof in_classes / sizeof *in_classes; k++)
        check(in_classes[k], 4096, true, NOTHING);
}

/* What has too many bands as a whole has few in a tile of queries. */
static void test_tiles_are_bands(void **state)
{
    (void)state;
    char documents[1000] = "document:lengths=37", both[1100];
    for (int k = 0; k < 90; k++)
        strcat(documents, k % 2 == 0 ? "/61" : "/19");
    snprintf(both, sizeof both, "%s & causal", documents);
    check(documents, 4096, false, TILES);
    check(both, 4096, false, TILES);
    check("neighborhood_2d", 4096, false, TILES);
}

static void test_the_rest_goes_by_runs(void **state)
{
    (void)state;
    check("bigbird", 4096, false, RUNS);
    check("random:per_row=8", 4096, false, RUNS);
    check("strided + random:per_row=4", 4096, true, RUNS);
    /* Too few queries are left in a class for tiles of them. */
    check("strided:window_size=512,stride=512", 4096, false, RUNS);
}

/* Few queries are those of decoding, and nothing is asked of their mask. */
static void test_few_queries(void **state)
{
    (void)state;
    stm_mask *whole, *rows;
    stm_rectangle last = {4093, 3, 0, 4096};
    stm__recipe recipe;
    ASSERT_OK(stm_mask_from_spec("normal", 4096, &whole, NULL));
    ASSERT_OK(stm_mask_rectangle(whole, &last, &rows, NULL));
    ASSERT_OK(stm__recipe_make(rows, &recipe, NULL));
    assert_true(stm__recipe_is_rest(&recipe));
    assert_ptr_equal(recipe.rest, rows);
    stm__recipe_free(&recipe);
    stm_mask_free(rows);
    stm_mask_free(whole);
}

/* Lanes are the queries of a part, whatever the step between them. */
static void test_lanes(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int n = 0; n < 2000; n++) {
        int64_t first = random_between(&random, 0, 300), step = random_between(&random, 1, 9);
        int count = (int)random_between(&random, 1, STM__LANES);
        stm__part part = {.first_query = random_between(&random, 0, 400),
                          .end_query = random_between(&random, 0, 800),
                          .period = random_between(&random, 1, 70)};
        part.phase = random_between(&random, 0, part.period - 1);
        part.phase_end = random_between(&random, 1, part.period);
        part.phase_first = random_between(&random, 0, part.phase_end - 1);
        uint64_t lanes = stm__part_lanes(&part, first, step, count);
        for (int t = 0; t < STM__LANES; t++) {
            int64_t i = first + t * step, phase = (i + part.phase) % part.period;
            bool is = t < count && part.first_query <= i && i < part.end_query &&
                      part.phase_first <= phase && phase < part.phase_end;
            assert_int_equal(lanes >> t & 1, is);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_is_bands),
        cmocka_unit_test(test_tiles_are_bands),
        cmocka_unit_test(test_the_rest_goes_by_runs),
        cmocka_unit_test(test_few_queries),
        cmocka_unit_test(test_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
