/* Spec text: what is understood, and what is refused where. */
#include "specs.h"

static void good_specs_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *name;
        int64_t first, second;
    } good[] = {
        {"normal", "normal", 0, 0},
        {"strided", "strided", 32, 32},
        {"strided:window_size=64,stride=16", "strided", 64, 16},
        {"strided:stride=16,window_size=64", "strided", 64, 16},
        {"strided:stride=1", "strided", 32, 1},
        {"fixed:window_size=2147483648", "fixed", STM_MAX_SIZE, 0},
        {"sliding_window:window_size=0007", "sliding_window", 7, 0},
        {"strided:window_size=64k,stride=1_024", "strided", 64000, 1024},
        {"fixed:window_size=2Gi", "fixed", STM_MAX_SIZE, 0},
        {"dilated_sliding_window:dilation=3", "dilated_sliding_window", 32, 3},
    };
    for (size_t k = 0; k < sizeof good / sizeof *good; k++) {
        const stm_pattern *pattern = NULL;
        stm_arguments arguments;
        ASSERT_OK(stm_spec_parse(good[k].spec, &pattern, &arguments, NULL));
        assert_string_equal(pattern->name, good[k].name);
        assert_int_equal(arguments.integer[0], good[k].first);
        assert_int_equal(arguments.integer[1], good[k].second);
        stm_mask *mask = NULL;
        ASSERT_OK(stm_mask_from_spec(good[k].spec, 100, &mask, NULL));
        assert_ptr_equal(stm_mask_pattern(mask), pattern);
        assert_memory_equal(stm_mask_arguments(mask), &arguments, sizeof arguments);
        stm_mask_free(mask);
    }
}

