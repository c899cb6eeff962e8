/* What the arrays of exported files say, against the dense mask. tests/exchange_readers.py does the
 * same for every format with numpy, where that is there. */
#include "support.h"

#include <unistd.h>

#include "io/npy_read.h"

#define FILE_NAME "exchanged"

/* An array of a file, as integers. */
typedef struct array {
    int64_t *cells, num, shape[STM__NPY_DIMS];
    int num_dims;
} array;

static array load(const char *name)
{
    stm__input input = {.file = NULL};
    static stm__zip_directory directory;
    static stm__source source;
    stm__npy npy = {.kind = 0};
    array a = {.cells = NULL};
    ASSERT_OK(stm__input_open(FILE_NAME, &input, NULL));
    if (name != NULL) {
        ASSERT_OK(stm__zip_read(&input, &directory, NULL));
        ASSERT_OK(stm__source_member(&directory, name, &source, NULL));
    } else {
        ASSERT_OK(stm__source_file(&input, &source, NULL));
    }
    ASSERT_OK(stm__npy_open(&source, "", &npy, NULL));
    a.num = npy.cells;
    a.num_dims = npy.num_dims;
    memcpy(a.shape, npy.shape, sizeof a.shape);
    a.cells = calloc((size_t)npy.cells + 1, sizeof *a.cells);
    for (int64_t k = 0; k < npy.cells; k++) {
        unsigned char bytes[8];
        ASSERT_OK(stm__source_read(&source, bytes, (size_t)npy.width, NULL));
        a.cells[k] = stm__npy_integer(&npy, bytes);
    }
    assert_int_equal(source.left, 0);
    stm__source_close(&source);
    stm__input_close(&input);
    return a;
}

static uint8_t cells[300 * 300];
static int64_t queries, keys;

static void fill(const stm_mask *mask)
{
    stm_rectangle b = stm_mask_bounds(mask);
    queries = b.num_queries;
    keys = b.num_keys;
    stm_dense dense = {cells, STM_U8, queries, keys, 0};
    ASSERT_OK(stm_dense_fill(mask, &dense, NULL));
}

static bool seen(int64_t i, int64_t j)
{
    return cells[i * keys + j] != 0;
}

/* 0 empty, 1 partial, 2 full; cut by the edge is never full. */
static int kind_of(int64_t row, int64_t column, int64_t height, int64_t width)
{
    int64_t count = 0;
    for (int64_t i = row * height; i < (row + 1) * height && i < queries; i++)
        for (int64_t j = column * width; j < (column + 1) * width && j < keys; j++)
            count += seen(i, j);
    return count == height * width ? 2 : count > 0;
}

/* Exports; false where the mask is refused, with a sentence that names a cell or lengths. */
static bool save_blocks(const char *name, const stm_mask *mask, int64_t block, int64_t block_keys,
                        bool widen, int64_t *added)
{
    stm_error error = {.message = ""};
    stm_exchange_result result = {0, 0};
    stm_exchange_options options = {.block = block, .block_keys = block_keys, .widen = widen};
    unlink(FILE_NAME);
    stm_status status =
        stm_exchange_save(stm_format_find(name), &mask, 1, FILE_NAME, &result, &error, &options);
    if (added != NULL)
        *added = result.added;
    if (status == STM_OK)
        return true;
    assert_int_equal(status, STM_EINVAL);
    assert_memory_equal(error.message, name, strlen(name));
    assert_int_equal(access(FILE_NAME, F_OK), -1);
    return false;
}

static bool save(const char *name, const stm_mask *mask, int64_t block, bool widen, int64_t *added)
{
    return save_blocks(name, mask, block, 0, widen, added);
}

