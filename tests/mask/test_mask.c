/* Masks: rectangles, readers, counts, dense arrays and stored rows against single cells. */
#include "specs.h"
#include "tangle.h"

#define SIDE 48 /* of the largest mask here */

typedef stm_status read_function(stm_reader *reader, int64_t index, const stm_run **runs,
                                 int64_t *num_runs);

/* The cells of one row or column, spread out; checks that the runs are normal on the way. */
static void spread(stm_reader *reader, read_function *read, int64_t index, bool ordered,
                   int32_t *cells, int64_t first, int64_t num)
{
    const stm_run *runs = NULL;
    int64_t num_runs = -1, last = -1;
    ASSERT_OK(read(reader, index, &runs, &num_runs));
    memset(cells, 0, (size_t)num * sizeof *cells);
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        assert_true(run->count >= 1 && run->step >= 1 && run->value != 0);
        assert_true(run->count > 1 || run->step == 1);
        assert_true(run->first >= first && stm_run_last(run) < first + num);
        assert_true(run->first > last);
        last = ordered ? stm_run_last(run) : run->first;
        for (int64_t c = 0; c < run->count; c++) {
            assert_int_equal(cells[run->first - first + c * run->step], 0);
            cells[run->first - first + c * run->step] = run->value;
        }
    }
}

/* Everything a mask says of itself agrees with its cells. */
static void check_readers(const stm_mask *mask)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_reader *reader = NULL;
    int32_t cells[SIDE];
    const stm_run *runs;
    int64_t num_runs, nonzeros = 0, count = -1;
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    for (int64_t i = b.first_query; i < b.first_query + b.num_queries; i++)
        for (int ordered = 0; ordered < 2; ordered++) {
            spread(reader, ordered ? stm_reader_row_ordered : stm_reader_row, i, ordered, cells,
                   b.first_key, b.num_keys);
            for (int64_t c = 0; c < b.num_keys; c++) {
                assert_int_equal(cells[c], stm_mask_cell(mask, i, b.first_key + c));
                nonzeros += ordered && cells[c] != 0;
            }
        }
    for (int64_t j = b.first_key; j < b.first_key + b.num_keys; j++)
        for (int ordered = 0; ordered < 2; ordered++) {
            spread(reader, ordered ? stm_reader_column_ordered : stm_reader_column, j, ordered,
                   cells, b.first_query, b.num_queries);
            for (int64_t c = 0; c < b.num_queries; c++)
                assert_int_equal(cells[c], stm_mask_cell(mask, b.first_query + c, j));
        }
    ASSERT_OK(stm_mask_count(mask, &count, NULL));
    assert_int_equal(count, nonzeros);
    assert_int_equal(stm_reader_row(reader, b.first_query - 1, &runs, &num_runs), STM_EINVAL);
    assert_int_equal(stm_reader_row(reader, b.first_query + b.num_queries, &runs, &num_runs),
                     STM_EINVAL);
    assert_int_equal(stm_reader_column(reader, b.first_key - 1, &runs, &num_runs), STM_EINVAL);
    assert_int_equal(stm_reader_column(reader, b.first_key + b.num_keys, &runs, &num_runs),
                     STM_EINVAL);
    assert_int_equal(stm_reader_row(reader, INT64_MIN, &runs, &num_runs), STM_EINVAL);
    assert_int_equal(stm_reader_column(reader, INT64_MAX, &runs, &num_runs), STM_EINVAL);
    assert_int_equal(stm_mask_cell(mask, b.first_query - 1, b.first_key), 0);
    assert_int_equal(stm_mask_cell(mask, b.first_query, b.first_key + b.num_keys), 0);
    stm_reader_free(reader);
}

