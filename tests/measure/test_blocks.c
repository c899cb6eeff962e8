/* Blocks by run arithmetic against blocks of a dense array. */
#include "support.h"
#include "tangle.h"

/* Counts the seen cells of a block, and its cells within the mask. */
static void look(const uint8_t *cells, int64_t rows, int64_t columns, int64_t i, int64_t j,
                 int64_t height, int64_t width, int64_t *seen, int64_t *within)
{
    *seen = *within = 0;
    for (int64_t y = i; y < i + height && y < rows; y++)
        for (int64_t x = j; x < j + width && x < columns; x++) {
            *seen += cells[y * columns + x] != 0;
            *within += 1;
        }
}

static void check_blocks(const stm_mask *mask, int64_t height, int64_t width, bool cut)
{
    stm_rectangle b = stm_mask_bounds(mask);
    uint8_t *cells = malloc((size_t)(b.num_queries * b.num_keys));
    stm_dense dense = {cells, STM_U8, b.num_queries, b.num_keys, 0};
    ASSERT_OK(stm_dense_fill(mask, &dense, NULL));
    stm_block_options options = {.cut_may_be_full = cut};
    stm_block_reader *reader = NULL;
    ASSERT_OK(stm_block_reader_new(mask, height, width, &reader, NULL, &options));
    int64_t query_blocks = (b.num_queries + height - 1) / height;
    int64_t key_blocks = (b.num_keys + width - 1) / width;
    stm_block_counts wanted = {.query_blocks = query_blocks, .key_blocks = key_blocks}, got;
    for (int64_t row = 0; row < query_blocks; row++) {
        const stm_block_span *spans = NULL;
        int64_t num_spans = 0, s = 0;
        ASSERT_OK(stm_block_reader_row(reader, row, &spans, &num_spans));
        for (int64_t k = 1; k < num_spans; k++) {
            int64_t end = spans[k - 1].first + spans[k - 1].count;
            assert_true(end < spans[k].first ||
                        (end == spans[k].first && spans[k].full != spans[k - 1].full));
        }
        for (int64_t column = 0; column < key_blocks; column++) {
            int64_t seen, within;
            look(cells, b.num_queries, b.num_keys, row * height, column * width, height, width,
                 &seen, &within);
            while (s < num_spans && spans[s].first + spans[s].count <= column)
                s++;
            bool touched = s < num_spans && spans[s].first <= column;
            bool full = touched && spans[s].full;
            assert_int_equal(touched, seen > 0);
            assert_int_equal(full, seen == within && (cut || within == height * width));
            wanted.touched += touched;
            wanted.full += full;
            wanted.cells += touched ? within : 0;
        }
    }
    const stm_block_span *none = NULL;
    int64_t num_none = 0;
    assert_int_equal(stm_block_reader_row(reader, query_blocks, &none, &num_none), STM_EINVAL);
    stm_block_reader_free(reader);
    ASSERT_OK(stm_block_count(mask, height, width, &got, NULL, &options));
    assert_memory_equal(&got, &wanted, sizeof got);
    free(cells);
}

static const int64_t sides[] = {1, 2, 3, 8, 16, 100};
#define NUM_SIDES (sizeof sides / sizeof *sides)

static void check_mask(const stm_mask *mask)
{
    for (size_t a = 0; a < NUM_SIDES; a++)
        for (size_t b = 0; b < NUM_SIDES; b++)
            check_blocks(mask, sides[a], sides[b], (a + b) % 2 == 0);
}

static void patterns_have_their_blocks(void **state)
{
    (void)state;
    static const int64_t parameters[] = {1, 2, 5, 8, 33};
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t p = 0; p < num; p++)
        for (size_t k = 0; k < 25; k++)
            for (int64_t size = 1; size <= 70; size = size * 3 + 1) {
                int64_t first = patterns[p]->parameters.num > 0 ? parameters[k % 5] : 0;
                int64_t second = patterns[p]->parameters.num > 1 ? parameters[k / 5] : 0;
                stm_mask *mask = new_mask(patterns[p]->name, first, second, size);
                check_mask(mask);
                stm_mask_free(mask);
            }
}

