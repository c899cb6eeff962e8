/* Masks placed, multiplied and permuted, each cell against its definition on arrays of cells. */
#include "specs.h"
#include "sweep.h"

enum { MOST = 40 };

typedef struct cells {
    int64_t queries, keys;
    uint8_t of[MOST * MOST];
} cells;

static uint8_t cell(const cells *c, int64_t i, int64_t j)
{
    return i < 0 || j < 0 || i >= c->queries || j >= c->keys ? 0 : c->of[i * c->keys + j];
}

/* The cells of a mask, counted from its first. */
static cells fill(const stm_mask *mask)
{
    stm_rectangle b = stm_mask_bounds(mask);
    cells c = {.queries = b.num_queries, .keys = b.num_keys};
    assert_true(c.queries <= MOST && c.keys <= MOST);
    for (int64_t i = 0; i < c.queries; i++)
        for (int64_t j = 0; j < c.keys; j++)
            c.of[i * c.keys + j] = (uint8_t)stm_mask_cell(mask, b.first_query + i, b.first_key + j);
    return c;
}

static void check_line(const stm_run *runs, int64_t num, const cells *c, int64_t index, bool row)
{
    int64_t length = row ? c->keys : c->queries;
    uint8_t line[MOST] = {0};
    for (int64_t k = 0; k < num; k++) {
        assert_true(runs[k].first >= 0 && stm_run_last(&runs[k]) < length);
        assert_true(k == 0 || runs[k - 1].first < runs[k].first);
        assert_true(runs[k].count > 1 || runs[k].step == 1);
        for (int64_t n = 0; n < runs[k].count; n++) {
            assert_int_equal(line[runs[k].first + n * runs[k].step], 0);
            line[runs[k].first + n * runs[k].step] = (uint8_t)runs[k].value;
        }
    }
    for (int64_t k = 0; k < length; k++)
        assert_int_equal(line[k], row ? cell(c, index, k) : cell(c, k, index));
}

/* A cell is seen where the cells of its parts that tell of it are, and these are there. */
static void check_parts(const stm_mask *mask, int64_t i, int64_t j)
{
    bool seen = true;
    for (int k = 0; k < 2; k++) {
        int64_t query = i, key = j;
        if (stm_mask_part(mask, k) == NULL)
            assert_false(stm_mask_part_cell(mask, k, &query, &key));
        else if (stm_mask_part_cell(mask, k, &query, &key))
            seen = seen && stm_mask_cell(stm_mask_part(mask, k), query, key) != 0;
        else
            seen = false;
    }
    assert_int_equal(stm_mask_cell(mask, i, j) != 0, seen);
}

/* Rows, columns, cells, the count and the bands of a mask that begins at (0, 0). */
static int check(const stm_mask *mask, const cells *c)
{
    stm_reader *reader;
    const stm_run *runs;
    int64_t num, nonzeros = 0, counted;
    stm_bands bands;
    stm_rectangle b = stm_mask_bounds(mask);
    assert_true(b.num_queries == c->queries && b.num_keys == c->keys);
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    for (int64_t i = 0; i < c->queries; i++) {
        ASSERT_OK(stm_reader_row(reader, i, &runs, &num));
        check_line(runs, num, c, i, true);
    }
    for (int64_t j = 0; j < c->keys; j++) {
        ASSERT_OK(stm_reader_column(reader, j, &runs, &num));
        check_line(runs, num, c, j, false);
    }
    stm_reader_free(reader);
    ASSERT_OK(stm_mask_bands(mask, &bands, NULL));
    for (int64_t i = 0; i < c->queries; i++)
        for (int64_t j = 0; j < c->keys; j++) {
            int times = bands.rest != NULL && stm_mask_cell(bands.rest, i, j) != 0;
            for (int k = 0; k < bands.num; k++)
                times += stm_band_sees(&bands.bands[k], i, j);
            assert_int_equal(times, cell(c, i, j) != 0);
            assert_int_equal(stm_mask_cell(mask, i, j), cell(c, i, j));
            check_parts(mask, i, j);
            nonzeros += cell(c, i, j) != 0;
        }
    int banded = bands.rest == NULL;
    stm_bands_free(&bands);
    ASSERT_OK(stm_mask_count(mask, &counted, NULL));
    assert_int_equal(counted, nonzeros);
    return banded;
}

/* A mask of any pattern, of up to `most` tokens, or a rectangle of one. */
static stm_mask *random_mask(uint64_t *random, int64_t most)
{
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    int64_t size = random_between(random, 1, most);
    char spec[400];
    stm_mask *mask = NULL;
    while (!random_spec(random, patterns[random_bits(random) % num], size, spec, sizeof spec))
        continue;
    ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
    if (random_between(random, 0, 2) == 0) {
        stm_rectangle within = random_rectangle(random, size);
        stm_mask *part = NULL;
        ASSERT_OK(stm_mask_rectangle(mask, &within, &part, NULL));
        stm_mask_free(mask);
        return part;
    }
    return mask;
}