static double cell_of(const stm_dense *dense, int64_t r, int64_t c)
{
    int64_t at = r * (dense->row_stride == 0 ? dense->columns : dense->row_stride) + c;
    switch (dense->dtype) {
    case STM_U8:
        return ((const uint8_t *)dense->cells)[at];
    case STM_I32:
        return ((const int32_t *)dense->cells)[at];
    case STM_I64:
        return (double)((const int64_t *)dense->cells)[at];
    case STM_F32:
        return (double)((const float *)dense->cells)[at];
    case STM_F64:
        return ((const double *)dense->cells)[at];
    }
    return -1;
}

/* Filling writes the cells of the mask and none beyond its columns. */
static void check_dense(const stm_mask *mask, stm_dtype dtype, int64_t gap)
{
    static const size_t sizes[] = {1, 4, 8, 4, 8};
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t stride = b.num_keys + gap;
    size_t bytes = (size_t)(b.num_queries * stride) * sizes[dtype];
    unsigned char *cells = malloc(bytes);
    assert_non_null(cells);
    memset(cells, 0x5a, bytes);
    stm_dense dense = {cells, dtype, b.num_queries, b.num_keys, gap == 0 ? 0 : stride};
    ASSERT_OK(stm_dense_fill(mask, &dense, NULL));
    for (int64_t r = 0; r < b.num_queries; r++) {
        for (int64_t c = 0; c < b.num_keys; c++)
            assert_true(cell_of(&dense, r, c) ==
                        stm_mask_cell(mask, b.first_query + r, b.first_key + c));
        for (size_t k = 0; k < (size_t)gap * sizes[dtype]; k++)
            assert_int_equal(cells[(size_t)(r * stride + b.num_keys) * sizes[dtype] + k], 0x5a);
    }
    free(cells);
}

static void rectangles_agree_with_their_cells(void **state)
{
    (void)state;
    uint64_t random = 1;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t p = 0; p < num; p++)
        for (int trial = 0; trial < 400; trial++) {
            char spec[400];
            stm_mask *whole = NULL, *part = NULL;
            int64_t size = random_between(&random, 1, SIDE);
            if (!random_spec(&random, patterns[p], size, spec, sizeof spec))
                continue;
            ASSERT_OK(stm_mask_from_spec(spec, size, &whole, NULL));
            stm_rectangle r = {random_between(&random, 0, size - 1), 0,
                               random_between(&random, 0, size - 1), 0};
            r.num_queries = random_between(&random, 1, size - r.first_query);
            r.num_keys = random_between(&random, 1, size - r.first_key);
            ASSERT_OK(stm_mask_rectangle(whole, &r, &part, NULL));
            check_readers(trial % 8 == 0 ? whole : part);
            check_dense(part, (stm_dtype)(trial % 5), trial % 3 * 7);
            stm_mask_free(whole); /* the part lives on */
            check_readers(part);
            assert_ptr_equal(stm_mask_pattern(part), patterns[p]->row == NULL ? NULL : patterns[p]);
            assert_int_equal(stm_mask_size(part), size);
            /* A part of a part is in the indices of the whole, too. */
            stm_rectangle inner = {r.first_query + r.num_queries - 1, 1,
                                   r.first_key + r.num_keys - 1, 1};
            stm_mask *corner = NULL;
            ASSERT_OK(stm_mask_rectangle(part, &inner, &corner, NULL));
            assert_int_equal(stm_mask_cell(corner, inner.first_query, inner.first_key),
                             stm_mask_cell(part, inner.first_query, inner.first_key));
            check_readers(corner);
            stm_mask_free(corner);
            stm_mask_free(part);
        }
}

