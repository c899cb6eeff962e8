/* Every pattern by its spec, and masks put together: rows, columns and counts against the cells. */
#include "specs.h"

#define MOST 60

/* The cells of a line, and that its runs are sorted, disjoint and in range. */
static void expand(const stm_run *runs, int64_t num_runs, int64_t size, uint8_t *cells)
{
    memset(cells, 0, (size_t)size);
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        assert_true(run->count >= 1 && run->step >= 1 && (run->count > 1 || run->step == 1));
        assert_true(run->first >= 0 && stm_run_last(run) < size);
        assert_true(k == 0 || runs[k - 1].first < run->first);
        assert_in_range(run->value, 1, STM_NUM_VALUES - 1);
        for (int64_t c = 0; c < run->count; c++) {
            assert_int_equal(cells[run->first + c * run->step], 0);
            cells[run->first + c * run->step] = (uint8_t)run->value;
        }
    }
}

/* Rows, ordered rows, columns, the count, and the names of the values. */
static void check(const stm_mask *mask, int64_t size, const uint8_t cells[MOST][MOST])
{
    stm_reader *reader;
    const stm_run *runs;
    int64_t num, seen = 0, nonzeros;
    uint8_t line[MOST];
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    for (int64_t i = 0; i < size; i++) {
        ASSERT_OK(stm_reader_row(reader, i, &runs, &num));
        expand(runs, num, size, line);
        assert_memory_equal(line, cells[i], (size_t)size);
        ASSERT_OK(stm_reader_row_ordered(reader, i, &runs, &num));
        for (int64_t k = 1; k < num; k++)
            assert_true(stm_run_last(&runs[k - 1]) < runs[k].first);
        for (int64_t j = 0; j < size; j++) {
            seen += line[j] != 0;
            assert_non_null(stm_mask_value_name(mask, line[j]));
        }
        ASSERT_OK(stm_reader_column(reader, i, &runs, &num));
        expand(runs, num, size, line);
        for (int64_t q = 0; q < size; q++)
            assert_int_equal(line[q], cells[q][i]);
    }
    stm_reader_free(reader);
    ASSERT_OK(stm_mask_count(mask, &nonzeros, NULL));
    assert_int_equal(nonzeros, seen);
}

static void fill(const stm_mask *mask, int64_t size, uint8_t cells[MOST][MOST])
{
    for (int64_t i = 0; i < size; i++)
        for (int64_t j = 0; j < size; j++)
            cells[i][j] = (uint8_t)stm_mask_cell(mask, i, j);
}

static void every_pattern_gives_what_it_sees(void **state)
{
    (void)state;
    static uint8_t cells[MOST][MOST];
    uint64_t random = 20;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int trial = 0; trial < 300; trial++) {
            char spec[400];
            stm_mask *mask = NULL, *again = NULL;
            stm_error error = {.message = ""};
            int64_t size = random_between(&random, 1, MOST);
            if (!random_spec(&random, patterns[k], size, spec, sizeof spec))
                continue;
            if (stm_mask_from_spec(spec, size, &mask, &error) != STM_OK)
                fail_msg("%s at %jd: %s", spec, (intmax_t)size, error.message);
            fill(mask, size, cells);
            check(mask, size, (const uint8_t(*)[MOST])cells);
            /* What the mask says it is makes the same mask. */
            ASSERT_OK(stm_mask_from_spec(stm_mask_spec(mask), size, &again, NULL));
            check(again, size, (const uint8_t(*)[MOST])cells);
            assert_string_equal(stm_mask_spec(again), stm_mask_spec(mask));
            stm_mask_free(again);
            stm_mask_free(mask);
        }
}

