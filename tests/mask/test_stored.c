/* Masks of arrays: stored rows against the cells they were made of. */
#include "readers.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stored_masks_are_their_arrays),
        cmocka_unit_test(every_type_of_array_is_stored),
        cmocka_unit_test(bad_cells_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
