/* Pictures of what is large or narrow: thin lines by their contrast, shares by counting cells one
 * by one, slices by the pixels of their rows. */
#include "picture.h"

#include <stmask/figure.h>

static picture draw(const stm_panel *panels, size_t num)
{
    captured text = {0};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_figure_draw(panels, num, output, NULL, NULL));
    ASSERT_OK(stm_output_close(output, NULL));
    picture p = picture_decode(&text);
    free(text.text);
    return p;
}

/* A line of one cell, each a pixel, has a contrast of 3 to 1 on either side, and what lies beside
 * it in the window differs from it too. */
static void test_thin_lines(void **state)
{
    (void)state;
    for (int64_t size = 1024; size <= 4096; size *= 2) {
        stm_mask *mask = new_mask("strided", 32, 32, size);
        stm_panel panel = {.title = "strided", .sparsity = NAN};
        ASSERT_OK(stm_raster_new(mask, (stm_raster **)&panel.raster, NULL));
        picture p = draw(&panel, 1);
        int64_t x, y;
        picture_origin(&p, 0, &x, &y);
        assert_string_equal(picture_text(&p, "Cell-Size"), "1");
        for (int64_t i = 64; i < size; i += 37)
            for (int64_t j = i - 64; j > 0; j -= 32) {
                stm_colour line = picture_pixel(&p, x + j, y + i);
                assert_int_equal(stm_mask_cell(mask, i, j), 3);
                assert_true(contrast(line, picture_pixel(&p, x + j - 1, y + i)) >= 3);
                assert_true(contrast(line, picture_pixel(&p, x + j + 1, y + i)) >= 3);
                assert_true(contrast(line, picture_pixel(&p, x + i - 1, y + i)) >= 1.2);
                assert_true(contrast(line, picture_pixel(&p, x + i, y + i)) >= 1.2);
            }
        picture_free(&p);
        stm_raster_free((stm_raster *)panel.raster);
        stm_mask_free(mask);
    }
}

/* The step of a block's share, by looking at every cell. */
static int step_of(const stm_mask *mask, int64_t row, int64_t column, const stm_raster_shape *shape,
                   int32_t value)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t seen = 0, cells = 0;
    for (int64_t i = row * shape->queries; i < (row + 1) * shape->queries; i++)
        for (int64_t j = column * shape->keys; j < (column + 1) * shape->keys; j++)
            if (i < b.num_queries && j < b.num_keys) {
                int32_t cell = stm_mask_cell(mask, b.first_query + i, b.first_key + j);
                seen += value == 0 ? cell != 0 : cell == value;
                cells++;
            }
    return stm_density_step(seen, cells);
}

static void check_shares(const stm_mask *mask, int64_t side, int32_t value)
{
    stm_panel panel = {.sparsity = NAN};
    ASSERT_OK(stm_raster_of_shares(mask, side, value, (stm_raster **)&panel.raster, NULL, NULL));
    stm_raster_shape shape = stm_raster_shape_of(panel.raster);
    stm_rectangle b = stm_mask_bounds(mask);
    picture p = draw(&panel, 1);
    int64_t x, y, wide, tall;
    picture_pitch(&p, &wide, &tall);
    picture_origin(&p, 0, &x, &y);
    assert_true(shape.shares && shape.rows <= side && shape.columns <= side);
    assert_true(shape.rows * shape.queries >= b.num_queries);
    assert_true(shape.columns * shape.keys >= b.num_keys);
    assert_int_equal(stm_raster_legend(panel.raster)->num, 0);
    for (int64_t r = 0; r < shape.rows; r++)
        for (int64_t c = 0; c < shape.columns; c++) {
            int step = step_of(mask, r, c, &shape, value);
            assert_int_equal(stm_raster_row(panel.raster, r)[c], step);
            assert_pixel(&p, x + c * wide, y + r * tall, stm_density_colour(step));
            assert_pixel(&p, x + (c + 1) * wide - 1, y + (r + 1) * tall - 1,
                         stm_density_colour(step));
        }
    picture_free(&p);
    stm_raster_free((stm_raster *)panel.raster);
}