/* A random tree of patterns, and the cells it ought to have by plain logic. */
static stm_mask *random_tree(uint64_t *random, int64_t size, int depth, uint8_t cells[MOST][MOST],
                             char *spec, size_t capacity)
{
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    stm_mask *mask = NULL;
    if (depth == 0 || random_between(random, 0, 4) == 0) {
        while (!random_spec(random, patterns[random_between(random, 0, (int64_t)num - 1)], size,
                            spec, capacity))
            continue;
        ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
        fill(mask, size, cells);
        return mask;
    }
    static const char *const signs[] = {" + ", "&", " - "};
    uint8_t(*a)[MOST] = calloc(MOST, sizeof *a), (*b)[MOST] = calloc(MOST, sizeof *b);
    char left[1500], right[1500];
    assert_true(a != NULL && b != NULL);
    stm_mask *l = random_tree(random, size, depth - 1, a, left, sizeof left);
    stm_mask *r = random_tree(random, size, depth - 1, b, right, sizeof right);
    stm_operation operation = (stm_operation)random_between(random, 0, 2);
    for (int64_t i = 0; i < size; i++)
        for (int64_t j = 0; j < size; j++)
            cells[i][j] = operation == STM_UNION          ? a[i][j] != 0 ? a[i][j] : b[i][j]
                                   : operation == STM_INTERSECTION ? b[i][j] != 0 ? a[i][j] : 0
                          : b[i][j] == 0                  ? a[i][j]
                                                          : 0;
    ASSERT_OK(stm_mask_compose(operation, l, r, &mask, NULL));
    int length = snprintf(spec, capacity, "(%s)%s(%s)", left, signs[operation], right);
    assert_in_range(length, 1, capacity - 1);
    stm_mask_free(l);
    stm_mask_free(r);
    free(a);
    free(b);
    return mask;
}

static void compositions_are_plain_logic(void **state)
{
    (void)state;
    static uint8_t cells[MOST][MOST], again[MOST][MOST];
    uint64_t random = 21;
    for (int trial = 0; trial < 1500; trial++) {
        char spec[3100];
        int64_t size = random_between(&random, 1, trial % 4 == 0 ? MOST : 24);
        stm_mask *mask = random_tree(&random, size, 2, cells, spec, sizeof spec), *read = NULL;
        stm_error error = {.message = ""};
        check(mask, size, (const uint8_t(*)[MOST])cells);
        fill(mask, size, again);
        for (int64_t i = 0; i < size; i++)
            assert_memory_equal(again[i], cells[i], (size_t)size);
        if (stm_mask_from_spec(spec, size, &read, &error) != STM_OK)
            fail_msg("%s at %jd: %s", spec, (intmax_t)size, error.message);
        check(read, size, (const uint8_t(*)[MOST])cells);
        assert_string_equal(stm_mask_spec(read), stm_mask_spec(mask));
        stm_mask_free(read);
        ASSERT_OK(stm_mask_from_spec(stm_mask_spec(mask), size, &read, &error));
        check(read, size, (const uint8_t(*)[MOST])cells);
        stm_mask_free(read);
        stm_mask_free(mask);
    }
}

static void rectangles_of_compositions(void **state)
{
    (void)state;
    uint64_t random = 22;
    for (int trial = 0; trial < 300; trial++) {
        char spec[3100];
        int64_t size = random_between(&random, 1, MOST), nonzeros, seen = 0;
        stm_mask *whole = NULL, *part = NULL;
        random_composition(&random, size, 2, spec, sizeof spec);
        ASSERT_OK(stm_mask_from_spec(spec, size, &whole, NULL));
        stm_rectangle r = {random_between(&random, 0, size - 1), 0,
                           random_between(&random, 0, size - 1), 0};
        r.num_queries = random_between(&random, 1, size - r.first_query);
        r.num_keys = random_between(&random, 1, size - r.first_key);
        ASSERT_OK(stm_mask_rectangle(whole, &r, &part, NULL));
        for (int64_t i = 0; i < r.num_queries; i++)
            for (int64_t j = 0; j < r.num_keys; j++)
                seen += stm_mask_cell(whole, r.first_query + i, r.first_key + j) != 0;
        ASSERT_OK(stm_mask_count(part, &nonzeros, NULL));
        assert_int_equal(nonzeros, seen);
        stm_mask_free(part);
        stm_mask_free(whole);
    }
}

