/* The building steps on an array, in sequence, make the masks. */
#include "support.h"

#define SIDE 40

typedef struct array {
    uint8_t u8[SIDE * SIDE];
    float f32[SIDE * SIDE];
    stm_dense view;
} array;

static void begin(array *a, stm_dtype dtype, int64_t rows, int64_t columns)
{
    memset(a->u8, 0xee, sizeof a->u8);
    for (int k = 0; k < SIDE * SIDE; k++)
        a->f32[k] = -9;
    void *cells = dtype == STM_U8 ? (void *)a->u8 : (void *)a->f32;
    a->view = (stm_dense){cells, dtype, rows, columns, SIDE};
}

static int cell(const array *a, int64_t i, int64_t j)
{
    return a->view.dtype == STM_U8 ? a->u8[i * SIDE + j] : (int)a->f32[i * SIDE + j];
}

static stm_status build(const char *name, const stm_dense *d, int64_t w, int64_t s)
{
    stm_status status = stm_build_zero(d, NULL);
    if (status == STM_OK)
        status = stm_build_diagonal(d, 1, NULL);
    if (status != STM_OK)
        return status;
    if (strcmp(name, "normal") == 0)
        return stm_build_lower_triangle(d, 2, NULL);
    if (strcmp(name, "sliding_window") == 0)
        return stm_build_sliding_window(d, w, 2, NULL);
    if (strcmp(name, "dilated_sliding_window") == 0)
        return stm_build_dilated_sliding_window(d, w, s, 2, NULL);
    bool strided = strcmp(name, "strided") == 0;
    assert_true(strided || strcmp(name, "fixed") == 0);
    stm_local local = strided ? STM_LOCAL_STRIDED : STM_LOCAL_FIXED;
    status = stm_build_local_window(d, w, local, 2, false, NULL);
    if (status != STM_OK)
        return status;
    return strided ? stm_build_strided_attention(d, w, s, 3, NULL)
                   : stm_build_column_attention(d, w, 3, NULL);
}

/* Any shape of array: its cells are those of the rule, and nothing beside them is touched. */
static void check_built(const char *name, stm_dtype dtype, int64_t rows, int64_t columns, int64_t w,
                        int64_t s)
{
    static array a;
    begin(&a, dtype, rows, columns);
    int untouched = cell(&a, 0, 0);
    ASSERT_OK(build(name, &a.view, w, s));
    const stm_pattern *pattern = stm_pattern_find(name);
    stm_arguments arguments = {.integer = {w, s}};
    for (int64_t i = 0; i < SIDE; i++)
        for (int64_t j = 0; j < SIDE; j++)
            assert_int_equal(cell(&a, i, j), i < rows && j < columns
                                                 ? pattern->sees(&arguments, STM_MAX_SIZE, i, j)
                                                 : untouched);
}

static void steps_in_sequence_make_the_masks(void **state)
{
    (void)state;
    static const char *const names[] = {"normal", "strided", "fixed", "sliding_window",
                                        "dilated_sliding_window"};
    static const int64_t sizes[] = {1, 2, 5, 17, 32, SIDE};
    static const int64_t values[] = {1, 2, 3, 5, 8, 17, 39, 40, 41, STM_MAX_SIZE};
    uint64_t random = 6;
    for (int n = 0; n < 5; n++) {
        for (int size = 0; size < 6; size++)
            for (int w = 0; w < 10; w++)
                for (int s = 0; s < 10; s++)
                    check_built(names[n], (w + s) % 2 == 0 ? STM_U8 : STM_F32, sizes[size],
                                sizes[size], values[w], values[s]);
        for (int trial = 0; trial < 300; trial++)
            check_built(names[n], trial % 2 == 0 ? STM_U8 : STM_F32,
                        random_between(&random, 1, SIDE), random_between(&random, 1, SIDE),
                        random_between(&random, 1, 45), random_between(&random, 1, 45));
    }
}

/* Without overwriting only zeros are written; with it, everything in the window. */
static void local_windows_keep_what_is_there(void **state)
{
    (void)state;
    for (int fixed = 0; fixed < 2; fixed++)
        for (int overwrite = 0; overwrite < 2; overwrite++) {
            static array a;
            begin(&a, STM_U8, 12, 12);
            stm_local local = fixed ? STM_LOCAL_FIXED : STM_LOCAL_STRIDED;
            ASSERT_OK(stm_build_zero(&a.view, NULL));
            for (int64_t i = 0; i < 12; i++)
                a.u8[i * SIDE + i / 2] = 9;
            ASSERT_OK(stm_build_local_window(&a.view, 4, local, 2, overwrite, NULL));
            for (int64_t i = 0; i < 12; i++)
                for (int64_t j = 0; j < 12; j++) {
                    bool inside = j < i && (fixed ? j / 4 == i / 4 : i - 4 < j);
                    bool marked = j == i / 2;
                    int expected = inside && (overwrite || !marked) ? 2 : marked ? 9 : 0;
                    assert_int_equal(cell(&a, i, j), expected);
                }
        }
}

