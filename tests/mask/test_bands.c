/* Bands against the definition: every cell that a mask sees is in one band or in the rest, once,
 * and no other cell is. */
#include <inttypes.h>

#include "specs.h"
#include "sweep.h"

/* How often masks had bands alone, bands and a rest, or nothing but a rest. */
typedef struct tally {
    int64_t bands_alone, with_rest, rest_alone;
} tally;

static void check_cells(const stm_mask *mask, const stm_bands *bands, const char *what)
{
    stm_rectangle b = stm_mask_bounds(mask);
    for (int64_t i = b.first_query; i < b.first_query + b.num_queries; i++)
        for (int64_t j = b.first_key; j < b.first_key + b.num_keys; j++) {
            int times = bands->rest != NULL && stm_mask_cell(bands->rest, i, j) != 0;
            for (int k = 0; k < bands->num; k++)
                times += stm_band_sees(&bands->bands[k], i, j);
            if (times != (stm_mask_cell(mask, i, j) != 0))
                fail_msg("%s: cell (%" PRId64 ", %" PRId64 ") is seen %d times", what, i, j, times);
        }
}

/* A mask made of the bands has the same rows and columns, and the same bands. */
static void check_mask_of_bands(const stm_mask *mask, const stm_bands *bands, const char *what)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_mask *square, *made, *compared;
    stm_diff diff;
    ASSERT_OK(stm_mask_of_bands(bands->bands, bands->num, stm_mask_size(mask), &square, NULL));
    ASSERT_OK(stm_mask_rectangle(square, &b, &made, NULL));
    ASSERT_OK(stm_mask_diff(mask, made, &diff, NULL, NULL));
    if (diff.differing != 0)
        fail_msg("%s: the mask of its bands differs at (%" PRId64 ", %" PRId64 ")", what,
                 diff.first_query, diff.first_key);
    ASSERT_OK(stm_mask_compare(mask, made, false, &compared, NULL));
    stm_reader *reader;
    ASSERT_OK(stm_reader_new(compared, &reader, NULL));
    for (int64_t j = b.first_key; j < b.first_key + b.num_keys; j++) {
        const stm_run *runs;
        int64_t num;
        ASSERT_OK(stm_reader_column(reader, j, &runs, &num));
        for (int64_t k = 0; k < num; k++)
            if (runs[k].value != STM_DIFF_BOTH)
                fail_msg("%s: column %" PRId64 " of the mask of its bands differs", what, j);
    }
    stm_reader_free(reader);
    stm_bands again;
    ASSERT_OK(stm_mask_bands(made, &again, NULL));
    assert_null(again.rest);
    check_cells(mask, &again, what);
    stm_bands_free(&again);
    stm_mask_free(compared);
    stm_mask_free(made);
    stm_mask_free(square);
}

static void check(const stm_mask *mask, const char *what, tally *t)
{
    stm_bands bands;
    ASSERT_OK(stm_mask_bands(mask, &bands, NULL));
    assert_in_range(bands.num, 0, STM_MAX_BANDS);
    check_cells(mask, &bands, what);
    if (bands.rest == NULL) {
        check_mask_of_bands(mask, &bands, what);
        t->bands_alone++;
    } else {
        t->with_rest += bands.num > 0;
        t->rest_alone += bands.num == 0;
    }
    stm_bands_free(&bands);
}

static void check_spec(uint64_t *random, const char *spec, int64_t size, tally *t)
{
    stm_mask *mask, *part;
    ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
    check(mask, spec, t);
    for (int k = 0; k < 2; k++) {
        stm_rectangle within = random_rectangle(random, size);
        ASSERT_OK(stm_mask_rectangle(mask, &within, &part, NULL));
        check(part, spec, t);
        stm_mask_free(part);
    }
    stm_mask_free(mask);
}

/* Every pattern, at every size to 64. */
static void test_patterns(void **state)
{
    uint64_t random = 1;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    (void)state;
    for (size_t k = 0; k < num; k++) {
        tally t = {0, 0, 0};
        char spec[400];
        for (int64_t size = 1; size <= 64; size++)
            for (int n = 0; n < 12; n++)
                if (random_spec(&random, patterns[k], size, spec, sizeof spec))
                    check_spec(&random, spec, size, &t);
        if (patterns[k]->make != NULL)
            continue; /* what it is made of has bands, or has none */
        assert_int_equal(t.with_rest, 0);
        /* A pattern has bands, or says that it has none. */
        if (patterns[k]->bands == NULL)
            assert_int_equal(t.bands_alone, 0);
        else if (2 * t.bands_alone < t.rest_alone)
            fail_msg("%s: bands alone %" PRId64 " times, none %" PRId64 " times", patterns[k]->name,
                     t.bands_alone, t.rest_alone);
    }
}

