/* What was typed: the nearest word, and how messages show text. */
#include "support.h"

#include "base/fail.h"

static const char *nearest(const char *typed)
{
    static const char *const words[] = {"normal",    "strided", "fixed",     "sliding_window",
                                        "row_first", "tile",    "column",    "q",
                                        "head_dim",  "of",      "row_second"};
    stm_guess guess = {.text = typed, .length = strlen(typed)};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        stm_guess_offer(&guess, words[k]);
    return guess.word == NULL ? "" : guess.word;
}

static void the_nearest_word_is_found(void **state)
{
    (void)state;
    static const char *const typed[][2] = {
        {"slidingwindow", "sliding_window"},
        {"sliding-window", "sliding_window"},
        {"Sliding Window", "sliding_window"},
        {"--head-dim", "head_dim"},
        {"Strided", "strided"},
        {"stridde", "strided"},
        {"norma", "normal"},
        {"nromal", "normal"},
        {"tiel", "tile"},
        {"row", "row_first"},
        {"fixeds", "fixed"},
        {"OF", "of"},
        {"fi", ""},
        {"x", ""},
        {"ox", ""},
        {"spiral", ""},
        {"", ""},
        {"--", ""},
        {"ol", ""},
    };
    for (size_t k = 0; k < sizeof typed / sizeof *typed; k++)
        assert_string_equal(nearest(typed[k][0]), typed[k][1]);
    char longest[500];
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_string_equal(nearest(longest), "");
}

/* Every word with one letter put in, taken out, changed or swapped leads back to it. */
static void one_slip_is_always_near(void **state)
{
    (void)state;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t n = 0; n < num; n++) {
        const char *word = patterns[n]->name;
        size_t length = strlen(word);
        if (length < 3) /* another word of two letters is no slip */
            continue;
        for (size_t at = 0; at < length; at++)
            for (int slip = 0; slip < 4; slip++) {
                char typed[64];
                snprintf(typed, sizeof typed, "%s%s", word, slip == 0 ? "z" : "");
                if (slip == 1)
                    memmove(typed + at, typed + at + 1, length - at);
                else if (slip == 2)
                    typed[at] = 'z';
                else if (slip == 3 && at + 1 < length) {
                    typed[at] = word[at + 1];
                    typed[at + 1] = word[at];
                }
                stm_guess guess = {.text = typed, .length = strlen(typed)};
                stm_guess_offer(&guess, word);
                if (guess.word == NULL)
                    fail_msg("%s is not near %s", typed, word);
            }
    }
}

static void shown_text_does_nothing_to_a_terminal(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"plain", "plain"},
        {"gr\xc3\xb6\xc3\x9f", "gr\xc3\xb6\xc3\x9f"},
        {"a\nb\tc\rd", "a\\nb\\tc\\rd"},
        {"\033[31m", "\\x1b[31m"},
        {"\x7f\x01", "\\x7f\\x01"},
        {"\xc2\x9b"
         "31m",
         "\\u009b31m"},
        {"\xe2\x80\xae"
         "dcba",
         "\\u202edcba"},
        {"\xef\xbb\xbf"
         "x",
         "\\ufeffx"},
        {"\xe9", "\\xe9"},
        {"\xe2\x88", "\\xe2\\x88"},
        {"\xe2\x88\xaa", "\xe2\x88\xaa"},
        {"\xc0\x80", "\\xc0\\x80"},
    };
    char shown[64];
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        size_t used = stm_words_show(shown, sizeof shown, texts[k][0], strlen(texts[k][0]));
        assert_string_equal(shown, texts[k][1]);
        assert_int_equal(used, strlen(shown));
    }
    for (size_t capacity = 0; capacity < 12; capacity++) { /* whole pieces, and the NUL */
        memset(shown, '#', sizeof shown);
        stm_words_show(shown, capacity,
                       "a\033\xe2\x88\xaa"
                       "b",
                       6);
        assert_int_equal(shown[capacity], '#');
        if (capacity > 0)
            assert_string_equal(shown, capacity < 2    ? ""
                                       : capacity < 6  ? "a"
                                       : capacity < 9  ? "a\\x1b"
                                       : capacity < 10 ? "a\\x1b\xe2\x88\xaa"
                                                       : "a\\x1b\xe2\x88\xaa"
                                                         "b");
    }
    assert_int_equal(stm_words_columns("a\xe2\x88\xaa\xed\x95\x9c\xef\xbc\x9a", 10), 6);
}

static void cuts_fall_between_characters(void **state)
{
    (void)state;
    const char *text = "ab\xe2\x88\xaa\xc3\xb6z";
    static const int wanted[] = {0, 1, 2, 2, 2, 5, 5, 7, 8, 8};
    for (int most = 0; most < 10; most++)
        assert_int_equal(stm_words_cut(text, 8, most), wanted[most]);
    assert_int_equal(stm_words_cut("\x80\x80\x80\x80\x80\x80\x80\x80", 8, 6), 6);
}

static void messages_are_one_safe_line(void **state)
{
    (void)state;
    stm_error error;
    stm__fail(&error, STM_EINVAL, "%s: is\nbad", "a\033]0;b\007");
    assert_string_equal(error.message, "a\\x1b]0;b\\x07: is\\nbad");
    char text[1000];
    for (int shift = 0; shift < 3; shift++) {
        memset(text, 'x', sizeof text);
        for (int k = shift; k + 3 < 900; k += 3)
            memcpy(text + k, "\xe2\x88\xaa", 3);
        text[900] = '\0';
        stm__fail(&error, STM_EINVAL, "%s", text);
        assert_null(strchr(error.message, '\\'));
        assert_true(strlen(error.message) > 498);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_word_is_found),
        cmocka_unit_test(one_slip_is_always_near),
        cmocka_unit_test(shown_text_does_nothing_to_a_terminal),
        cmocka_unit_test(cuts_fall_between_characters),
        cmocka_unit_test(messages_are_one_safe_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