static void check_lists(const stm_mask *mask, const char *format, const char *const names[4],
                        int64_t height, int64_t width)
{
    assert_true(save_blocks(format, mask, height, width, false, NULL));
    int64_t rows = (queries + height - 1) / height, columns = (keys + width - 1) / width;
    array block = load(strcmp(format, "flash4") == 0 ? "block_size" : "stm_block");
    assert_int_equal(block.num, 2);
    assert_int_equal(block.cells[0], height);
    assert_int_equal(block.cells[1], width);
    free(block.cells);
    int *kinds = calloc((size_t)(rows * columns), sizeof *kinds);
    for (int kind = 1; kind <= 2; kind++) {
        array counts = load(names[2 * kind - 2]), lists = load(names[2 * kind - 1]);
        assert_int_equal(counts.num, rows);
        assert_int_equal(lists.num_dims, 4);
        assert_int_equal(lists.shape[2], rows);
        if (strcmp(format, "flex") == 0)
            assert_int_equal(lists.shape[3], columns);
        for (int64_t row = 0; row < rows; row++)
            for (int64_t k = 0; k < lists.shape[3]; k++) {
                const int64_t *list = lists.cells + row * lists.shape[3];
                if (k >= counts.cells[row]) {
                    assert_int_equal(list[k], 0);
                    continue;
                }
                assert_true(k == 0 || list[k - 1] < list[k]);
                assert_int_equal(kinds[row * columns + list[k]], 0);
                kinds[row * columns + list[k]] = kind;
            }
        free(counts.cells);
        free(lists.cells);
    }
    for (int64_t row = 0; row < rows; row++)
        for (int64_t column = 0; column < columns; column++)
            assert_int_equal(kinds[row * columns + column], kind_of(row, column, height, width));
    free(kinds);
}

static void check_flashinfer(const stm_mask *mask, int64_t height, int64_t width)
{
    if (!save_blocks("flashinfer", mask, height, width, false, NULL)) {
        assert_int_not_equal(keys % width, 0);
        return;
    }
    array starts = load("indptr"), columns = load("indices"), inner = load("mask");
    int64_t total = 0, found = 0;
    for (int64_t k = 0; k < queries * keys; k++)
        total += cells[k] != 0;
    for (int64_t row = 0; row + 1 < starts.num; row++)
        for (int64_t k = starts.cells[row]; k < starts.cells[row + 1]; k++)
            for (int64_t c = 0; c < height * width; c++) {
                int64_t i = row * height + c / width, j = columns.cells[k] * width + c % width;
                bool here = inner.cells[k * height * width + c] != 0;
                assert_true(here == (i < queries && seen(i, j)));
                found += here;
            }
    assert_int_equal(found, total);
    free(starts.cells);
    free(columns.cells);
    free(inner.cells);
}

/* What was widened sees all that the mask does, and `added` cells more. */
static void check_same(const uint8_t *got, int64_t added)
{
    for (int64_t k = 0; k < queries * keys; k++) {
        assert_true(got[k] || cells[k] == 0);
        added -= got[k] && cells[k] == 0;
    }
    assert_int_equal(added, 0);
}

static void check_magi(const stm_mask *mask)
{
    uint8_t got[80 * 80] = {0};
    assert_true(save("magi", mask, 0, false, NULL));
    array q = load("q_ranges"), k = load("k_ranges"), types = load("attn_type_map");
    for (int64_t s = 0; s < types.num; s++)
        for (int64_t i = q.cells[2 * s]; i < q.cells[2 * s + 1]; i++) {
            int64_t first = k.cells[2 * s] + (types.cells[s] >= 2 ? i - q.cells[2 * s] : 0);
            int64_t end =
                k.cells[2 * s + 1] - (types.cells[s] % 2 == 1 ? q.cells[2 * s + 1] - 1 - i : 0);
            for (int64_t j = first; j < end; j++)
                assert_int_equal(got[i * keys + j]++, 0);
        }
    check_same(got, 0);
    free(q.cells);
    free(k.cells);
    free(types.cells);
}

/* Marks the keys that MInference's kernel computes of the queries of a block, which ends at `end`,
 * going through its lists as it does. */
