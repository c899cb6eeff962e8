/* Sets: which heads have which masks, and what is wrong with a set. */
#include "support.h"

#include <unistd.h>

static void write_set(const char *text)
{
    FILE *file = fopen("set.txt", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void heads_have_the_masks_of_their_lines(void **state)
{
    (void)state;
    stm_set *set = NULL;
    write_set("# names first\n"
              "band = local:window_size=3   # a comment\n"
              "\n"
              "sinks = band + global:tokens=0,rows=no\r\n"
              "head 0-1 = band\n"
              "head 2 = sinks & causal\n"
              "layer 1 = dense\n"
              "layer 1 head 2 = normal");
    ASSERT_OK(stm_set_read("set.txt", &set, NULL));
    assert_int_equal(stm_set_layers(set), 2);
    assert_int_equal(stm_set_heads(set), 3);
    static const char *const expected[2][3] = {
        {"local:window_size=3", "local:window_size=3",
         "(local:window_size=3 + global:tokens=0,rows=no) & causal"},
        {"dense", "dense", "normal"}};
    for (int64_t layer = 0; layer < 2; layer++)
        for (int64_t head = 0; head < 3; head++) {
            stm_mask *mask = NULL, *same = NULL;
            ASSERT_OK(stm_set_mask(set, layer, head, 20, &mask, NULL));
            ASSERT_OK(stm_mask_from_spec(expected[layer][head], 20, &same, NULL));
            assert_string_equal(stm_mask_spec(mask), stm_mask_spec(same));
            stm_mask_free(mask);
            stm_mask_free(same);
        }
    assert_ptr_equal(stm_set_spec(set, 0, 0), stm_set_spec(set, 0, 1));
    assert_string_equal(stm_set_spec(set, 1, 2), "normal");
    assert_null(stm_set_spec(set, 2, 0));
    assert_null(stm_set_spec(set, 0, 3));
    assert_null(stm_set_spec(set, -1, 0));
    stm_set_free(set);
    stm_mask *mask = NULL;
    ASSERT_OK(stm_mask_from_spec("dense - @set.txt:sinks & causal", 20, &mask, NULL));
    assert_int_equal(stm_mask_cell(mask, 9, 0), 0);
    assert_int_equal(stm_mask_cell(mask, 9, 1), 2);
    stm_mask_free(mask);
    stm_set_free(NULL);
}

static void layers_are_named_by_lists_and_strides(void **state)
{
    (void)state;
    stm_set *set = NULL;
    write_set("layer 0/2/5-6 = local\n"
              "layer 1-10 every 3 offset 2 head 1/3 = causal\n"
              "head 0-3 = dense");
    ASSERT_OK(stm_set_read("set.txt", &set, NULL));
    assert_int_equal(stm_set_layers(set), 11);
    assert_int_equal(stm_set_heads(set), 4);
    for (int64_t layer = 0; layer < 11; layer++)
        for (int64_t head = 0; head < 4; head++) {
            bool listed = layer == 0 || layer == 2 || layer == 5 || layer == 6;
            bool strided = (layer == 3 || layer == 6 || layer == 9) && (head == 1 || head == 3);
            assert_string_equal(stm_set_spec(set, layer, head), strided  ? "causal"
                                                                : listed ? "local"
                                                                         : "dense");
        }
    stm_set_free(set);
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } bad[] = {
        {"a = local\nb", "set.txt line 2: 'b': must be NAME = SPEC or head 0-3 = SPEC"},
        {"a =", "set.txt line 1: a spec is missing after the ="},
        {"= local", "set.txt line 1: a name is missing before the ="},
        {"a-b = local", "set.txt line 1: 'a-b': a name is letters, digits and _ only; or head 0-3, "
                        "layer 2 head 5"},
        {"local = dense", "set.txt line 1: 'local': is a name that specs have already"},
        {"a = dense\na = local", "set.txt line 2: 'a': is the name of line 1 too"},
        {"head x = dense",
         "set.txt line 1: head x: must be a whole number, such as 4096, 131_072, 128k or 4Ki"},
        {"head 3-1 = dense", "set.txt line 1: head 3-1: the range must not end before it begins"},
        {"head 0 head 1 = dense", "set.txt line 1: head is given twice"},
        {"layer 0-3 every 0 = dense", "set.txt line 1: every 0: must be from 1 to 65536"},
        {"layer 0-3 every 2 offset 2 = dense", "set.txt line 1: offset 2: must be from 0 to 1"},
        {"layer 0-3 each 2 = dense",
         "set.txt line 1: 'layer 0-3 each 2': a name is letters, digits "
         "and _ only; or head 0-3, layer 2 head 5"},
        {"layer 0/ = dense", "set.txt line 1: layer: needs a whole number, and it is empty"},
        {"head 0 = dense\nhead 2 = local", "set.txt: layer 0 head 1 has no line"},
        {"head 0-2 = dense\n\nhead 2 = local",
         "set.txt: line 3 gives layer 0 head 2 a mask, and so does line 1"},
        {"layer 60000 head 60000 = dense",
         "set.txt: 60001 layers of 60001 heads: must be at most 65536 heads"},
    };
    stm_set *set = NULL;
    stm_error error;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        write_set(bad[k].text);
        ASSERT_FAILS(stm_set_read("set.txt", &set, &error), STM_EINVAL, error, bad[k].message);
        assert_null(set);
    }
    ASSERT_FAILS(stm_set_read("no.txt", &set, &error), STM_EINVAL, error,
                 "no.txt: cannot be read: No such file or directory");
}