static void bad_specs_say_what_is_wrong_and_where(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        int position;
        const char *message;
    } bad[] = {
        {"", 0,
         "spec '': needs the name of a pattern first, such as strided; stmask list has all of "
         "them"},
        {":stride=3", 0,
         "spec ':stride=3': needs the name of a pattern first, such as strided; stmask list has "
         "all of them"},
        {"strode", 0, "pattern 'strode': is not known; did you mean strided?"},
        {"strzqe", 0, "pattern 'strzqe': is not known; stmask list has all that there are"},
        {"Strided:stride=3", 0, "pattern 'Strided': is not known; did you mean strided?"},
        {"strided&", 8,
         "spec '': needs the name of a pattern first, such as strided; stmask list has all of "
         "them"},
        {"(strided", 0, "spec: the parenthesis at character 1 is not closed"},
        {"strided)", 7, "spec: the parenthesis at character 8 closes none"},
        {"strided fixed", 8, "spec: 'f' at character 9: +, & or - has to stand between masks"},
        {"strided -fixed", 8, "spec: the '-' at character 9 needs a space on both sides"},
        {"normal + fixt", 9, "pattern 'fixt': is not known; stmask list has all that there are"},
        {"normal & fixed:window_size=0", 27, "window_size 0: must be from 1 to 2147483648"},
        {"blocks", 0, "of: has to be given, as in of=(strided:stride=64)"},
        {"blocks:of=strided", 10, "of: needs a mask in parentheses, as in of=(strided:stride=64)"},
        {"blocks:of=(strided", 10, "of: the parenthesis is not closed"},
        {"blocks:of=()", 10, "of: is empty; it needs a value, as in of=(strided:stride=64)"},
        {"file:path=\"mask.npy", 10, "path: the quote has to close at the end of the value"},
        {"normal + file:path='a'b", 19, "path: the quote has to close at the end of the value"},
        {"file:path=\"\"", 10, "path: is empty; it needs a value, as in path=mask.npy"},
        {"blocks:of=(strode)", 11, "pattern 'strode': is not known; did you mean strided?"},
        {"global", 0, "tokens: has to be given, as in tokens=0/5/8-11"},
        {"global:tokens=3/x", 14,
         "tokens x: must be a whole number, such as 4096, 131_072, 128k or 4Ki"},
        {"global:tokens=9-3", 14, "tokens 9-3: the range must not end before it begins"},
        {"global:tokens=1,rows=maybe", 21, "rows 'maybe': must be yes or no"},
        {"document", 0,
         "document: needs one of lengths, cu_seqlens and ids, as in lengths=512/300"},
        {"document:lengths=8,ids=1", 0,
         "document: must have only one of lengths, cu_seqlens and ids, as in lengths=512/300"},
        {"document:cu_seqlens=0/4/3", 0, "cu_seqlens: 3 stands behind 4: must never fall"},
        {"document:cu_seqlens=4/8", 0,
         "cu_seqlens: must begin with 0 and have two numbers at least, as in 0/512"},
        {"document:ids=0/1", 0, "ids: there are 2: must be as many as the size, 8"},
        {"document:lengths=5/", 0, "lengths: needs a whole number, and it is empty"},
        {"document:lengths=5/4", 0,
         "lengths: the first 2 documents have 9 tokens: must be at most the size, 8"},
        {"neighborhood_2d:height=3", 0, "height 3, width 2: their product must be the size, 8"},
        {"neighborhood_2d:window=3x", 23, "window: needs a whole number, and it is empty"},
        {"strided:", 8,
         "strided: a key=value is missing at character 9; it has window_size, stride"},
        {"strided:stride=3,", 17,
         "strided: a key=value is missing at character 18; it has window_size, stride"},
        {"strided:=3", 8,
         "strided: a key=value is missing at character 9; it has window_size, stride"},
        {"slidingwindow", 0, "pattern 'slidingwindow': is not known; did you mean sliding_window?"},
        {"normal & sliding-window:window_size=3", 9,
         "pattern 'sliding-window': is not known; did you mean sliding_window?"},
        {"chunk:block=4", 0,
         "pattern 'chunk': is not known; in the field it is chunked:chunk_size=N, causal within "
         "chunks of N keys (Llama 4)"},
        {"full", 0,
         "pattern 'full': is not known; in the field it is dense, every key, or causal, the keys "
         "up to the query's own"},
        {"Block-Diagonal", 0,
         "pattern 'Block-Diagonal': is not known; in the field it is document:lengths=L/L/L, "
         "sequences one behind the other"},
        {"masks/a.npy", 0,
         "pattern 'masks/a.npy': is not known; a mask in a file is file:path=masks/a.npy"},
        {"strided:windowsize=3", 8,
         "strided: 'windowsize' at character 9 is no parameter of it; did you mean window_size?"},
        {"strided:64", 8,
         "strided: '64' at character 9 is no parameter of it; did you mean window_size=64?"},
        {"strided:window_size=4,7", 22,
         "strided: '7' at character 23 is no parameter of it; did you mean stride=7?"},
        {"global:tokens=0,3,5", 16,
         "global: '3' at character 17 is no parameter of it; a list has / between its numbers: did "
         "you mean tokens=0/3?"},
        {"file:exp/a.npy", 5,
         "file: 'exp/a.npy' at character 6 is no parameter of it; did you mean path=exp/a.npy?"},
        {"blocks:(strided)", 7,
         "blocks: '(strided)' at character 8 is no parameter of it; did you mean of=(strided)?"},
        {"global:tokens=1,rows=yess", 21, "rows 'yess': must be yes or no; did you mean yes?"},
        {"strided \xe2\x88\xaa fixed", 8, "'\xe2\x88\xaa' at character 9 is a union sign: write +"},
        {"strided\xe2\x88\xa9"
         "fixed:window_size=3",
         7, "'\xe2\x88\xa9' at character 8 is an intersection sign: write &"},
        {"strided \xe2\x88\x92 fixed", 8, "'\xe2\x88\x92' at character 9 is a minus sign: write -"},
        {"global:tokens=3\xe2\x80\x93"
         "5",
         15, "'\xe2\x80\x93' at character 16 is an en dash: write -"},
        {"blocks:of=(fixed:window_size\xef\xbc\x9d"
         "3)",
         28, "'\xef\xbc\x9d' at character 29 is a fullwidth form: write ="},
        {"\xef\xbb\xbfstrided", 0, "U+FEFF at character 1 is a byte order mark: take it out"},
        {"normal +\xc2\xa0"
         "fixed",
         8, "'\xc2\xa0' at character 9 is a no-break space: write a space"},
        {"strided \xc3\xa9", 8,
         "spec: '\xc3\xa9' at character 9: +, & or - has to stand between masks"},
        {"strided:dilation=3", 8,
         "strided: 'dilation' at character 9 is no parameter of it; it has window_size, stride"},
        {"normal:window_size=3", 7,
         "normal: 'window_size' at character 8 is no parameter of it; it has no parameters"},
        {"fixed:window_size", 17, "fixed: window_size needs a value, as in window_size=32"},
        {"fixed:window_size=3,window_size=4", 20,
         "fixed: window_size is given twice, again at character 21"},
        {"fixed:window_size=0", 18, "window_size 0: must be from 1 to 2147483648"},
        {"strided:window_size=3,stride=99999999999", 29,
         "stride 99999999999: must be from 1 to 2147483648"},
        {"fixed:window_size=", 18, "window_size: needs a whole number, and it is empty"},
        {"fixed:window_size=-3", 18,
         "window_size -3: must be a whole number, such as 4096, 131_072, 128k or 4Ki"},
        {"fixed:window_size= 3", 18, "window_size: needs a whole number, and it is empty"},
        {"fixed:window_size=3:stride=4", 18,
         "window_size 3:stride=4: must be a whole number, such as 4096, 131_072, 128k or 4Ki"},
        {"fixed:window_size=3=4", 18,
         "window_size 3=4: must be a whole number, such as 4096, 131_072, 128k or 4Ki"},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        stm_error error;
        stm_mask *mask = NULL;
        ASSERT_FAILS(stm_mask_from_spec(bad[k].spec, 8, &mask, &error), STM_EINVAL, error,
                     bad[k].message);
        if (error.position != bad[k].position)
            fail_msg("%s: position %jd", bad[k].spec, (intmax_t)error.position);
        assert_int_equal(stm_mask_from_spec(bad[k].spec, 8, &mask, NULL), STM_EINVAL);
        assert_null(mask);
    }
}