static void parts_have_their_blocks(void **state)
{
    (void)state;
    stm_mask *whole = new_mask("strided", 7, 5, 90), *part = NULL;
    ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){41, 33, 5, 66}, &part, NULL));
    check_mask(part);
    stm_mask_free(part);
    ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){89, 1, 0, 90}, &part, NULL));
    check_mask(part);
    stm_mask_free(part);
    stm_mask_free(whole);
}

/* Stored rows have runs of any step that fill blocks together. */
static void stored_masks_have_their_blocks(void **state)
{
    (void)state;
    uint64_t random = 5;
    uint8_t cells[40 * 70];
    for (int round = 0; round < 40; round++) {
        int64_t rows = random_between(&random, 1, 40), columns = random_between(&random, 1, 70);
        int64_t zeros = random_between(&random, 0, 9);
        for (int64_t k = 0; k < rows * columns; k++)
            cells[k] = (uint8_t)(random_between(&random, 0, 99) < 3 * zeros
                                     ? 0
                                     : 1 + (k % columns) % (1 + round % 3));
        stm_mask *mask = NULL;
        stm_dense dense = {cells, STM_U8, rows, columns, 0};
        ASSERT_OK(stm_mask_from_dense(&dense, &mask, NULL));
        check_mask(mask);
        stm_mask_free(mask);
    }
}

static void tangled_runs_have_their_blocks(void **state)
{
    (void)state;
    stm_mask *mask = NULL;
    ASSERT_OK(stm_mask_new(&tangle, NULL, 67, &mask, NULL));
    check_mask(mask);
    stm_mask_free(mask);
}

/* A row of blocks after an earlier one, and before it. */
static void rows_come_in_any_order(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("normal", 0, 0, 1000);
    stm_block_reader *reader = NULL;
    ASSERT_OK(stm_block_reader_new(mask, 100, 10, &reader, NULL, NULL));
    for (int64_t k = 0; k < 20; k++) {
        int64_t row = k * 7 % 10, num_spans = 0;
        const stm_block_span *spans = NULL;
        ASSERT_OK(stm_block_reader_row(reader, row, &spans, &num_spans));
        assert_int_equal(num_spans, row == 0 ? 1 : 2);
        assert_int_equal(spans[num_spans - 1].first, row * 10);
        assert_int_equal(spans[num_spans - 1].count, 10);
    }
    stm_block_reader_free(reader);
    stm_mask_free(mask);
}

static void bad_sides_are_refused(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("normal", 0, 0, 10);
    stm_block_reader *reader = NULL;
    stm_block_counts counts;
    stm_error error;
    ASSERT_FAILS(stm_block_reader_new(mask, 0, 1, &reader, &error, NULL), STM_EINVAL, error,
                 "block_queries 0: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_block_count(mask, 1, -3, &counts, &error, NULL), STM_EINVAL, error,
                 "block_keys -3: must be from 1 to 2147483648");
    stm_mask_free(mask);
}

/* A long mask, whose numbers are known: causal blocks of 128. */
static void large_masks_are_counted(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("normal", 0, 0, 1 << 20);
    stm_block_counts counts;
    ASSERT_OK(stm_block_count(mask, 128, 128, &counts, NULL, NULL));
    assert_int_equal(counts.touched, INT64_C(8192) * 8193 / 2);
    assert_int_equal(counts.full, INT64_C(8192) * 8191 / 2);
    stm_mask_free(mask);
    mask = new_mask("strided", 128, 4096, 1 << 18);
    ASSERT_OK(stm_block_count(mask, 128, 128, &counts, NULL, NULL));
    /* The window's two blocks, and two every 32 blocks. */
    assert_int_equal(counts.full, 0);
    assert_true(counts.touched > 2047 * 2 && counts.touched < 2048 * 130);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_have_their_blocks),
        cmocka_unit_test(parts_have_their_blocks),
        cmocka_unit_test(stored_masks_have_their_blocks),
        cmocka_unit_test(tangled_runs_have_their_blocks),
        cmocka_unit_test(rows_come_in_any_order),
        cmocka_unit_test(bad_sides_are_refused),
        cmocka_unit_test(large_masks_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