static void mark_keys(const array *v, const array *s, int64_t end, bool *computed)
{
    int64_t range = -1, range_end = -1;
    for (int64_t k = 0; k < s->num; k++) {
        if (s->cells[k] >= end)
            continue;
        int64_t here = end - s->cells[k] > 64 ? end - s->cells[k] : 64;
        if (range < 0 || here > range_end + 64) {
            range = here - 64;
            range_end = here;
        } else if (here > range_end) {
            range_end += 64;
        }
        for (int64_t j = range; j < range_end && j < keys; j++)
            computed[j] = true;
    }
    for (int64_t k = 0; k < v->num; k++)
        if (v->cells[k] < end - 64)
            computed[v->cells[k]] = true;
}

static void check_slashes(const stm_mask *mask, bool widen)
{
    int64_t added;
    if (!save("vertical-slash", mask, 0, widen, &added))
        return;
    uint8_t *got = calloc((size_t)(queries * keys), 1);
    bool *computed = calloc((size_t)keys, sizeof *computed);
    array v = load("vertical_indexes"), s = load("slash_indexes");
    assert_true(v.num > 0 && s.num > 0);
    assert_int_equal(s.cells[s.num - 1], 0);
    for (int64_t k = 1; k < v.num; k++)
        assert_true(v.cells[k - 1] < v.cells[k]);
    for (int64_t k = 1; k < s.num; k++)
        assert_true(s.cells[k - 1] > s.cells[k]);
    for (int64_t i = 0; i < queries; i++) {
        if (i % 64 == 0) {
            memset(computed, 0, (size_t)keys * sizeof *computed);
            mark_keys(&v, &s, i + 64, computed);
        }
        for (int64_t j = 0; j <= i; j++)
            got[i * keys + j] = computed[j];
        /* The lists themselves hold no less. */
        for (int64_t k = 0; k < v.num; k++)
            assert_true(v.cells[k] > i || computed[v.cells[k]]);
        for (int64_t k = 0; k < s.num; k++)
            assert_true(s.cells[k] > i || computed[i - s.cells[k]]);
    }
    check_same(got, added);
    free(got);
    free(computed);
    free(v.cells);
    free(s.cells);
}

static void check_flashmask(const stm_mask *mask, bool widen)
{
    uint8_t got[80 * 80];
    int64_t added;
    if (!save("flashmask", mask, 0, widen, &added))
        return;
    array a = load("startend_row_indices"), c = load("causal");
    int64_t width = a.shape[3];
    bool causal = c.cells[0] != 0;
    for (int64_t j = 0; j < keys; j++)
        for (int64_t i = 0; i < queries; i++) {
            const int64_t *b = a.cells + j * width;
            bool hidden = causal && j > i;
            if (width == 1)
                hidden |= i >= b[0];
            else if (width == 2 && causal)
                hidden |= i >= b[0] && i < b[1];
            else if (width == 2)
                hidden |= i >= b[0] || i < b[1];
            else
                hidden |= (i >= b[0] && i < b[1]) || (i >= b[2] && i < b[3]);
            got[i * keys + j] = !hidden;
        }
    check_same(got, added);
    free(a.cells);
    free(c.cells);
}

static void check_layout(const stm_mask *mask, int64_t side, bool widen)
{
    uint8_t got[80 * 80];
    int64_t added;
    if (!save("deepspeed", mask, side, widen, &added))
        return;
    array a = load(NULL);
    bool causal = queries == keys;
    for (int64_t k = 0; k < queries * keys; k++)
        causal &= cells[k] == 0 || k % keys <= k / keys;
    for (int64_t i = 0; i < queries; i++)
        for (int64_t j = 0; j < keys; j++)
            got[i * keys + j] =
                a.cells[i / side * (keys / side) + j / side] != 0 && (!causal || j <= i);
    check_same(got, added);
    free(a.cells);
}