static void what_cannot_be_is_refused_and_named(void **state)
{
    (void)state;
    stm_error error;
    stm_mask *mask = NULL, *part = NULL;
    const stm_pattern *strided = stm_pattern_find("strided");
    ASSERT_FAILS(stm_mask_new(strided, NULL, 0, &mask, &error), STM_EINVAL, error,
                 "size 0: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_mask_new(strided, NULL, STM_MAX_SIZE + 1, &mask, &error), STM_EINVAL, error,
                 "size 2147483649: must be from 1 to 2147483648");
    stm_arguments arguments = {.integer = {32, 0}};
    ASSERT_FAILS(stm_mask_new(strided, &arguments, 8, &mask, &error), STM_EINVAL, error,
                 "stride 0: must be from 1 to 2147483648");
    assert_null(mask);
    assert_int_equal(stm_mask_new(strided, &arguments, 8, &mask, NULL), STM_EINVAL);
    ASSERT_OK(stm_mask_new(strided, NULL, 10, &mask, &error));
    const stm_rectangle bad_queries[] = {
        {-1, 2, 0, 10}, {0, 11, 0, 10},       {10, 1, 0, 10},       {5, 0, 0, 10},
        {5, 6, 0, 10},  {INT64_MAX, 1, 0, 1}, {1, INT64_MAX, 0, 1}, {INT64_MIN, 1, 0, 1}};
    for (size_t k = 0; k < sizeof bad_queries / sizeof *bad_queries; k++) {
        stm_rectangle r = bad_queries[k];
        char text[200];
        snprintf(text, sizeof text, "queries %jd:%jd: must lie within 0:10",
                 (intmax_t)r.first_query, (intmax_t)r.num_queries);
        ASSERT_FAILS(stm_mask_rectangle(mask, &r, &part, &error), STM_EINVAL, error, text);
        stm_rectangle turned = {0, 10, r.first_query, r.num_queries};
        memcpy(text, "keys", 4);
        memmove(text + 4, text + 7, strlen(text + 7) + 1);
        ASSERT_FAILS(stm_mask_rectangle(mask, &turned, &part, &error), STM_EINVAL, error, text);
    }
    ASSERT_OK(stm_mask_rectangle(mask, &(stm_rectangle){4, 4, 2, 3}, &part, &error));
    stm_mask *outside = NULL;
    ASSERT_FAILS(stm_mask_rectangle(part, &(stm_rectangle){3, 1, 2, 1}, &outside, &error),
                 STM_EINVAL, error, "queries 3:1: must lie within 4:4");
    uint8_t cells[12];
    ASSERT_FAILS(stm_dense_fill(part, &(stm_dense){cells, STM_U8, 3, 4, 0}, &error), STM_EINVAL,
                 error, "array of 3 x 4: must have the mask's 4 x 3 cells");
    ASSERT_FAILS(stm_dense_fill(part, &(stm_dense){NULL, STM_U8, 4, 3, 0}, &error), STM_EINVAL,
                 error, "array: has no cells");
    ASSERT_FAILS(stm_dense_fill(part, &(stm_dense){cells, (stm_dtype)9, 4, 3, 0}, &error),
                 STM_EINVAL, error, "array of type 9: the type is unknown");
    ASSERT_FAILS(stm_dense_fill(part, &(stm_dense){cells, STM_U8, 0, 3, 0}, &error), STM_EINVAL,
                 error, "array of 0 x 3: must have a row and a column");
    ASSERT_FAILS(stm_dense_fill(part, &(stm_dense){cells, STM_U8, 4, 3, 2}, &error), STM_EINVAL,
                 error, "row_stride 2: must be at least the 3 columns");
    stm_mask_free(part);
    stm_mask_free(mask);
    stm_mask_free(NULL);
    stm_reader_free(NULL);
}

static void sparsities_are_the_known_ones(void **state)
{
    (void)state;
    static const struct {
        const char *name, *percent;
    } known[] = {{"normal", "49.9512"},
                 {"strided", "95.4086"},
                 {"fixed", "96.8750"},
                 {"sliding_window", "96.8033"},
                 {"dilated_sliding_window", "96.8292"}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        stm_mask *mask = new_mask(known[k].name, 0, 0, 1024);
        double sparsity = 0;
        char percent[32];
        ASSERT_OK(stm_mask_sparsity(mask, &sparsity, NULL));
        snprintf(percent, sizeof percent, "%.4f", 100 * sparsity);
        assert_string_equal(percent, known[k].percent);
        stm_mask_free(mask);
    }
}

