/* The text writer and the number reader. */
#include "support.h"

#include "base/text.h"

static void numbers_are_written_as_printf_does(void **state)
{
    (void)state;
    char text[64], expected[64];
    int64_t power = 1;
    for (int digits = 1; digits <= 19; digits++) {
        for (int64_t by = -101; by <= 101; by++) {
            int64_t v = power + by;
            if (v < 0)
                continue;
            *stm__format(text, v) = '\0';
            snprintf(expected, sizeof expected, "%jd", (intmax_t)v);
            assert_string_equal(text, expected);
            assert_int_equal(stm__digits(v), strlen(expected));
        }
        if (digits < 19)
            power *= 10;
    }
    *stm__format(text, INT64_MAX) = '\0';
    assert_string_equal(text, "9223372036854775807");
    assert_int_equal(stm__digits(INT64_MAX), 19);
}

static void digits_of_runs_are_those_of_their_cells(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int trial = 0; trial < 20000; trial++) {
        int64_t power = 1;
        for (int64_t k = random_between(&random, 0, 12); k > 0; k--)
            power *= 10;
        stm_run run = {.first = power + random_between(&random, -60, 60),
                       .count = random_between(&random, 1, 60),
                       .step = random_between(&random, 1, trial % 2 == 0 ? 3 : power),
                       .value = 1};
        if (run.first < 0)
            run.first = 0;
        if (run.count == 1)
            run.step = 1;
        int64_t digits = 0;
        for (int64_t c = 0; c < run.count; c++)
            digits += stm__digits(run.first + c * run.step);
        assert_int_equal(stm__digits_of_run(&run), digits);
    }
}

static stm__frame make_frame(const char *before, const char *after)
{
    stm__frame frame = {.before_length = strlen(before), .after_length = strlen(after)};
    memcpy(frame.before, before, frame.before_length);
    memcpy(frame.after, after, frame.after_length);
    return frame;
}

static void sequences_are_written_as_printf_does(void **state)
{
    (void)state;
    static const char *const frames[][2] = {{"", ""},
                                            {"", ", "},
                                            {"(", "), "},
                                            {"(2147483647, ", "), "},
                                            {"0123456789abcdef", "."},
                                            {"0123456789abcdef", "0123456789abcdef"}};
    static const int64_t steps[] = {1, -1, 2, -2, 3, 7, -9, 10, -10, 11, 64, 100, -99, 1000, -1001};
    uint64_t random = 5;
    for (int trial = 0; trial < 20000; trial++) {
        const char *const *texts = frames[random_between(&random, 0, 5)];
        stm__frame frame = make_frame(texts[0], texts[1]);
        int64_t power = 1, count = random_between(&random, 0, 40);
        int64_t step = steps[random_between(&random, 0, 14)];
        for (int64_t k = random_between(&random, 0, 17); k > 0; k--)
            power *= 10;
        int64_t first = power + random_between(&random, -200, 200);
        if (first < 0)
            first = 0;
        if (step < 0 && first + count * step < 0)
            first -= count * step;
        char text[41 * 64 + 64], expected[41 * 64];
        size_t length = 0;
        for (int64_t k = 0; k < count; k++)
            length += (size_t)snprintf(expected + length, sizeof expected - length, "%s%jd%s",
                                       texts[0], (intmax_t)(first + k * step), texts[1]);
        char *end = stm__format_sequence(text, &frame, first, count, step);
        assert_int_equal(end - text, length);
        assert_memory_equal(text, expected, length);
    }
}

