/* Arrays of .npy files: every element in both byte orders, and what is refused. */
#include "support.h"

#include <unistd.h>

#define FILE_NAME "array.npy"

/* A file of that type and shape, of the bytes of some cells. */
static void write_file(const char *type, const char *order, const char *shape, const void *cells,
                       size_t bytes)
{
    char header[112], padded[119];
    snprintf(header, sizeof header, "{'descr': %s, 'fortran_order': %s, 'shape': %s, }", type,
             order, shape);
    snprintf(padded, sizeof padded, "%-117s\n", header);
    FILE *file = fopen(FILE_NAME, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file), 10);
    assert_int_equal(fwrite(padded, 1, 118, file), 118);
    assert_int_equal(fwrite(cells, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
}

/* Six cells of each type, and whether a little-endian machine swaps them. */
static const struct {
    const char *type;
    stm_element element;
    int width;
    bool swapped;
} types[] = {
    {"'<f4'", STM_ELEMENT_F32, 4, false},  {"'>f4'", STM_ELEMENT_F32, 4, true},
    {"'<f2'", STM_ELEMENT_F16, 2, false},  {"'>f2'", STM_ELEMENT_F16, 2, true},
    {"'<V2'", STM_ELEMENT_BF16, 2, false}, {"'>V2'", STM_ELEMENT_BF16, 2, true},
    {"'|V2'", STM_ELEMENT_BF16, 2, false}, {"\"<f2\"", STM_ELEMENT_F16, 2, false},
};

static void elements_of_both_orders(void **state)
{
    (void)state;
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        unsigned char cells[24], expected[24];
        int width = types[t].width;
        bool swapped = types[t].type[1] != '|' && types[t].swapped != HIGHEST_FIRST;
        for (int k = 0; k < 6 * width; k++)
            cells[k] = (unsigned char)(7 * k + 1);
        for (int k = 0; k < 6 * width; k++)
            expected[k] = cells[swapped ? k / width * width + width - 1 - k % width : k];
        write_file(types[t].type, "False", "(2, 3)", cells, (size_t)(6 * width));
        stm_array array = {.cells = NULL};
        ASSERT_OK(stm_array_read(FILE_NAME, &array, NULL));
        assert_int_equal(array.element, types[t].element);
        assert_int_equal(array.num_dims, 2);
        assert_int_equal(array.shape[0], 2);
        assert_int_equal(array.shape[1], 3);
        assert_int_equal(stm_array_cells(&array), 6);
        assert_memory_equal(array.cells, expected, (size_t)(6 * width));
        stm_array_free(&array);
    }
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    uint16_t cells[2 * 12];
    uint64_t random = 5;
    for (int k = 0; k < 24; k++)
        cells[k] = (uint16_t)random_bits(&random);
    for (stm_element e = STM_ELEMENT_F32; e <= STM_ELEMENT_BF16; e++) {
        stm_array array = {cells, e, 3, {2, 3, 2}}, again;
        stm_output *output;
        ASSERT_OK(stm_output_open(FILE_NAME, &output, NULL));
        ASSERT_OK(stm_array_write(&array, output, NULL));
        ASSERT_OK(stm_output_close(output, NULL));
        ASSERT_OK(stm_array_read(FILE_NAME, &again, NULL));
        assert_int_equal(again.element, e);
        assert_int_equal(again.num_dims, 3);
        assert_memory_equal(again.cells, cells, 12 * stm_element_bytes(e));
        stm_array_free(&again);
    }
    static const char *const names[] = {"float32", "float16", "bfloat16"};
    for (stm_element e = STM_ELEMENT_F32; e <= STM_ELEMENT_BF16; e++)
        assert_string_equal(stm_element_name(e), names[e]);
}

static void other_arrays_are_refused(void **state)
{
    (void)state;
    static const char cells[64];
    static const struct {
        const char *type, *order, *shape, *sentence;
    } refused[] = {
        {"'<f8'", "False", "(2, 3)", "cells of type '<f8': must be float32, float16 or bfloat16"},
        {"'<i2'", "False", "(2, 3)", "cells of type '<i2': must be float32, float16 or bfloat16"},
        {"'<V1'", "False", "(2, 3)", "cells of type '<V1': must be float32, float16 or bfloat16"},
        {"'|V4'", "False", "(2, 3)", "cells of type '|V4': must be float32, float16 or bfloat16"},
        {"'<c8'", "False", "(2, 3)", "cells of type '<c8': must be float32, float16 or bfloat16"},
        {"'<fx'", "False", "(2, 3)", "cells of type '<fx': must be float32, float16 or bfloat16"},
        {"'<f22'", "False", "(2, 3)", "cells of type '<f22': must be float32, float16 or bfloat16"},
        {"''", "False", "(2, 3)", "cells of type '': must be float32, float16 or bfloat16"},
        {"[('a', '<f2')]", "False", "(2, 3)",
         "cells of type '[('a', '<f2')]': must be float32, float16 or bfloat16"},
        {"'<f2'", "True", "(2, 3)", "is in Fortran order: must be in C order"},
        {"'<f2'", "False", "(33,)", "has fewer bytes than its shape says"},
        {"'<V2'", "Maybe", "(2, 3)", "has a damaged header"},
    };
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
        stm_array array = {.num_dims = -1};
        stm_error error;
        char sentence[128];
        write_file(refused[k].type, refused[k].order, refused[k].shape, cells, sizeof cells);
        snprintf(sentence, sizeof sentence, FILE_NAME ": %s", refused[k].sentence);
        ASSERT_FAILS(stm_array_read(FILE_NAME, &array, &error), STM_EINVAL, error, sentence);
        assert_int_equal(array.num_dims, -1);
    }
    stm_error error;
    stm_array bad = {.element = (stm_element)3};
    ASSERT_FAILS(stm_array_write(&bad, NULL, &error), STM_EINVAL, error,
                 "element 3: must be one of stm_element");
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(FILE_NAME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_of_both_orders),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(other_arrays_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, remove_file);
}
