/* What is counted of stretches of lines that repeat equals what is counted of every line: degrees,
 * statistics, blocks and orders of tokens, of all patterns, compositions and bands. */
#include "specs.h"
#include "support.h"

#include "mask/stretches.h"

static int64_t cells_of(stm_reader *reader, bool keys, int64_t line)
{
    const stm_run *runs = NULL;
    int64_t num = 0, cells = 0;
    ASSERT_OK((keys ? stm_reader_column : stm_reader_row)(reader, line, &runs, &num));
    for (int64_t k = 0; k < num; k++)
        cells += runs[k].count;
    return cells;
}

static void check_degrees(const stm_mask *mask, bool keys, const char *what)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t first = keys ? b.first_key : b.first_query;
    stm_degrees wanted = {.lines = keys ? b.num_keys : b.num_queries, .smallest = INT64_MAX}, got;
    stm_reader *reader = NULL;
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    for (int64_t line = 0; line < wanted.lines; line++) {
        int64_t cells = cells_of(reader, keys, first + line), bin = 0;
        wanted.cells += cells;
        wanted.smallest = cells < wanted.smallest ? cells : wanted.smallest;
        wanted.largest = cells > wanted.largest ? cells : wanted.largest;
        for (int64_t rest = cells; rest > 0; rest /= 2)
            bin++;
        wanted.bins[bin]++;
    }
    stm_reader_free(reader);
    ASSERT_OK(stm_mask_degrees(mask, keys, &got, NULL, NULL));
    if (memcmp(&got, &wanted, sizeof got) != 0)
        fail_msg("%s, %s: %jd cells, must be %jd; %jd to %jd, must be %jd to %jd", what,
                 keys ? "keys" : "queries", (intmax_t)got.cells, (intmax_t)wanted.cells,
                 (intmax_t)got.smallest, (intmax_t)got.largest, (intmax_t)wanted.smallest,
                 (intmax_t)wanted.largest);
}

static void check_blocks(const stm_mask *mask, int64_t queries, int64_t keys, bool cut,
                         const char *what)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_block_options options = {.cut_may_be_full = cut};
    stm_block_counts wanted = {.query_blocks = (b.num_queries + queries - 1) / queries,
                               .key_blocks = (b.num_keys + keys - 1) / keys};
    stm_block_counts got;
    stm_block_reader *reader = NULL;
    ASSERT_OK(stm_block_reader_new(mask, queries, keys, &reader, NULL, &options));
    for (int64_t row = 0; row < wanted.query_blocks; row++) {
        const stm_block_span *spans = NULL;
        int64_t num = 0, left = b.num_queries - row * queries;
        ASSERT_OK(stm_block_reader_row(reader, row, &spans, &num));
        for (int64_t k = 0; k < num; k++) {
            int64_t end = (spans[k].first + spans[k].count) * keys;
            wanted.touched += spans[k].count;
            wanted.full += spans[k].full ? spans[k].count : 0;
            wanted.cells += ((end < b.num_keys ? end : b.num_keys) - spans[k].first * keys) *
                            (left < queries ? left : queries);
        }
    }
    stm_block_reader_free(reader);
    ASSERT_OK(stm_block_count(mask, queries, keys, &got, NULL, &options));
    if (memcmp(&got, &wanted, sizeof got) != 0)
        fail_msg("%s, blocks of %jd x %jd: %jd touched, must be %jd; %jd full, must be %jd; %jd "
                 "cells, must be %jd",
                 what, (intmax_t)queries, (intmax_t)keys, (intmax_t)got.touched,
                 (intmax_t)wanted.touched, (intmax_t)got.full, (intmax_t)wanted.full,
                 (intmax_t)got.cells, (intmax_t)wanted.cells);
}

typedef struct touched {
    int64_t blocks, cells, block, size;
} touched;

static int add_touched(void *context, int64_t row, const stm_block_span *spans, int64_t num)
{
    touched *t = context;
    for (int64_t k = 0; k < num; k++) {
        int64_t end = (spans[k].first + spans[k].count) * t->block;
        int64_t left = t->size - row * t->block;
        t->blocks += spans[k].count;
        t->cells += ((end < t->size ? end : t->size) - spans[k].first * t->block) *
                    (left < t->block ? left : t->block);
    }
    return 0;
}