static void test_compositions(void **state)
{
    uint64_t random = 2;
    tally t = {0, 0, 0};
    (void)state;
    for (int n = 0; n < 6000; n++) {
        char spec[7000];
        int64_t size = random_between(&random, 1, 40);
        random_composition(&random, size, n % 4 == 0 ? 3 : 2, spec, sizeof spec);
        check_spec(&random, spec, size, &t);
    }
    print_message("bands alone %" PRId64 ", with a rest %" PRId64 ", a rest alone %" PRId64 "\n",
                  t.bands_alone, t.with_rest, t.rest_alone);
    assert_true(t.bands_alone > 6000 && t.with_rest > 100 && t.rest_alone > 100);
}

/* Masks that have to be a handful of bands and nothing else, at sizes that matter. */
static void test_handfuls(void **state)
{
    static const struct {
        const char *spec;
        int most;
    } masks[] = {
        {"normal", 1},
        {"dense", 1},
        {"strided:window_size=64,stride=64", 2},
        {"fixed:window_size=64", 2},
        {"sliding_window:window_size=256", 1},
        {"dilated_sliding_window:window_size=256,dilation=4", 1},
        {"local:window_size=256", 1},
        {"strided_child", 2},
        {"fixed_child:block=128,summary=8", 9},
        {"longformer:window_size=256,tokens=0-3", 6},
        {"streaming:start=4,recent=512", 3},
        {"longnet:segment=2048,rate=4", 1},
        {"longnet:segment=100,rate=7", 16},
        {"log_sparse", 32},
        {"prefix:length=100", 2},
        {"document:lengths=100/300/600", 4},
        {"vertical_slash:vertical=0-3/100,slash=0-63/512", 16},
        {"neighborhood:window=13", 3},
        {"neighborhood:window=13,stride=4,dilation=3", 6},
        {"global:tokens=0-3", 2},
        {"(sliding_window:window_size=256 + global:tokens=0-3) & causal", 8},
        {"streaming:start=4,recent=128 & document:lengths=100/300/600", 16},
        {"strided:window_size=64,stride=64 + global:tokens=0-3", 6},
        {"dense - local:window_size=100", 2},
        {"prefix:length=64 & local:window_size=512", 4},
        {"fixed:window_size=64 & local:window_size=512", 8},
        {"longformer:window_size=64,tokens=0 & document:lengths=512/512", 16},
        {"transpose:of=(strided:window_size=64,stride=64)", 4},
        {"transpose:of=(document:lengths=400/624) & local", 8},
    };
    (void)state;
    for (size_t k = 0; k < sizeof masks / sizeof *masks; k++) {
        stm_mask *mask;
        stm_bands bands;
        ASSERT_OK(stm_mask_from_spec(masks[k].spec, 1024, &mask, NULL));
        ASSERT_OK(stm_mask_bands(mask, &bands, NULL));
        if (bands.rest != NULL || bands.num > masks[k].most)
            fail_msg("%s: %d bands%s, where %d will do", masks[k].spec, bands.num,
                     bands.rest == NULL ? "" : " and a rest", masks[k].most);
        stm_bands_free(&bands);
        stm_mask_free(mask);
    }
}

/* A tile of queries has a handful of bands where the whole mask has not. */
static void test_tiles(void **state)
{
    static const struct {
        const char *spec;
        int64_t size;
    } masks[] = {{"neighborhood_2d:height=64,width=64,window=7x7", 4096},
                 {"neighborhood_2d:height=64,width=64,window=7x7 & causal", 4096},
                 {"longnet:segment=31,rate=3", 8192}};
    (void)state;
    for (size_t k = 0; k < sizeof masks / sizeof *masks; k++) {
        stm_mask *mask, *tile;
        stm_bands bands;
        ASSERT_OK(stm_mask_from_spec(masks[k].spec, masks[k].size, &mask, NULL));
        ASSERT_OK(stm_mask_bands(mask, &bands, NULL));
        assert_int_equal(bands.num, 0);
        assert_non_null(bands.rest);
        stm_bands_free(&bands);
        for (int64_t first = 0; first < masks[k].size; first += 64) {
            stm_rectangle within = {first, 64, 0, masks[k].size};
            ASSERT_OK(stm_mask_rectangle(mask, &within, &tile, NULL));
            ASSERT_OK(stm_mask_bands(tile, &bands, NULL));
            if (bands.rest != NULL)
                fail_msg("%s: no bands from query %" PRId64 " on", masks[k].spec, first);
            if (first % 512 == 0)
                check_cells(tile, &bands, masks[k].spec);
            stm_bands_free(&bands);
            stm_mask_free(tile);
        }
        stm_mask_free(mask);
    }
}