static void test_shares(void **state)
{
    (void)state;
    static const char *const names[] = {"normal", "strided", "fixed", "sliding_window",
                                        "dilated_sliding_window"};
    for (size_t k = 0; k < 5; k++) {
        stm_mask *whole = new_mask(names[k], k == 0 ? 0 : 7, k % 4 == 1 ? 5 : 0, 211), *part;
        for (int32_t value = 0; value < 4; value++) {
            check_shares(whole, 32, value);
            check_shares(whole, 211, value);
        }
        ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){40, 3, 10, 200}, &part, NULL));
        check_shares(part, 64, 0);
        check_shares(part, 8, 0);
        stm_mask_free(part);
        ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){40, 160, 100, 30}, &part, NULL));
        check_shares(part, 50, 0);
        stm_mask_free(part);
        stm_mask_free(whole);
    }
}

/* Of more queries than are read, those that are read stand for all: every row of a mask whose rows
 * have equally many keys in a block has their share. A mask of values and one of shares do not
 * stand in one figure. */
static void test_large(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("normal", 0, 0, STM_MAX_SIZE), *small = new_mask("normal", 0, 0, 8);
    stm_panel panels[2] = {{.sparsity = NAN}, {.sparsity = NAN}};
    stm_error error;
    ASSERT_OK(stm_raster_of_shares(mask, 16, 0, (stm_raster **)&panels[0].raster, NULL, NULL));
    for (int64_t r = 0; r < 16; r++)
        for (int64_t c = 0; c < 16; c++) {
            int step = stm_raster_row(panels[0].raster, r)[c];
            if (r != c)
                assert_int_equal(step, r < c ? 0 : STM_DENSITY_STEPS - 1);
            else
                assert_in_range(step, stm_density_step(499, 1000), stm_density_step(501, 1000));
        }
    ASSERT_OK(stm_raster_new(small, (stm_raster **)&panels[1].raster, NULL));
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(NULL, NULL, &output, NULL));
    ASSERT_FAILS(stm_figure_draw(panels, 2, output, &error, NULL), STM_EINVAL, error,
                 "figure: its panels must all show values, or all shares");
    stm_output_discard(output);
    stm_raster *raster = NULL;
    ASSERT_FAILS(stm_raster_of_shares(mask, 0, 0, &raster, &error, NULL), STM_EINVAL, error,
                 "side 0: must be from 1 to 4096");
    ASSERT_FAILS(stm_raster_of_shares(mask, 8, -1, &raster, &error, NULL), STM_EINVAL, error,
                 "value -1: must be from 0 to 2147483647");
    assert_null(raster);
    for (int k = 0; k < 2; k++)
        stm_raster_free((stm_raster *)panels[k].raster);
    stm_mask_free(mask);
    stm_mask_free(small);
}

/* A slice of few queries is as high as it has to be for reading, and its rows are told apart; one
 * of few keys as wide. */
static void test_slices(void **state)
{
    (void)state;
    stm_mask *whole = new_mask("strided", 7, 5, 1024), *part;
    static const int64_t counts[] = {1, 3, 10, 60, 127, 128, 500};
    for (int turned = 0; turned < 2; turned++)
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            stm_rectangle r = {10, counts[k], 0, 1024};
            if (turned)
                r = (stm_rectangle){0, 1024, 10, counts[k]};
            ASSERT_OK(stm_mask_rectangle(whole, &r, &part, NULL));
            stm_panel panel = {.sparsity = NAN};
            ASSERT_OK(stm_raster_new(part, (stm_raster **)&panel.raster, NULL));
            picture p = draw(&panel, 1);
            int64_t x, y, pitch[2] = {0, 0};
            picture_pitch(&p, &pitch[0], &pitch[1]);
            picture_origin(&p, 0, &x, &y);
            assert_int_equal(pitch[turned], 1);
            assert_true(counts[k] < 10 ? pitch[!turned] == 33
                                       : pitch[!turned] * counts[k] >= 1024 / 8);
            for (int64_t i = 0; i < r.num_queries; i++)
                for (int64_t j = 0; j < r.num_keys; j++) {
                    int32_t value = stm_mask_cell(part, r.first_query + i, r.first_key + j);
                    assert_pixel(&p, x + j * pitch[0], y + i * pitch[1],
                                 stm_value_colour_fine(value));
                }
            if (counts[k] > 1 && counts[k] <= 10)
                assert_pixel(&p, x + (turned ? pitch[0] - 1 : 0), y + (turned ? 0 : pitch[1] - 1),
                             (stm_colour){255, 255, 255});
            picture_free(&p);
            stm_raster_free((stm_raster *)panel.raster);
            stm_mask_free(part);
        }
    stm_mask_free(whole);
}

/* fontconfig keeps the fonts it found in ways that LeakSanitizer does not see. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thin_lines),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