static void check_permutation(const stm_mask *mask, stm_permutation p, int64_t block,
                              const char *what)
{
    touched wanted = {.block = block, .size = p.size};
    stm_block_counts got;
    ASSERT_OK(stm_permutation_blocks(mask, &p, block, add_touched, &wanted, NULL));
    ASSERT_OK(stm_permutation_count(mask, &p, block, &got, NULL, NULL));
    if (got.touched != wanted.blocks || got.cells != wanted.cells)
        fail_msg("%s, %s of %jd, block %jd: %jd touched, must be %jd; %jd cells, must be %jd", what,
                 stm_permutation_name(p.kind), (intmax_t)p.modulus, (intmax_t)block,
                 (intmax_t)got.touched, (intmax_t)wanted.blocks, (intmax_t)got.cells,
                 (intmax_t)wanted.cells);
}

/* Lines that are a period apart have cells in arithmetic progression, all lines are in a stretch,
 * and what becomes more does so by multiples of `growth`. */
static int64_t check_stretches(const stm_mask *mask, bool keys, int64_t reach, int64_t tail,
                               const char *what)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm__stretches all = {0};
    stm_reader *reader = NULL;
    int64_t at = keys ? b.first_key : b.first_query, repeated = 0;
    int64_t end = at + (keys ? b.num_keys : b.num_queries);
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    ASSERT_OK(stm__stretches_find(mask, keys ? STM__COLUMNS : STM__ROWS, reach, tail, &all, NULL));
    for (int64_t k = 0; k < all.num; k++) {
        const stm__stretch *s = &all.items[k];
        assert_int_equal(s->first, at);
        assert_true(s->first < s->end);
        at = s->end;
        if (s->period == 0)
            continue;
        assert_true(s->end <= end - tail);
        for (int64_t line = s->first; line + s->period < s->end; line++) {
            int64_t one = cells_of(reader, keys, line);
            int64_t two = cells_of(reader, keys, line + s->period);
            repeated++;
            if (s->growth == 0 ? one != two : (two - one) % s->growth != 0)
                fail_msg("%s: lines %jd and %jd have %jd and %jd cells, growth %jd", what,
                         (intmax_t)line, (intmax_t)(line + s->period), (intmax_t)one, (intmax_t)two,
                         (intmax_t)s->growth);
            if (line + 2 * s->period < s->end)
                assert_int_equal(cells_of(reader, keys, line + 2 * s->period) - two, two - one);
        }
    }
    assert_int_equal(at, end);
    stm_reader_free(reader);
    free(all.items);
    return repeated;
}

static int64_t check_all(stm_mask *mask, uint64_t *random, const char *what)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t repeated = 0;
    for (int keys = 0; keys < 2; keys++) {
        check_degrees(mask, keys, what);
        repeated +=
            check_stretches(mask, keys, random_between(random, 0, 40),
                            random_between(random, 0, 1) * random_between(random, 0, 20), what);
    }
    int64_t queries = random_between(random, 1, 17), key = random_between(random, 1, 17);
    check_blocks(mask, queries, key, random_between(random, 0, 1), what);
    check_blocks(mask, queries, queries, random_between(random, 0, 1), what);
    if (b.num_queries == b.num_keys && b.first_query == b.first_key) {
        stm_permutation p = {(stm_permutation_kind)random_between(random, 0, 3), b.num_queries,
                             random_between(random, 1, b.num_queries < 9 ? b.num_queries : 9)};
        check_permutation(mask, p, random_between(random, 1, 9), what);
    }
    return repeated;
}

/* The mask, and a part of it with bounds of its own. */
static int64_t check_spec(const char *spec, int64_t size, uint64_t *random)
{
    stm_mask *mask = NULL, *part = NULL;
    ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
    stm_rectangle r = {random_between(random, 0, size / 4), 0, random_between(random, 0, size / 4),
                       0};
    r.num_queries = random_between(random, 1, size - r.first_query);
    r.num_keys = random_between(random, 1, size - r.first_key);
    if (random_between(random, 0, 2) == 0) {
        r.first_key = r.first_query;
        r.num_keys = r.num_queries;
    }
    ASSERT_OK(stm_mask_rectangle(mask, &r, &part, NULL));
    int64_t repeated = check_all(mask, random, spec) + check_all(part, random, spec);
    stm_mask_free(part);
    stm_mask_free(mask);
    return repeated;
}