static void check_permutation(const stm_mask *mask, int64_t side)
{
    if (!save("permutation", mask, side, false, NULL))
        return;
    array perm = load("perm"), inverse = load("inverse"), blocks = load("block_mask");
    int64_t rows = (queries + side - 1) / side;
    uint8_t touched[80 * 80] = {0};
    for (int64_t k = 0; k < queries; k++)
        assert_int_equal(perm.cells[inverse.cells[k]], k);
    for (int64_t i = 0; i < queries; i++)
        for (int64_t j = 0; j < keys; j++)
            touched[i / side * rows + j / side] |= seen(perm.cells[i], perm.cells[j]);
    for (int64_t k = 0; k < rows * rows; k++)
        assert_int_equal(blocks.cells[k], touched[k]);
    free(perm.cells);
    free(inverse.cells);
    free(blocks.cells);
}

static void check_all(const stm_mask *mask)
{
    static const char *const flex[] = {"kv_num_blocks", "kv_indices", "full_kv_num_blocks",
                                       "full_kv_indices"};
    static const char *const flash4[] = {"mask_block_cnt", "mask_block_idx", "full_block_cnt",
                                         "full_block_idx"};
    fill(mask);
    for (int64_t side = 1; side <= 16; side += side < 3 ? 2 : 5) {
        for (int64_t width = side; width < 30; width = 2 * width + 5) {
            check_lists(mask, "flex", flex, side, width);
            check_lists(mask, "flash4", flash4, width, side);
            check_flashinfer(mask, side, width);
            check_flashinfer(mask, width, side);
        }
        check_permutation(mask, side);
        check_layout(mask, side, false);
        check_layout(mask, side, true);
    }
    check_magi(mask);
    for (int widen = 0; widen < 2; widen++) {
        check_slashes(mask, widen);
        check_flashmask(mask, widen);
    }
    unlink(FILE_NAME);
    unlink(FILE_NAME ".py");
}

static void arrays_say_what_the_mask_does(void **state)
{
    (void)state;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t p = 0; p < num; p++)
        for (int64_t first = 1; first <= 9; first += 4)
            for (int64_t size = 1; size <= 70; size = size * 2 + 1) {
                stm_mask *mask =
                    new_mask(patterns[p]->name, patterns[p]->parameters.num > 0 ? first : 0,
                             patterns[p]->parameters.num > 1 ? 3 : 0, size);
                check_all(mask);
                stm_mask_free(mask);
            }
}

static void parts_and_stored_masks_do_too(void **state)
{
    (void)state;
    uint64_t random = 3;
    stm_mask *whole = new_mask("fixed", 6, 0, 90), *mask = NULL;
    ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){20, 33, 5, 66}, &mask, NULL));
    check_all(mask);
    stm_mask_free(mask);
    ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){20, 33, 20, 33}, &mask, NULL));
    check_all(mask);
    stm_mask_free(mask);
    stm_mask_free(whole);
    for (int round = 0; round < 20; round++) {
        uint8_t random_cells[40 * 40];
        int64_t rows = random_between(&random, 1, 40), columns = random_between(&random, 1, 40);
        for (int64_t k = 0; k < rows * columns; k++)
            random_cells[k] = random_between(&random, 0, 9) < round / 2;
        stm_dense dense = {random_cells, STM_U8, rows, columns, 0};
        ASSERT_OK(stm_mask_from_dense(&dense, &mask, NULL));
        check_all(mask);
        stm_mask_free(mask);
    }
}