/* Each step writes its own cells only, so that they may stand alone. */
static void steps_leave_other_cells_alone(void **state)
{
    (void)state;
    static array a;
    begin(&a, STM_U8, 6, 6);
    ASSERT_OK(stm_build_diagonal(&a.view, 0, NULL));
    ASSERT_OK(stm_build_sliding_window(&a.view, 3, 255, NULL));
    for (int64_t i = 0; i < 6; i++)
        for (int64_t j = 0; j < 6; j++) {
            int64_t distance = i > j ? i - j : j - i;
            assert_int_equal(cell(&a, i, j), distance == 0 ? 0 : distance == 1 ? 255 : 0xee);
        }
}

static void bad_requests_are_refused_and_write_nothing(void **state)
{
    (void)state;
    static array a;
    stm_error error;
    begin(&a, STM_U8, 8, 8);
    const stm_dense *d = &a.view;
    ASSERT_FAILS(stm_build_diagonal(d, 256, &error), STM_EINVAL, error,
                 "value 256: must be from 0 to 255 in an array of uint8");
    ASSERT_FAILS(stm_build_lower_triangle(d, -1, &error), STM_EINVAL, error,
                 "value -1: must be from 0 to 255 in an array of uint8");
    ASSERT_FAILS(stm_build_local_window(d, 0, STM_LOCAL_FIXED, 2, true, &error), STM_EINVAL, error,
                 "window_size 0: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_build_local_window(d, 3, (stm_local)2, 2, true, &error), STM_EINVAL, error,
                 "local window of kind 2: the kind is unknown");
    ASSERT_FAILS(stm_build_strided_attention(d, 3, -4, 3, &error), STM_EINVAL, error,
                 "stride -4: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_build_strided_attention(d, STM_MAX_SIZE + 1, 4, 3, &error), STM_EINVAL, error,
                 "window_size 2147483649: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_build_column_attention(d, 0, 3, &error), STM_EINVAL, error,
                 "window_size 0: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_build_sliding_window(d, INT64_MIN, 2, &error), STM_EINVAL, error,
                 "window_size -9223372036854775808: must be from 1 to 2147483648");
    ASSERT_FAILS(stm_build_dilated_sliding_window(d, 4, INT64_MAX, 2, &error), STM_EINVAL, error,
                 "dilation 9223372036854775807: must be from 1 to 2147483648");
    stm_dense bad = *d;
    bad.row_stride = 7;
    ASSERT_FAILS(stm_build_zero(&bad, &error), STM_EINVAL, error,
                 "row_stride 7: must be at least the 8 columns");
    for (int k = 0; k < SIDE * SIDE; k++)
        assert_int_equal(a.u8[k], 0xee);
    begin(&a, STM_F32, 2, 2);
    ASSERT_OK(stm_build_diagonal(&a.view, -3, NULL)); /* only uint8 is so narrow */
    assert_int_equal(cell(&a, 1, 1), -3);
}

static void binary_is_zero_or_one(void **state)
{
    (void)state;
    double from[] = {0, -0.0, 1, -2, 0.25, 1e-300, 3, 0};
    uint8_t to[] = {7, 7, 7, 7, 7, 7, 7, 7};
    stm_error error;
    memcpy(&from[7], &(uint64_t){UINT64_C(0x7ff8000000000000)}, 8); /* NaN is not zero */
    ASSERT_OK(stm_dense_to_binary(&(stm_dense){from, STM_F64, 2, 3, 4},
                                  &(stm_dense){to, STM_U8, 2, 3, 4}, &error));
    assert_memory_equal(to, ((uint8_t[]){0, 0, 1, 7, 1, 1, 1, 7}), 8);
    stm_dense whole = {from, STM_F64, 2, 4, 0};
    ASSERT_OK(stm_dense_to_binary(&whole, &whole, &error)); /* in place */
    const double expected[] = {0, 0, 1, 1, 1, 1, 1, 1};
    for (int k = 0; k < 8; k++)
        assert_true(from[k] == expected[k]);
    int64_t large[] = {INT64_C(1) << 62, 0};
    int32_t narrow[] = {5, 5};
    ASSERT_OK(stm_dense_to_binary(&(stm_dense){large, STM_I64, 1, 2, 0},
                                  &(stm_dense){narrow, STM_I32, 1, 2, 0}, &error));
    assert_true(narrow[0] == 1 && narrow[1] == 0);
    ASSERT_FAILS(stm_dense_to_binary(&whole, &(stm_dense){to, STM_U8, 4, 2, 0}, &error), STM_EINVAL,
                 error, "array of 4 x 2: must have the other's 2 x 4 cells");
    ASSERT_FAILS(stm_dense_to_binary(&whole, &(stm_dense){NULL, STM_U8, 2, 4, 0}, &error),
                 STM_EINVAL, error, "array: has no cells");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_in_sequence_make_the_masks),
        cmocka_unit_test(local_windows_keep_what_is_there),
        cmocka_unit_test(steps_leave_other_cells_alone),
        cmocka_unit_test(bad_requests_are_refused_and_write_nothing),
        cmocka_unit_test(binary_is_zero_or_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