/* Many operands with rests of their own: rests of rests stay small, and are read fast. */
static void test_many_operands(void **state)
{
    char spec[8000];
    size_t used = (size_t)snprintf(spec, sizeof spec, "local:window_size=3");
    tally t = {0, 0, 0};
    (void)state;
    for (int k = 0; k < 60; k++)
        used +=
            (size_t)snprintf(spec + used, sizeof spec - used,
                             "%srandom:per_row=1,seed=%d%slongnet:segment=%d,rate=2",
                             k % 3 == 2 ? " & dense + " : " + ", k, k % 2 ? " + " : " - ", 4 + k);
    uint64_t random = 5;
    check_spec(&random, spec, 24, &t);
    assert_int_equal(t.bands_alone, 0);
}

/* At size 2^31, by cells at random and near the edges. */
static void test_largest(void **state)
{
    static const char *const specs[] = {
        "normal",
        "strided:window_size=2147483648,stride=1000003",
        "strided:window_size=1000,stride=2147483648",
        "fixed:window_size=65521",
        "dilated_sliding_window:window_size=2147483648,dilation=2147483648",
        "neighborhood:window=1000001,stride=999,dilation=77",
        "neighborhood_2d:height=65536,width=32768,window=9x9 & causal",
        "longformer:window_size=2147483648,dilation=2147483648,tokens=0-3/2147483000-2147483647",
        "log_sparse",
        "streaming:start=2147483648,recent=2147483648",
        "(sliding_window:window_size=4096 + global:tokens=0-3) & fixed:window_size=1048576",
    };
    const int64_t size = STM_MAX_SIZE;
    uint64_t random = 3;
    (void)state;
    for (size_t k = 0; k < sizeof specs / sizeof *specs; k++) {
        stm_mask *mask, *part;
        stm_bands bands;
        ASSERT_OK(stm_mask_from_spec(specs[k], size, &mask, NULL));
        for (int n = 0; n < 40; n++) {
            int64_t i =
                n < 20 ? n % 4 + (n % 8 < 4 ? 0 : size - 4) : random_between(&random, 0, size - 1);
            stm_rectangle row = {i, 1, 0, size};
            ASSERT_OK(stm_mask_rectangle(mask, &row, &part, NULL));
            ASSERT_OK(stm_mask_bands(part, &bands, NULL));
            assert_null(bands.rest);
            int64_t nonzeros, total = 0;
            ASSERT_OK(stm_mask_count(part, &nonzeros, NULL));
            for (int b = 0; b < bands.num; b++) {
                stm_run run = stm_band_row(&bands.bands[b], i, 0, size - 1);
                total += run.count;
                if (run.count > 0)
                    assert_true(stm_mask_cell(mask, i, run.first) != 0 &&
                                stm_mask_cell(mask, i, stm_run_last(&run)) != 0);
            }
            if (total != nonzeros)
                fail_msg("%s: row %" PRId64 " has %" PRId64 " cells, its bands %" PRId64, specs[k],
                         i, nonzeros, total);
            stm_bands_free(&bands);
            stm_mask_free(part);
        }
        stm_mask_free(mask);
    }
}

static void test_bad_bands(void **state)
{
    stm_band band = {.end_query = 8, .period = 1, .phase_end = 1, .key_step = 1};
    stm_band phases = band, step = band, kind = band;
    stm_mask *mask = NULL;
    stm_error error;
    (void)state;
    band.low.block = band.high.block = 1;
    phases = step = kind = band;
    phases.phase_end = 2;
    step.key_step = 0;
    kind.low.kind = (stm_bound_kind)9;
    ASSERT_FAILS(stm_mask_of_bands(&band, 1, 0, &mask, &error), STM_EINVAL, error,
                 "size 0: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_mask_of_bands(&band, 65, 8, &mask, &error), STM_EINVAL, error,
                 "65 bands: must be from 0 to 64");
    ASSERT_FAILS(stm_mask_of_bands(&phases, 1, 8, &mask, &error), STM_EINVAL, error,
                 "band 0: its phases must lie within its period");
    ASSERT_FAILS(stm_mask_of_bands(&step, 1, 8, &mask, &error), STM_EINVAL, error,
                 "band 0: its key_shift must be from 0 to key_step - 1");
    ASSERT_FAILS(
        stm_mask_of_bands(&kind, 1, 8, &mask, &error), STM_EINVAL, error,
        "band 0: its bounds must be of a known kind, offsets within 2^60, blocks of at least 1");
    assert_null(mask);
    ASSERT_OK(stm_mask_of_bands(&band, 1, 8, &mask, NULL));
    assert_null(stm_mask_spec(mask));
    assert_int_equal(stm_mask_cell(mask, 7, 7), STM_LOCAL);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),      cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_handfuls),      cmocka_unit_test(test_tiles),
        cmocka_unit_test(test_many_operands), cmocka_unit_test(test_largest),
        cmocka_unit_test(test_bad_bands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