static void test_patterns(void **state)
{
    (void)state;
    uint64_t random = 71;
    int64_t repeated = 0;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t p = 0; p < num; p++)
        for (int k = 0; k < 24; k++) {
            char spec[16000];
            int64_t size = random_between(&random, 1, k % 2 == 0 ? 200 : 1500);
            if (random_spec(&random, patterns[p], size, spec, sizeof spec))
                repeated += check_spec(spec, size, &random);
        }
    assert_true(repeated > 100000);
}

static void test_compositions(void **state)
{
    (void)state;
    uint64_t random = 72;
    for (int k = 0; k < 300; k++) {
        char spec[8000];
        int64_t size = random_between(&random, 1, 300);
        random_composition(&random, size, 2, spec, sizeof spec);
        check_spec(spec, size, &random);
    }
}

/* Bands of every kind of bound, phase and residue, which no pattern may have. */
static void test_bands(void **state)
{
    (void)state;
    uint64_t random = 73;
    int64_t repeated = 0;
    for (int k = 0; k < 1500; k++) {
        char what[200];
        int64_t size = random_between(&random, 1, 600);
        stm_band band = {.first_query = random_between(&random, 0, 3) == 0
                                            ? random_between(&random, 0, size - 1)
                                            : 0,
                         .end_query = size,
                         .period = random_between(&random, 1, 4),
                         .key_step = random_between(&random, 1, 6),
                         .follows = random_between(&random, 0, 1)};
        band.phase_first = random_between(&random, 0, band.period - 1);
        band.phase_end = random_between(&random, band.phase_first + 1, band.period);
        band.key_shift = random_between(&random, 0, band.key_step - 1);
        stm_bound *bounds[] = {&band.low, &band.high};
        for (int n = 0; n < 2; n++) {
            bounds[n]->kind = (stm_bound_kind)random_between(&random, 0, 3);
            bounds[n]->offset = bounds[n]->kind == STM_BOUND_KEY
                                    ? random_between(&random, 0, size)
                                    : random_between(&random, -size / 3, size / 3);
            bounds[n]->block =
                bounds[n]->kind == STM_BOUND_BLOCK ? random_between(&random, 1, 9) : 1;
            if (bounds[n]->kind == STM_BOUND_NONE)
                bounds[n]->offset = 0;
        }
        stm_mask *mask = NULL;
        ASSERT_OK(stm_mask_of_bands(&band, 1, size, &mask, NULL));
        snprintf(what, sizeof what, "band %d of size %jd", k, (intmax_t)size);
        repeated += check_all(mask, &random, what);
        stm_mask_free(mask);
    }
    assert_true(repeated > 100000);
}

/* Known sums at sizes whose lines no one could read one by one. */
static void test_largest(void **state)
{
    (void)state;
    static const char *const specs[] = {"normal", "strided", "fixed", "sliding_window",
                                        "dilated_sliding_window"};
    for (size_t k = 0; k < sizeof specs / sizeof *specs; k++) {
        stm_mask *mask = NULL;
        stm_statistics s;
        stm_degrees keys;
        stm_block_counts blocks;
        int64_t nonzeros;
        ASSERT_OK(stm_mask_from_spec(specs[k], STM_MAX_SIZE, &mask, NULL));
        ASSERT_OK(stm_mask_count(mask, &nonzeros, NULL));
        ASSERT_OK(stm_mask_statistics(mask, &s, NULL, NULL));
        ASSERT_OK(stm_mask_degrees(mask, true, &keys, NULL, NULL));
        assert_int_equal(s.nonzeros, nonzeros);
        assert_int_equal(keys.cells, nonzeros);
        ASSERT_OK(stm_block_count(mask, 128, 128, &blocks, NULL, NULL));
        int64_t rows = STM_MAX_SIZE / 128;
        if (k < 3)
            assert_int_equal(blocks.touched, rows * (rows + 1) / 2);
        else
            assert_int_equal(blocks.touched, 3 * rows - 2);
        stm_mask_free(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_bands),
        cmocka_unit_test(test_largest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