static void what_is_wrong_in_a_spec_of_a_set(void **state)
{
    (void)state;
    stm_mask *mask = NULL;
    stm_set *set = NULL;
    stm_error error;
    write_set("a = b\nb = fixt\nself = @set.txt:self\nhead 0 = dense & b");
    ASSERT_OK(stm_set_read("set.txt", &set, NULL));
    ASSERT_FAILS(stm_set_mask(set, 0, 1, 8, &mask, &error), STM_EINVAL, error,
                 "set.txt: layer 0 head 1: there is no such head");
    ASSERT_FAILS(stm_set_mask(set, 0, 0, 0, &mask, &error), STM_EINVAL, error,
                 "size 0: must be from 1 to 2147483648");
    assert_int_equal(stm_set_mask(set, 0, 0, 8, &mask, &error), STM_EINVAL);
    /* The line at fault, not those that lead to it. */
    assert_memory_equal(error.message, "set.txt line 2: pattern 'fixt': is not", 38);
    stm_set_free(set);
    /* A name may not stand before its line. */
    assert_int_equal(stm_mask_from_spec("@set.txt:a", 8, &mask, &error), STM_EINVAL);
    assert_memory_equal(error.message, "set.txt line 1: pattern 'b': is not known", 41);
    assert_int_equal(error.position, 0);
    ASSERT_FAILS(stm_mask_from_spec("dense + @set.txt:self", 8, &mask, &error), STM_EINVAL, error,
                 "set.txt line 3: sets name each other more than 64 deep");
    assert_int_equal(error.position, 8);
    ASSERT_FAILS(stm_mask_from_spec("@set.txt:c", 8, &mask, &error), STM_EINVAL, error,
                 "'c': is no name of set.txt");
    ASSERT_FAILS(stm_mask_from_spec("@set.txt", 8, &mask, &error), STM_EINVAL, error,
                 "'@set.txt' at character 1: must be @FILE:NAME, a name of the set in the file");
    assert_null(mask);
}

static int remove_set(void **state)
{
    (void)state;
    return unlink("set.txt");
}

/* Names and heads in numbers that only work without comparing each with each. */
static void many_lines_are_read(void **state)
{
    (void)state;
    enum { NAMES = 300 * 1000, HEADS = 60 * 1000 };
    stm_set *set = NULL;
    stm_mask *mask = NULL;
    stm_error error;
    FILE *file = fopen("many.set", "w");
    assert_non_null(file);
    for (int k = 0; k < NAMES; k++)
        fprintf(file, "n%d = %s\n", k, k % 2 == 0 ? "causal" : "n0");
    for (int k = 0; k < HEADS; k++)
        fprintf(file, "layer %d head 0 = n%d\n", k, k);
    assert_int_equal(fclose(file), 0);
    ASSERT_OK(stm_set_read("many.set", &set, NULL));
    assert_int_equal(stm_set_layers(set), HEADS);
    assert_string_equal(stm_set_spec(set, 59999, 0), "n59999");
    ASSERT_OK(stm_set_mask(set, 59999, 0, 8, &mask, NULL));
    assert_int_equal(stm_mask_cell(mask, 3, 3), 1);
    stm_mask_free(mask);
    stm_set_free(set);
    file = fopen("many.set", "a");
    assert_non_null(file);
    fprintf(file, "n7 = dense\nn5 = dense\nn7 = dense\n");
    assert_int_equal(fclose(file), 0);
    ASSERT_FAILS(stm_set_read("many.set", &set, &error), STM_EINVAL, error,
                 "many.set line 360001: 'n7': is the name of line 8 too");
    remove("many.set");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_have_the_masks_of_their_lines),
        cmocka_unit_test(layers_are_named_by_lists_and_strides),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(what_is_wrong_in_a_spec_of_a_set),
        cmocka_unit_test(many_lines_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, remove_set);
}