/* Cells beside the definitions of shared patterns, written out by hand. */
static void known_cells(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        int64_t size, i, j;
        int32_t value;
    } known[] = {
        {"local:window_size=4", 16, 9, 6, 2},
        {"local:window_size=4", 16, 9, 5, 0},
        {"local:window_size=4,convention=excluding_self", 16, 9, 5, 2},
        {"local:window_size=4,convention=excluding_self", 16, 9, 4, 0},
        {"strided_child:stride=4", 32, 20, 16, 2},
        {"strided_child:stride=4", 32, 20, 12, 3},
        {"strided_child:stride=4,part=2", 32, 20, 16, 3},
        {"strided_child:stride=4,part=1", 32, 20, 12, 0},
        {"fixed_child:block=4,summary=2", 32, 9, 6, 3},
        {"fixed_child:block=4,summary=2", 32, 9, 5, 0},
        {"fixed_child:block=4,summary=2,part=2", 32, 8, 8, 0},
        {"longformer:window_size=2,tokens=0", 32, 9, 0, 4},
        {"longformer:window_size=2,tokens=0", 32, 9, 11, 2},
        {"longformer:window_size=2,tokens=0,causal=yes", 32, 9, 11, 0},
        {"longformer:window_size=2,dilation=3,tokens=31", 32, 9, 15, 2},
        {"longformer:window_size=2,dilation=3,tokens=31", 32, 9, 14, 0},
        {"log_sparse", 32, 20, 4, 2},
        {"log_sparse", 32, 20, 17, 0},
        {"longnet:segment=8,rate=2", 32, 14, 10, 2},
        {"longnet:segment=8,rate=2", 32, 15, 10, 0},
        {"streaming:start=2,recent=4", 32, 20, 1, 4},
        {"streaming:start=2,recent=4", 32, 20, 17, 2},
        {"streaming:start=2,recent=4", 32, 20, 16, 0},
        {"vertical_slash:vertical=3,slash=5", 32, 20, 3, 4},
        {"vertical_slash:vertical=3,slash=5", 32, 20, 15, 3},
        {"vertical_slash:vertical=3,slash=5", 32, 8, 3, 4},
        {"prefix:length=4", 32, 0, 3, 4},
        {"prefix:length=4", 32, 8, 6, 2},
        {"document:lengths=4/8", 16, 5, 11, 2},
        {"document:lengths=4/8", 16, 5, 12, 0},
        {"document:lengths=4/8", 16, 15, 12, 2},
        {"neighborhood:window=5", 32, 0, 4, 2},
        {"neighborhood:window=5", 32, 0, 5, 0},
        {"neighborhood:window=5", 32, 31, 27, 2},
        {"neighborhood:window=4", 32, 10, 8, 2},
        {"neighborhood:window=4", 32, 10, 12, 0},
        {"neighborhood_2d:height=4,width=8,window=3x3", 32, 9, 18, 2},
        {"neighborhood_2d:height=4,width=8,window=3x3", 32, 9, 19, 0},
        {"global:tokens=3", 32, 3, 30, 4},
        {"global:tokens=3,rows=no", 32, 3, 30, 0},
        {"global:tokens=3,columns=no", 32, 30, 3, 0},
        {"bigbird:block=4,global=1,random=0", 32, 12, 2, 4},
        {"bigbird:block=4,global=1,random=0", 32, 12, 29, 4},
        {"bigbird:block=4,global=1,random=0", 32, 12, 19, 2},
        {"bigbird:block=4,global=1,random=0", 32, 12, 20, 0},
        {"blocks:of=(strided:window_size=2,stride=8),block=4", 32, 20, 12, 2},
        {"global:tokens=0 + causal", 8, 5, 0, 4},
        {"causal + global:tokens=0", 8, 5, 0, 2},
        {"causal & global:tokens=0", 8, 5, 0, 2},
        {"causal - global:tokens=0", 8, 5, 0, 0},
        {"sliding_window:window_size=2 + global:tokens=0&causal", 8, 0, 5, 0},
        {"(sliding_window:window_size=2 + global:tokens=0) & causal", 8, 0, 1, 0},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        stm_mask *mask = NULL;
        ASSERT_OK(stm_mask_from_spec(known[k].spec, known[k].size, &mask, NULL));
        if (stm_mask_cell(mask, known[k].i, known[k].j) != known[k].value)
            fail_msg("%s: (%jd, %jd) is %d", known[k].spec, (intmax_t)known[k].i,
                     (intmax_t)known[k].j, (int)stm_mask_cell(mask, known[k].i, known[k].j));
        stm_mask_free(mask);
    }
}

/* Draws that no change may move: masks of one seed are the same everywhere, for ever. */
static void random_draws_stay_as_they_are(void **state)
{
    (void)state;
    static const int64_t row5[] = {558, 755, 791, 992};
    stm_mask *mask = NULL;
    ASSERT_OK(stm_mask_from_spec("random:per_row=4,seed=7", 1000, &mask, NULL));
    for (size_t k = 0; k < sizeof row5 / sizeof *row5; k++)
        assert_int_equal(stm_mask_cell(mask, 5, row5[k]), 5);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_cells),
        cmocka_unit_test(every_pattern_gives_what_it_sees),
        cmocka_unit_test(compositions_are_plain_logic),
        cmocka_unit_test(rectangles_of_compositions),
        cmocka_unit_test(random_draws_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