static void statistics_are_those_of_the_rows(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("fixed", 4, 0, 10), *part = NULL;
    stm_statistics s;
    ASSERT_OK(stm_mask_statistics(mask, &s, NULL, NULL));
    /* 1 2 3 4, 2 3 4 5, 3 4 */
    assert_int_equal(s.nonzeros, 31);
    assert_int_equal(s.cells, 100);
    assert_int_equal(s.row_min, 1);
    assert_int_equal(s.row_max, 5);
    assert_true(s.row_mean == 3.1 && s.sparsity == 1.0 - 31.0 / 100.0);
    assert_int_equal(s.dense_bytes, 100);
    assert_int_equal(s.csr_bytes, 8 * 11 + 31 * 5);
    ASSERT_OK(stm_mask_rectangle(mask, &(stm_rectangle){8, 2, 4, 4}, &part, NULL));
    ASSERT_OK(stm_mask_statistics(part, &s, NULL, NULL));
    assert_int_equal(s.nonzeros, 2); /* key 7, for both */
    assert_int_equal(s.row_max, 1);
    stm_mask_free(part);
    stm_mask_free(mask);
}

static int stop(void *context, int64_t done, int64_t total)
{
    assert_true(done >= 0 && done <= total);
    ++*(int *)context;
    return 1;
}

static void progress_can_stop_the_work(void **state)
{
    (void)state;
    int calls = 0;
    stm_progress progress = {stop, &calls};
    stm_statistics s = {.nonzeros = -5};
    stm_error error;
    captured got = {0};
    stm_output *output = NULL;
    stm_mask *mask = new_mask("normal", 0, 0, 100);
    ASSERT_FAILS(stm_mask_statistics(mask, &s, &error, &progress), STM_ESTOPPED, error, "stopped");
    assert_int_equal(s.nonzeros, -5);
    ASSERT_OK(stm_output_callback(capture, &got, &output, NULL));
    ASSERT_FAILS(
        stm_listing_write(mask, output, &error, &(stm_listing_options){.progress = &progress}),
        STM_ESTOPPED, error, "stopped");
    ASSERT_FAILS(stm_npy_write(mask, output, &error, &(stm_npy_options){.progress = &progress}),
                 STM_ESTOPPED, error, "stopped");
    assert_int_equal(calls, 3);
    stm_output_discard(output);
    free(got.text);
    stm_mask_free(mask);
}

static void values_have_names(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("strided", 0, 0, 4);
    assert_string_equal(stm_mask_value_name(mask, 0), "No Attention");
    assert_string_equal(stm_mask_value_name(mask, 3), "Strided");
    assert_null(stm_mask_value_name(mask, 4));
    assert_null(stm_mask_value_name(mask, -1));
    assert_null(stm_mask_value_name(mask, INT32_MAX));
    stm_mask_free(mask);
    const int32_t cells[] = {0, 2, 500};
    ASSERT_OK(stm_mask_from_dense(&(stm_dense){(void *)cells, STM_I32, 1, 3, 0}, &mask, NULL));
    assert_string_equal(stm_mask_value_name(mask, 0), "No Attention");
    assert_string_equal(stm_mask_value_name(mask, 2), "Value 2");
    assert_null(stm_mask_value_name(mask, 1));
    assert_null(stm_mask_value_name(mask, 500));
    assert_null(stm_mask_pattern(mask));
    assert_null(stm_mask_arguments(mask));
    assert_int_equal(stm_mask_size(mask), 3);
    stm_mask_free(mask);
}

