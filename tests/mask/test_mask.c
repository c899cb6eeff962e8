/* Masks as wholes: what is refused, counts and statistics, progress, names of values, owners. */
#include "readers.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_is_refused_and_named),
        cmocka_unit_test(sparsities_are_the_known_ones),
        cmocka_unit_test(statistics_are_those_of_the_rows),
        cmocka_unit_test(progress_can_stop_the_work),
        cmocka_unit_test(values_have_names),
        cmocka_unit_test(owners_share_a_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