static void placed_masks_are_moved_cells(void **state)
{
    uint64_t random = 5;
    int banded = 0;
    (void)state;
    for (int trial = 0; trial < 6000; trial++) {
        stm_mask *of = random_mask(&random, MOST), *mask = NULL;
        cells from = fill(of), to = {.queries = random_between(&random, 1, MOST),
                                     .keys = random_between(&random, 1, MOST)};
        int64_t query = random_between(&random, -MOST / 2, MOST);
        int64_t key = random_between(&random, -MOST / 2, MOST);
        ASSERT_OK(stm_mask_place(of, to.queries, to.keys, query, key, &mask, NULL));
        for (int64_t i = 0; i < to.queries; i++)
            for (int64_t j = 0; j < to.keys; j++)
                to.of[i * to.keys + j] = cell(&from, i - query, j - key);
        stm_mask_free(of);
        banded += check(mask, &to);
        stm_mask_free(mask);
    }
    assert_true(banded > 3000);
}

static void products_are_blocks_of_cells(void **state)
{
    uint64_t random = 6;
    int banded = 0;
    (void)state;
    for (int trial = 0; trial < 6000; trial++) {
        /* Whole blocks, and blocks along the diagonal, have bands; others have none. */
        stm_mask *outer = trial % 3 == 1 ? new_mask("local", 1, 0, 6) : random_mask(&random, 6);
        stm_mask *inner = trial % 3 == 2 ? new_mask("dense", 0, 0, 6) : random_mask(&random, 6);
        stm_mask *mask = NULL;
        cells a = fill(outer), b = fill(inner), to;
        to.queries = random_between(&random, 1, a.queries * b.queries);
        to.keys = random_between(&random, 1, a.keys * b.keys);
        ASSERT_OK(stm_mask_kron(outer, inner, to.queries, to.keys, &mask, NULL));
        for (int64_t i = 0; i < to.queries; i++)
            for (int64_t j = 0; j < to.keys; j++)
                to.of[i * to.keys + j] =
                    cell(&a, i / b.queries, j / b.keys) ? cell(&b, i % b.queries, j % b.keys) : 0;
        stm_mask_free(outer);
        stm_mask_free(inner);
        banded += check(mask, &to);
        stm_mask_free(mask);
    }
    assert_true(banded > 1500);
}

/* Some tokens in any order, and places that hold none. */
static int64_t random_order(uint64_t *random, int64_t first, int64_t num, int64_t *order)
{
    int64_t places = random_between(random, num, MOST);
    for (int64_t k = 0; k < places; k++)
        order[k] = k < num && random_between(random, 0, 9) > 0 ? first + k : -1;
    /* Mostly short stretches: whole orders at random have no stretches at all. */
    for (int64_t swaps = random_between(random, 0, 6); swaps > 0; swaps--) {
        int64_t a = random_between(random, 0, places - 1),
                b = random_between(random, 0, places - 1);
        for (; a < places && b < places && a != b && random_between(random, 0, 3) > 0; a++, b++) {
            int64_t kept = order[a];
            order[a] = order[b];
            order[b] = kept;
        }
    }
    return places;
}

static void permuted_masks_hold_the_tokens_cells(void **state)
{
    uint64_t random = 7;
    (void)state;
    for (int trial = 0; trial < 4000; trial++) {
        stm_mask *of = random_mask(&random, MOST), *mask = NULL;
        stm_rectangle b = stm_mask_bounds(of);
        int64_t order[2][MOST];
        bool queries = random_between(&random, 0, 3) > 0, keys = random_between(&random, 0, 3) > 0;
        cells from = fill(of), to = from;
        if (queries)
            to.queries = random_order(&random, b.first_query, b.num_queries, order[0]);
        if (keys)
            to.keys = random_order(&random, b.first_key, b.num_keys, order[1]);
        ASSERT_OK(stm_mask_permute(of, queries ? order[0] : NULL, to.queries,
                                   keys ? order[1] : NULL, to.keys, &mask, NULL));
        for (int64_t i = 0; i < to.queries; i++)
            for (int64_t j = 0; j < to.keys; j++) {
                int64_t q = !queries ? i : order[0][i] - (order[0][i] < 0 ? 0 : b.first_query);
                int64_t k = !keys ? j : order[1][j] - (order[1][j] < 0 ? 0 : b.first_key);
                to.of[i * to.keys + j] = cell(&from, q, k);
            }
        stm_mask_free(of);
        check(mask, &to);
        stm_mask_free(mask);
    }
}

static void what_cannot_be_is_named(void **state)
{
    stm_mask *of = new_mask("causal", 0, 0, 4), *mask = NULL;
    stm_error error;
    (void)state;
    ASSERT_FAILS(stm_mask_place(of, 0, 4, 0, 0, &mask, &error), STM_EINVAL, error,
                 "queries 0: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_mask_place(of, 4, 4, 0, -2147483649, &mask, &error), STM_EINVAL, error,
                 "key -2147483649: must be from -2147483648 to 2147483648");
    ASSERT_FAILS(stm_mask_kron(of, of, 17, 4, &mask, &error), STM_EINVAL, error,
                 "queries 17: must be at most 4 blocks of 4, what the outer mask has");
    int64_t order[] = {0, 3, 0, 4};
    ASSERT_FAILS(stm_mask_permute(of, order, 3, NULL, 0, &mask, &error), STM_EINVAL, error,
                 "query order, place 2: token 0 stands at place 0 already");
    ASSERT_FAILS(stm_mask_permute(of, NULL, 0, order + 1, 3, &mask, &error), STM_EINVAL, error,
                 "key order, place 2: token 4 must be from 0 to 3, or -1 for none");
    assert_null(mask);
    stm_mask_free(of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placed_masks_are_moved_cells),
        cmocka_unit_test(products_are_blocks_of_cells),
        cmocka_unit_test(permuted_masks_hold_the_tokens_cells),
        cmocka_unit_test(what_cannot_be_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