/* Random cells: sparse, dense, or progressions of two values that interleave. */
static void random_cells(uint64_t *random, int32_t *cells, int64_t rows, int64_t columns)
{
    int64_t kind = random_between(random, 0, 3), step = random_between(random, 1, 5);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++) {
            int32_t value = 0;
            if (kind == 0)
                value = random_between(random, 0, 9) == 0;
            else if (kind == 1)
                value = (int32_t)random_between(random, 0, 3);
            else if (kind == 2)
                value = (i + j) % step == 0 ? 1 : (i + j) % (step + 1) == 0 ? 2 : 0;
            else
                value = j % step == i % step ? INT32_MAX - (int32_t)(i % 3) : 0;
            cells[i * columns + j] = value;
        }
}

static void stored_masks_are_their_arrays(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int trial = 0; trial < 1500; trial++) {
        int64_t rows = random_between(&random, 1, SIDE), columns = random_between(&random, 1, SIDE);
        int32_t cells[SIDE * SIDE];
        double wide[SIDE * SIDE];
        stm_mask *mask = NULL, *part = NULL;
        random_cells(&random, cells, rows, columns);
        stm_dense dense = {cells, STM_I32, rows, columns, 0};
        if (trial % 2 == 1) {
            for (int64_t k = 0; k < rows * columns; k++)
                wide[k] = cells[k];
            dense = (stm_dense){wide, STM_F64, rows, columns, 0};
        }
        ASSERT_OK(stm_mask_from_dense(&dense, &mask, NULL));
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < columns; j++)
                assert_int_equal(stm_mask_cell(mask, i, j), cells[i * columns + j]);
        memset(cells, 0x77, sizeof cells); /* the mask has its own copy */
        memset(wide, 0x77, sizeof wide);
        check_readers(mask);
        stm_rectangle r = {random_between(&random, 0, rows - 1), 0,
                           random_between(&random, 0, columns - 1), 0};
        r.num_queries = random_between(&random, 1, rows - r.first_query);
        r.num_keys = random_between(&random, 1, columns - r.first_key);
        ASSERT_OK(stm_mask_rectangle(mask, &r, &part, NULL));
        stm_mask_free(mask);
        check_readers(part);
        stm_mask_free(part);
    }
}

static void every_type_of_array_is_stored(void **state)
{
    (void)state;
    uint8_t u8[] = {1, 0, 2, 255, 0, 3};
    int32_t i32[] = {1, 0, 2, 255, 0, 3};
    int64_t i64[] = {1, 0, 2, 255, 0, 3};
    float f32[] = {1, -0.0f, 2, 255, 0, 3};
    double f64[] = {1, -0.0, 2, 255, 0, 3};
    void *const arrays[] = {u8, i32, i64, f32, f64};
    for (int k = 0; k < 5; k++) {
        stm_mask *mask = NULL;
        ASSERT_OK(stm_mask_from_dense(&(stm_dense){arrays[k], (stm_dtype)k, 2, 3, 0}, &mask, NULL));
        for (int64_t c = 0; c < 6; c++)
            assert_int_equal(stm_mask_cell(mask, c / 3, c % 3), u8[c]);
        stm_mask_free(mask);
        /* Two of the three columns: the stride passes over the third. */
        ASSERT_OK(stm_mask_from_dense(&(stm_dense){arrays[k], (stm_dtype)k, 2, 2, 3}, &mask, NULL));
        assert_int_equal(stm_mask_cell(mask, 1, 0), 255);
        assert_int_equal(stm_mask_cell(mask, 1, 2), 0);
        stm_mask_free(mask);
    }
}

