/* Arrays of uint8 as .npy files: header and cells, byte by byte. */
#include "support.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(npy_files_hold_the_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