/* Of masks longer than the kernel's blocks: it computes what is told. */
static void slashes_are_computed_in_blocks(void **state)
{
    (void)state;
    static const char *const specs[] = {"causal",
                                        "strided",
                                        "strided:window_size=7,stride=90",
                                        "strided:window_size=1,stride=65",
                                        "local:window_size=40",
                                        "streaming:start=3,recent=70",
                                        "vertical_slash:vertical=0/70/200,slash=0/5/64/129/130/290",
                                        "vertical_slash:vertical=0-29/150,slash=3/100",
                                        "global:tokens=2/90 & causal",
                                        "fixed:window_size=64",
                                        "causal - local:window_size=1",
                                        "document:lengths=64/100/136 & causal"};
    static const int64_t sizes[] = {1, 63, 64, 65, 128, 130, 191, 300};
    for (size_t k = 0; k < sizeof specs / sizeof *specs; k++)
        for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++)
            for (int widen = 0; widen < 2; widen++) {
                stm_mask *mask = NULL;
                char spec[100];
                snprintf(spec, sizeof spec, "%s", specs[k]);
                if (strncmp(spec, "document", 8) == 0 && sizes[n] != 300)
                    continue;
                ASSERT_OK(stm_mask_from_spec(spec, sizes[n], &mask, NULL));
                fill(mask);
                check_slashes(mask, widen);
                stm_mask_free(mask);
            }
    stm_mask *mask = NULL;
    stm_error error;
    ASSERT_OK(stm_mask_from_spec("local:window_size=40", 300, &mask, NULL));
    const stm_mask *one = mask;
    ASSERT_FAILS(stm_exchange_save(stm_format_find("vertical-slash"), &one, 1, FILE_NAME, NULL,
                                   &error, NULL),
                 STM_EINVAL, error,
                 "vertical-slash: cell (40, 0) is not seen: the kernel computes slashes as blocks "
                 "of 64 keys; widening adds these");
    stm_mask_free(mask);
    unlink(FILE_NAME);
}

/* What docs/formats.md says of the rectangles of slices. */
static void rectangles_of_slices_are_disjoint(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        bool disjoint;
    } known[] = {{"causal", true},
                 {"fixed:window_size=8", true},
                 {"local:window_size=9", true},
                 {"sliding_window:window_size=9", true},
                 {"streaming:start=3,recent=9", true},
                 {"document:lengths=11/30/39 & causal", true},
                 {"strided:window_size=20,stride=40", false}};
    for (size_t n = 0; n < sizeof known / sizeof *known; n++) {
        static int owners[80 * 80];
        stm_mask *mask = NULL;
        int overlaps = 0;
        memset(owners, 0, sizeof owners);
        ASSERT_OK(stm_mask_from_spec(known[n].spec, 80, &mask, NULL));
        fill(mask);
        check_magi(mask);
        array q = load("q_ranges"), k = load("k_ranges");
        for (int64_t s = 0; s < q.num / 2; s++)
            for (int64_t i = q.cells[2 * s]; i < q.cells[2 * s + 1]; i++)
                for (int64_t j = k.cells[2 * s]; j < k.cells[2 * s + 1]; j++)
                    overlaps += owners[i * 80 + j]++ > 0;
        if ((overlaps == 0) != known[n].disjoint)
            fail_msg("%s: %d cells are in several rectangles", known[n].spec, overlaps);
        free(q.cells);
        free(k.cells);
        stm_mask_free(mask);
    }
    unlink(FILE_NAME);
}

/* Lists have no entry whose cells others have, but for what the kernel needs. */
static void lists_of_slashes_are_short(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        int64_t size, verticals, slashes, asked, computed;
    } known[] = {
        {"vertical_slash:vertical=0-29/500/1000,slash=0-99/1024", 2048, 32, 101, -1, -1},
        {"vertical_slash:vertical=3,slash=0", 500, 1, 1, -1, -1},
        {"causal", 4096, 1, 4096, 8390656, 8390656},
        {"local:window_size=128", 4096, 1, 128, 516160, 641152},
        {"strided", 4096, -1, -1, 390672, 8390656},
        {"global:tokens=0-9 & causal", 700, 10, 1, -1, -1},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        stm_mask *mask = NULL;
        int64_t added, asked;
        ASSERT_OK(stm_mask_from_spec(known[k].spec, known[k].size, &mask, NULL));
        assert_true(save("vertical-slash", mask, 0, true, &added));
        ASSERT_OK(stm_mask_count(mask, &asked, NULL));
        array v = load("vertical_indexes"), s = load("slash_indexes");
        if (known[k].verticals >= 0) {
            assert_int_equal(v.num, known[k].verticals);
            assert_int_equal(s.num, known[k].slashes);
        }
        if (known[k].asked >= 0) {
            assert_int_equal(asked, known[k].asked);
            assert_int_equal(asked + added, known[k].computed);
        }
        free(v.cells);
        free(s.cells);
        stm_mask_free(mask);
    }
    unlink(FILE_NAME);
}