/* Writes of every size in every mix, past the end of the buffer, arrive whole and in order. */
static void mixed_writes_arrive_in_order(void **state)
{
    (void)state;
    uint64_t random = 9;
    captured got = {0}, wanted = {0};
    stm_output *output = NULL;
    static char block[300 * 1024], small[5000];
    memset(block, 'b', sizeof block);
    memset(small, 's', sizeof small);
    ASSERT_OK(stm_output_callback(capture, &got, &output, NULL));
    stm__frame frame = make_frame("(", "), ");
    for (int trial = 0; trial < 3000; trial++) {
        char text[4096];
        size_t size;
        switch (random_between(&random, 0, 4)) {
        case 0:
            stm__put_int(output, trial);
            snprintf(text, sizeof text, "%d", trial);
            capture(&wanted, text, strlen(text));
            break;
        case 1:
            stm__put_sequence(output, &frame, 5000, 300, -3);
            for (int k = 0; k < 300; k++) {
                int length = snprintf(text, sizeof text, "(%d), ", 5000 - 3 * k);
                capture(&wanted, text, (size_t)length);
            }
            break;
        case 2:
            size = (size_t)random_between(&random, 0, 4000);
            stm_output_printf(output, "%.*s", (int)size, small);
            capture(&wanted, small, size);
            break;
        case 3:
            size = (size_t)random_between(&random, 0, 5000);
            stm_output_write(output, small, size);
            capture(&wanted, small, size);
            break;
        default:
            size = trial % 50 == 0 ? sizeof block : 1;
            stm_output_write(output, block, size);
            capture(&wanted, block, size);
        }
    }
    ASSERT_OK(stm_output_close(output, NULL));
    assert_int_equal(got.length, wanted.length);
    assert_memory_equal(got.text, wanted.text, wanted.length);
    free(got.text);
    free(wanted.text);
}

static void lists_have_commas_between(void **state)
{
    (void)state;
    static const stm_run runs[] = {{0, 1, 1, 1}, {3, 2, 1, 1}, {10, 3, 5, 1}};
    static const char *const expected[] = {"", "0", "0, 3, 4", "0, 3, 4, 10, 15, 20"};
    for (int n = 0; n <= 3; n++) {
        captured got = {0};
        stm_output *output = NULL;
        ASSERT_OK(stm_output_callback(capture, &got, &output, NULL));
        stm__put_list(output, runs, n);
        ASSERT_OK(stm_output_close(output, NULL));
        assert_string_equal(n == 0 ? "" : got.text, expected[n]);
        assert_int_equal(got.length, strlen(expected[n]));
        free(got.text);
    }
}

static stm_status parse(const char *text, int64_t minimum, int64_t maximum, const char *rule,
                        int64_t *number, stm_error *error)
{
    return stm_number_parse("--size", text, strlen(text), minimum, maximum, rule, number, error);
}

static void good_numbers_are_read(void **state)
{
    (void)state;
    stm_error error;
    int64_t number = 0;
    ASSERT_OK(parse("1", 1, 10, NULL, &number, &error));
    assert_int_equal(number, 1);
    ASSERT_OK(parse("0010", 1, 10, NULL, &number, &error));
    assert_int_equal(number, 10);
    ASSERT_OK(parse("9223372036854775807", 0, INT64_MAX, NULL, &number, &error));
    assert_true(number == INT64_MAX);
    ASSERT_OK(stm_number_parse("x", "123,456", 3, 0, 999, NULL, &number, NULL));
    assert_int_equal(number, 123);
    static const struct {
        const char *text;
        int64_t number;
    } typed[] = {{"128k", 128000},
                 {"1M", 1000000},
                 {"2G", 2000000000},
                 {"4Ki", 4096},
                 {"3Mi", 3145728},
                 {"2Gi", INT64_C(2147483648)},
                 {"131_072", 131072},
                 {"1_000_000", 1000000},
                 {"12_000k", 12000000},
                 {"999_999Ki", 1023998976},
                 {"0k", 0}};
    for (size_t k = 0; k < sizeof typed / sizeof *typed; k++) {
        ASSERT_OK(parse(typed[k].text, 0, INT64_MAX, NULL, &number, &error));
        assert_int_equal(number, typed[k].number);
    }
}