static void bad_cells_are_named(void **state)
{
    (void)state;
    static const struct {
        double cell;
        const char *shown;
    } bad[] = {
        {0.5, "0.5"}, {-1, "-1"}, {2147483648.0, "2.14748e+09"}, {1.5, "1.5"}, {1e300, "1e+300"}};
    stm_error error;
    stm_mask *mask = NULL;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        double cells[] = {1, 0, 0, 0, bad[k].cell, -7};
        char text[200];
        snprintf(text, sizeof text,
                 "cell (1, 1) is %s: must be a whole number from 0 to 2147483647", bad[k].shown);
        ASSERT_FAILS(stm_mask_from_dense(&(stm_dense){cells, STM_F64, 2, 3, 0}, &mask, &error),
                     STM_EINVAL, error, text);
    }
    float odd[] = {0, 0};
    const unsigned char nan[] = {0, 0, 0xc0, 0x7f}, infinity[] = {0, 0, 0x80, 0x7f};
    for (int k = 0; k < 2; k++) {
        memcpy(&odd[1], k == 0 ? nan : infinity, 4);
        assert_int_equal(stm_mask_from_dense(&(stm_dense){odd, STM_F32, 1, 2, 0}, &mask, &error),
                         STM_EINVAL);
        assert_true(strncmp(error.message, "cell (0, 1) is ", 15) == 0);
    }
    int64_t large[] = {(INT64_C(1) << 53) + 1};
    assert_int_equal(stm_mask_from_dense(&(stm_dense){large, STM_I64, 1, 1, 0}, &mask, &error),
                     STM_EINVAL);
    ASSERT_FAILS(
        stm_mask_from_dense(&(stm_dense){large, STM_I64, STM_MAX_SIZE + 1, 1, 0}, &mask, &error),
        STM_EINVAL, error,
        "array of 2147483649 x 1: must have at most 2147483648 rows and columns");
    assert_null(mask);
}

static void ordered_readers_untangle(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int trial = 0; trial < 300; trial++) {
        int64_t size = random_between(&random, 1, SIDE);
        stm_mask *mask = NULL, *part = NULL;
        ASSERT_OK(stm_mask_new(&tangle, NULL, size, &mask, NULL));
        check_readers(mask);
        stm_rectangle r = {random_between(&random, 0, size - 1), 0,
                           random_between(&random, 0, size - 1), 0};
        r.num_queries = random_between(&random, 1, size - r.first_query);
        r.num_keys = random_between(&random, 1, size - r.first_key);
        ASSERT_OK(stm_mask_rectangle(mask, &r, &part, NULL));
        check_readers(part);
        check_dense(part, STM_U8, 0);
        stm_mask_free(part);
        stm_mask_free(mask);
    }
}

static void owners_share_a_mask(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("sliding_window", 0, 0, 20);
    stm_mask *same = stm_mask_retain(mask);
    assert_ptr_equal(mask, same);
    stm_reader *reader = NULL;
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    stm_mask_free(mask);
    check_readers(same);
    stm_mask_free(same);
    const stm_run *runs;
    int64_t num_runs = 0;
    ASSERT_OK(stm_reader_row(reader, 19, &runs, &num_runs));
    assert_int_equal(num_runs, 2);
    stm_reader_free(reader);
}

static void npy_files_hold_the_cells(void **state)
{
    (void)state;
    stm_mask *whole = new_mask("strided", 3, 4, 20), *mask = NULL;
    ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){5, 15, 2, 11}, &mask, NULL));
    for (int binary = 0; binary < 2; binary++) {
        captured got = {0};
        stm_output *output = NULL;
        ASSERT_OK(stm_output_callback(capture, &got, &output, NULL));
        ASSERT_OK(stm_npy_write(mask, output, NULL, &(stm_npy_options){.binary = binary}));
        ASSERT_OK(stm_output_close(output, NULL));
        assert_int_equal(got.length, stm_npy_bytes(mask));
        assert_memory_equal(got.text, "\x93NUMPY\x01\x00\x76\x00", 10);
        const char *header =
            "{'descr': '|u1', 'fortran_order': False, 'shape': (15, 11), }             ";
        assert_memory_equal(got.text + 10, header, strlen(header));
        assert_int_equal(got.text[127], '\n');
        for (int64_t c = 0; c < 15 * 11; c++) {
            int32_t cell = stm_mask_cell(mask, 5 + c / 11, 2 + c % 11);
            assert_int_equal(got.text[128 + c], binary ? cell != 0 : cell);
        }
        free(got.text);
    }
    stm_mask_free(mask);
    stm_mask_free(whole);
    const int32_t large[] = {0, 256};
    captured got = {0};
    stm_error error;
    stm_output *output = NULL;
    ASSERT_OK(stm_mask_from_dense(&(stm_dense){(void *)large, STM_I32, 1, 2, 0}, &mask, NULL));
    ASSERT_OK(stm_output_callback(capture, &got, &output, NULL));
    ASSERT_FAILS(stm_npy_write(mask, output, &error, NULL), STM_EINVAL, error,
                 "cell (0, 1) is 256: must be at most 255 for uint8 cells");
    ASSERT_OK(stm_npy_write(mask, output, &error, &(stm_npy_options){.binary = true}));
    stm_output_discard(output);
    free(got.text);
    stm_mask_free(mask);
}