static void failed_parses_leave_their_outputs(void **state)
{
    (void)state;
    static const char *const bad[] = {"fixt", "fixed:window_size=0", "fixed:", "a + b"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        const stm_pattern *pattern = NULL;
        stm_arguments arguments = {.integer = {-1}};
        assert_int_equal(stm_spec_parse(bad[k], &pattern, &arguments, NULL), STM_EINVAL);
        assert_null(pattern);
        assert_int_equal(arguments.integer[0], -1);
    }
}

static void long_texts_are_cut_in_messages(void **state)
{
    (void)state;
    static char spec[100000];
    stm_error error;
    stm_mask *mask = NULL;
    memset(spec, 'x', sizeof spec - 1);
    assert_int_equal(stm_mask_from_spec(spec, 8, &mask, &error), STM_EINVAL);
    assert_true(strlen(error.message) < 480);
    memcpy(spec, "fixed:", 6);
    assert_int_equal(stm_mask_from_spec(spec, 8, &mask, &error), STM_EINVAL);
    assert_true(strlen(error.message) < 480);
    memcpy(spec, "fixed:window_size=", 18);
    assert_int_equal(stm_mask_from_spec(spec, 8, &mask, &error), STM_EINVAL);
    assert_true(strlen(error.message) < 480);
}

static void sizes_are_refused_without_a_position(void **state)
{
    (void)state;
    stm_error error;
    stm_mask *mask = NULL;
    ASSERT_FAILS(stm_mask_from_spec("fixed", 0, &mask, &error), STM_EINVAL, error,
                 "size 0: must be from 1 to 2147483648");
    assert_int_equal(error.position, -1);
}

/* What is written reads as the same, for every pattern; and every capacity is kept to. */
static void formatted_specs_read_back(void **state)
{
    (void)state;
    uint64_t random = 8;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        for (int trial = 0; trial < 100; trial++) {
            char spec[400], text[400], cut[400];
            stm_arguments arguments, read;
            const stm_pattern *pattern = NULL;
            if (!random_spec(&random, patterns[k], random_between(&random, 1, 60), spec,
                             sizeof spec))
                continue;
            ASSERT_OK(stm_spec_parse(spec, &pattern, &arguments, NULL));
            int length = stm_spec_format(patterns[k], &arguments, text, sizeof text);
            assert_int_equal(length, strlen(text));
            ASSERT_OK(stm_spec_parse(text, &pattern, &read, NULL));
            assert_ptr_equal(pattern, patterns[k]);
            assert_memory_equal(read.integer, arguments.integer, sizeof read.integer);
            for (int p = 0; p < pattern->parameters.num; p++) {
                assert_int_equal(read.text[p].length, arguments.text[p].length);
                if (read.text[p].length > 0)
                    assert_memory_equal(read.text[p].at, arguments.text[p].at, read.text[p].length);
            }
            assert_int_equal(stm_spec_format(patterns[k], &arguments, NULL, 0), length);
            for (size_t capacity = 1; capacity <= (size_t)length + 1; capacity++) {
                memset(cut, '#', sizeof cut);
                assert_int_equal(stm_spec_format(patterns[k], &arguments, cut, capacity), length);
                assert_memory_equal(cut, text, capacity - 1);
                assert_int_equal(cut[capacity - 1], '\0');
                assert_int_equal(cut[capacity], '#');
            }
        }
}

/* However numbers were written, specs have them in digits. */
static void specs_hold_exact_numbers(void **state)
{
    (void)state;
    static const char *const specs[][2] = {
        {"strided:window_size=1k,stride=4Ki", "strided:window_size=1000,stride=4096"},
        {"global:tokens=0/1k-2_000/1Ki", "global:tokens=0/1000-2000/1024,rows=yes,columns=yes"},
        {"neighborhood_2d:window=7x1k,height=2,width=4",
         "neighborhood_2d:height=2,width=4,window=7x1000,dilation=1x1,causal=no"},
        {"blocks:of=(global:tokens=1k),block=1Ki",
         "blocks:of=(global:tokens=1000,rows=yes,columns=yes),block=1024"},
    };
    for (size_t k = 0; k < sizeof specs / sizeof *specs; k++) {
        stm_mask *mask = NULL;
        ASSERT_OK(stm_mask_from_spec(specs[k][0], 8, &mask, NULL));
        assert_string_equal(stm_mask_spec(mask), specs[k][1]);
        stm_mask_free(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_specs_are_read),
        cmocka_unit_test(bad_specs_say_what_is_wrong_and_where),
        cmocka_unit_test(failed_parses_leave_their_outputs),
        cmocka_unit_test(long_texts_are_cut_in_messages),
        cmocka_unit_test(sizes_are_refused_without_a_position),
        cmocka_unit_test(formatted_specs_read_back),
        cmocka_unit_test(specs_hold_exact_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