static void bad_numbers_are_refused_and_named(void **state)
{
    (void)state;
    stm_error error;
    int64_t number = 77;
    ASSERT_FAILS(parse("0", 1, STM_MAX_SIZE, NULL, &number, &error), STM_EINVAL, error,
                 "--size 0: must be from 1 to 2147483648");
    ASSERT_FAILS(parse("2147483649", 1, STM_MAX_SIZE, NULL, &number, &error), STM_EINVAL, error,
                 "--size 2147483649: must be from 1 to 2147483648");
    ASSERT_FAILS(parse("9223372036854775808", 0, INT64_MAX, NULL, &number, &error), STM_EINVAL,
                 error, "--size 9223372036854775808: must be from 0 to 9223372036854775807");
    ASSERT_FAILS(parse("1", 2, 9, "a step needs a row and a column", &number, &error), STM_EINVAL,
                 error, "--size 1: a step needs a row and a column");
    ASSERT_FAILS(parse("10", 2, 9, "a step needs a row and a column", &number, &error), STM_EINVAL,
                 error, "--size 10: must be from 2 to 9");
    ASSERT_FAILS(parse("", 1, 9, NULL, &number, &error), STM_EINVAL, error,
                 "--size: needs a whole number, and it is empty");
    static const char *const bad[] = {"-1",  "+1",   " 1",       "1 ", "1.0", "1e3", "0x10",
                                      "ten", "1.5k", "\xd9\xa1", "1:", "_1",  "k",   "1,000"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        char text[200];
        snprintf(text, sizeof text,
                 "--size %s: must be a whole number, such as 4096, 131_072, 128k or 4Ki", bad[k]);
        ASSERT_FAILS(parse(bad[k], 1, 9, NULL, &number, &error), STM_EINVAL, error, text);
    }
    static const char *const grouped[] = {"1_0_0", "1_", "1__000", "1000_000", "1_0000", "1_00k"};
    for (size_t k = 0; k < sizeof grouped / sizeof *grouped; k++) {
        assert_int_equal(parse(grouped[k], 1, 9, NULL, &number, &error), STM_EINVAL);
        if (strstr(error.message, ": _ has to stand before each group of three digits") == NULL)
            fail_msg("%s: %s", grouped[k], error.message);
    }
    static const char *const suffixes[] = {"1m", "1ki", "1KI", "1T", "1kk", "1kB", "1Kib"};
    for (size_t k = 0; k < sizeof suffixes / sizeof *suffixes; k++) {
        assert_int_equal(parse(suffixes[k], 1, 9, NULL, &number, &error), STM_EINVAL);
        if (strstr(error.message, ": the suffix must be k, M or G") == NULL)
            fail_msg("%s: %s", suffixes[k], error.message);
    }
    ASSERT_FAILS(parse("128K", 1, 9, NULL, &number, &error), STM_EINVAL, error,
                 "--size 128K: K may be 1000 or 1024: write k for 1000, Ki for 1024");
    ASSERT_FAILS(parse("4G", 1, STM_MAX_SIZE, NULL, &number, &error), STM_EINVAL, error,
                 "--size 4G (4000000000): must be from 1 to 2147483648");
    ASSERT_FAILS(parse("9999999999Gi", 1, 9, NULL, &number, &error), STM_EINVAL, error,
                 "--size 9999999999Gi: must be from 1 to 9");
    char digits[2001];
    memset(digits, '9', 2000);
    digits[2000] = '\0';
    assert_int_equal(parse(digits, 1, 9, NULL, &number, &error), STM_EINVAL);
    assert_non_null(strstr(error.message, "9...: must be from 1 to 9"));
    assert_int_equal(parse(digits, 1, 9, NULL, &number, NULL), STM_EINVAL);
    assert_int_equal(number, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_printf_does),
        cmocka_unit_test(digits_of_runs_are_those_of_their_cells),
        cmocka_unit_test(sequences_are_written_as_printf_does),
        cmocka_unit_test(mixed_writes_arrive_in_order),
        cmocka_unit_test(lists_have_commas_between),
        cmocka_unit_test(good_numbers_are_read),
        cmocka_unit_test(bad_numbers_are_refused_and_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