/* Masks made of masks go as deep as they may, are read there, and go no deeper. */
/* A row and the bands of `mask`, which walk all of its depth. Frees it. */
static void walk_deep(stm_mask *mask)
{
    const stm_run *runs;
    int64_t num;
    stm_reader *reader;
    stm_bands bands;
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    ASSERT_OK(stm_reader_row(reader, 5, &runs, &num));
    assert_true(num > 0);
    stm_reader_free(reader);
    ASSERT_OK(stm_mask_bands(mask, &bands, NULL));
    stm_bands_free(&bands);
    stm_mask_free(mask);
}

static void test_depth(void **state)
{
    stm_mask *mask = new_mask("local", 3, 0, 8), *next = NULL;
    stm_error error;
    (void)state;
    for (int depth = 1; depth < STM_MASK_MAX_DEPTH; depth++) {
        /* The parts of a union double, so that only the first few are made of two. */
        if (depth > 12 || depth % 2 == 0)
            ASSERT_OK(stm_mask_transpose(mask, &next, NULL));
        else
            ASSERT_OK(stm_mask_compose(STM_UNION, mask, mask, &next, NULL));
        stm_mask_free(mask);
        mask = next;
    }
    ASSERT_FAILS(stm_mask_transpose(mask, &next, &error), STM_EINVAL, error,
                 "masks made of masks: must be at most 2048 deep");
    walk_deep(mask);
}

static void every_operation_may_be_deep(void **state)
{
    (void)state;
    for (int operation = STM_UNION; operation <= STM_DIFFERENCE; operation++) {
        stm_mask *mask = new_mask("strided", 2, 2, 8), *other, *next;
        other = new_mask("local", operation == STM_DIFFERENCE ? 1 : 3, 0, 8);
        for (int depth = 1; depth < STM_MASK_MAX_DEPTH; depth++) {
            ASSERT_OK(stm_mask_compose((stm_operation)operation, mask, other, &next, NULL));
            stm_mask_free(mask);
            mask = next;
        }
        stm_mask_free(other);
        walk_deep(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth),
        cmocka_unit_test(every_operation_may_be_deep),
        cmocka_unit_test(rectangles_agree_with_their_cells),
        cmocka_unit_test(what_cannot_be_is_refused_and_named),
        cmocka_unit_test(sparsities_are_the_known_ones),
        cmocka_unit_test(statistics_are_those_of_the_rows),
        cmocka_unit_test(progress_can_stop_the_work),
        cmocka_unit_test(values_have_names),
        cmocka_unit_test(stored_masks_are_their_arrays),
        cmocka_unit_test(every_type_of_array_is_stored),
        cmocka_unit_test(bad_cells_are_named),
        cmocka_unit_test(ordered_readers_untangle),
        cmocka_unit_test(owners_share_a_mask),
        cmocka_unit_test(npy_files_hold_the_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
