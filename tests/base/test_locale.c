/* Numbers are the C locale's, in and out, where the program round the library writes 0,5. */
#include "support.h"

#include <locale.h>

#include "base/fail.h"
#include "base/print.h"

/* Makes a locale with a decimal comma, in this folder, and uses it; false where that cannot be. */
static bool use_comma(void)
{
    char text[16];
    if (system("localedef -i de_DE -f UTF-8 ./comma >localedef.log 2>&1") < 0 ||
        setenv("LOCPATH", ".", 1) != 0 || setlocale(LC_NUMERIC, "comma") == NULL)
        return false;
    snprintf(text, sizeof text, "%.1f", 0.5);
    return strcmp(text, "0,5") == 0;
}

static bool comma;

static void text_has_points(void **state)
{
    (void)state;
    captured text = {.text = NULL};
    stm_output *output;
    stm_error error;
    char number[32];
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    stm_output_printf(output, "%.3f %5000.2f", 0.5, 1.25);
    ASSERT_OK(stm_output_close(output, NULL));
    assert_memory_equal(text.text, "0.500 ", 6);
    assert_int_equal(text.length, 5006);
    assert_string_equal(text.text + 5002, "1.25");
    free(text.text);
    assert_int_equal(stm__fail(&error, STM_EINVAL, "%g", 0.25), STM_EINVAL);
    assert_string_equal(error.message, "0.25");
    assert_int_equal(stm__print(number, sizeof number, "%g", 0.25), 4);
    assert_string_equal(number, "0.25");
    /* The program's own text has its comma as before. */
    snprintf(number, sizeof number, "%.1f", 0.5);
    assert_string_equal(number, comma ? "0,5" : "0.5");
}

static void files_have_points(void **state)
{
    (void)state;
    stm_mask *mask;
    int64_t count;
    FILE *file = fopen("real.mtx", "w");
    assert_non_null(file);
    assert_true(fputs("%%MatrixMarket matrix coordinate real general\n"
                      "2 2 2\n1 1 0.25\n2 1 1.5e-3\n",
                      file) >= 0);
    assert_int_equal(fclose(file), 0);
    ASSERT_OK(stm_mask_from_spec("file:path=real.mtx", 2, &mask, NULL));
    ASSERT_OK(stm_mask_count(mask, &count, NULL));
    assert_int_equal(count, 2);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_has_points),
        cmocka_unit_test(files_have_points),
    };
    comma = use_comma();
    if (!comma)
        printf("no locale with a decimal comma can be made here: the C locale alone is tested\n");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