static void orders_are_permutations(void **state)
{
    (void)state;
    for (int64_t size = 1; size <= 40; size++)
        for (int64_t modulus = 1; modulus <= size; modulus++)
            for (int kind = 0; kind <= STM_PERMUTATION_SUMMARIES_FIRST; kind++) {
                stm_permutation p = {(stm_permutation_kind)kind, size, modulus};
                for (int64_t k = 0; k < size; k++) {
                    int64_t place = stm_permutation_place(&p, k);
                    assert_in_range(place, 0, size - 1);
                    assert_int_equal(stm_permutation_token(&p, place), k);
                }
            }
}

static int stop(void *context, int64_t done, int64_t total)
{
    (void)context, (void)done, (void)total;
    return 1;
}

static void refusals_leave_nothing(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("normal", 0, 0, 100000);
    const stm_mask *masks[] = {mask, mask, NULL};
    stm_error error;
    stm_progress progress = {stop, NULL};
    stm_exchange_options options = {.progress = &progress};
    ASSERT_FAILS(
        stm_exchange_save(stm_format_find("flex"), masks, 1, FILE_NAME, NULL, &error, &options),
        STM_ESTOPPED, error, "stopped");
    ASSERT_FAILS(
        stm_exchange_save(stm_format_find("points"), masks, 1, FILE_NAME, NULL, &error, NULL),
        STM_EINVAL, error, "points: is read only");
    options = (stm_exchange_options){.heads = 3};
    ASSERT_FAILS(
        stm_exchange_save(stm_format_find("flex"), masks, 2, FILE_NAME, NULL, &error, &options),
        STM_EINVAL, error, "3 heads of 2 masks: must be as many, or one mask that is repeated");
    options = (stm_exchange_options){.block_keys = 16};
    ASSERT_FAILS(stm_exchange_save(stm_format_find("deepspeed"), masks, 1, FILE_NAME, NULL, &error,
                                   &options),
                 STM_EINVAL, error,
                 "deepspeed: blocks of 64 x 16: must have as many keys as queries");
    options = (stm_exchange_options){.block = 64, .block_keys = 16};
    ASSERT_FAILS(stm_exchange_save(stm_format_find("scipy-bsr"), masks, 1, FILE_NAME, NULL, &error,
                                   &options),
                 STM_EINVAL, error,
                 "scipy-bsr: 100000 queries and 100000 keys: must be multiples of the block, "
                 "64 x 16");
    options = (stm_exchange_options){.block = 64, .heads = 60000};
    /* Tens of terabytes. */
    assert_int_equal(
        stm_exchange_save(stm_format_find("npy"), masks, 1, FILE_NAME, NULL, &error, &options),
        STM_EINVAL);
    assert_non_null(strstr(error.message, "bytes are too many, its disk has room for"));
    assert_int_equal(access(FILE_NAME, F_OK), -1);
    assert_int_equal(access(FILE_NAME ".py", F_OK), -1);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_say_what_the_mask_does),
        cmocka_unit_test(parts_and_stored_masks_do_too),
        cmocka_unit_test(slashes_are_computed_in_blocks),
        cmocka_unit_test(lists_of_slashes_are_short),
        cmocka_unit_test(rectangles_of_slices_are_disjoint),
        cmocka_unit_test(orders_are_permutations),
        cmocka_unit_test(refusals_leave_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
