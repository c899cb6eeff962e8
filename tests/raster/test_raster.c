/* Colours, rasters, tiles, full and density pictures, previews: against single cells. */
#include "picture.h"

#include "raster/density.h"
#include "raster/pixels.h"

static const char *const names[] = {"normal", "strided", "fixed", "sliding_window",
                                    "dilated_sliding_window"};

static const stm_colour white = {255, 255, 255};

/* A mask of stored cells, at random. */
static stm_mask *random_mask(uint64_t *state, int64_t rows, int64_t columns, int most)
{
    uint8_t *cells = malloc((size_t)(rows * columns));
    assert_non_null(cells);
    for (int64_t k = 0; k < rows * columns; k++)
        cells[k] = (uint8_t)(random_between(state, 0, 2) == 0 ? random_between(state, 0, most) : 0);
    stm_mask *mask = NULL;
    stm_dense dense = {cells, STM_U8, rows, columns, 0};
    ASSERT_OK(stm_mask_from_dense(&dense, &mask, NULL));
    free(cells);
    return mask;
}

static void test_colours(void **state)
{
    (void)state;
    static const stm_colour css[] = {{211, 211, 211}, {0, 0, 139}, {65, 105, 225}, {135, 206, 235}};
    for (int32_t value = 0; value < 4; value++) {
        stm_colour colour = stm_value_colour(value);
        assert_memory_equal(&colour, &css[value], sizeof colour);
    }
    stm_colour other = stm_value_colour(6), more = stm_value_colour(INT32_MAX);
    assert_memory_equal(&other, &more, sizeof other);
    stm_colour first = stm_density_colour(0), last = stm_density_colour(STM_DENSITY_STEPS - 1);
    assert_memory_equal(&first, &css[0], sizeof first);
    assert_memory_equal(&last, &css[1], sizeof last);
    assert_int_equal(stm_density_step(0, 7), 0);
    assert_int_equal(stm_density_step(1, INT64_C(1) << 40), 1);
    assert_int_equal(stm_density_step(7, 7), STM_DENSITY_STEPS - 1);
    for (int64_t seen = 1; seen <= 1000; seen++)
        assert_true(stm_density_step(seen, 1000) >= stm_density_step(seen - 1, 1000));
    /* The least share shows, and colours only get darker. */
    assert_true(contrast(stm_density_colour(1), css[0]) >= 1.5);
    for (int step = 2; step < STM_DENSITY_STEPS; step++)
        assert_true(luminance(stm_density_colour(step)) <= luminance(stm_density_colour(step - 1)));
    for (int32_t value = 1; value < STM_NUM_COLOURS; value++) {
        stm_colour fine = stm_value_colour_fine(value);
        assert_true(contrast(fine, css[0]) >= 3);
        for (int32_t one = 1; one < value; one++)
            assert_true(contrast(fine, stm_value_colour_fine(one)) >= 1.2);
    }
}

static void test_legend(void **state)
{
    (void)state;
    stm_legend legend = {0}, other = {0};
    stm_legend_add(&legend, 3, "Strided");
    stm_legend_add(&legend, 0, "No Attention");
    stm_legend_add(&legend, 3, "Strided");
    stm_legend_add(&other, 3, "Column");
    stm_legend_add(&other, 3, "Stride");
    stm_legend_merge(&legend, &other);
    stm_legend_merge(&legend, &other);
    assert_int_equal(legend.num, 2);
    assert_int_equal(legend.entries[0].value, 0);
    assert_string_equal(legend.entries[1].name, "Strided / Column / Stride");
    for (int k = 0; k < 100; k++) { /* no more than there is room for */
        char name[24];
        snprintf(name, sizeof name, "name %d", k);
        stm_legend_add(&legend, 3, name);
    }
    assert_true(strlen(legend.entries[1].name) < sizeof legend.entries[1].name);

    static const uint8_t cells[] = {0, 1, 9, 250};
    stm_mask *mask = NULL, *strided = new_mask("strided", 0, 0, 4);
    ASSERT_OK(stm_mask_from_dense(&(stm_dense){(void *)cells, STM_U8, 2, 2, 0}, &mask, NULL));
    stm_legend of_mask = {0}, of_pattern = {0};
    ASSERT_OK(stm_legend_add_mask(&of_mask, mask, NULL));
    assert_int_equal(of_mask.num, 3);
    assert_int_equal(of_mask.entries[2].value, 6);
    assert_string_equal(of_mask.entries[2].name, "Other");
    ASSERT_OK(stm_legend_add_mask(&of_pattern, strided, NULL));
    assert_int_equal(of_pattern.num, 4);
    assert_string_equal(of_pattern.entries[3].name, "Strided");
    stm_raster *raster = NULL;
    ASSERT_OK(stm_raster_new(mask, &raster, NULL));
    assert_memory_equal(stm_raster_legend(raster), &of_mask, sizeof of_mask);
    assert_int_equal(stm_raster_row(raster, 1)[0], 6);
    stm_raster_free(raster);
    stm_mask_free(mask);
    stm_mask_free(strided);
}

static void test_raster(void **state)
{
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        stm_mask *whole = new_mask(names[k], 6, 0, 100), *mask = NULL;
        stm_rectangle part = {40, 50, 33, 17};
        ASSERT_OK(stm_mask_rectangle(whole, &part, &mask, NULL));
        stm_raster *raster = NULL;
        ASSERT_OK(stm_raster_new(mask, &raster, NULL));
        stm_rectangle b = stm_raster_bounds(raster);
        assert_memory_equal(&b, &part, sizeof b);
        for (int64_t i = 0; i < 50; i++)
            for (int64_t j = 0; j < 17; j++)
                assert_int_equal(stm_raster_row(raster, i)[j],
                                 stm_mask_cell(whole, 40 + i, 33 + j));
        stm_raster_free(raster);
        stm_mask_free(mask);
        stm_mask_free(whole);
    }
    stm_mask *large = new_mask("normal", 0, 0, 4097);
    stm_raster *raster = NULL;
    stm_error error;
    ASSERT_FAILS(stm_raster_new(large, &raster, &error), STM_EINVAL, error,
                 "sample of 4097 x 4097 cells: must be at most 4096 x 4096; larger ones are for "
                 "full pictures");
    stm_mask_free(large);
    stm_raster_free(NULL);
}

typedef struct cover {
    uint8_t cells[40 * 40];
    int64_t num, stop;
} cover;

static int cover_tile(void *context, const stm_tile *tile)
{
    cover *c = context;
    assert_true(tile->value != 0 && tile->width > 0 && tile->height > 0);
    for (int64_t y = tile->y; y < tile->y + tile->height; y++)
        for (int64_t x = tile->x; x < tile->x + tile->width; x++) {
            assert_int_equal(c->cells[40 * y + x], 0);
            c->cells[40 * y + x] = tile->value;
        }
    return ++c->num == c->stop;
}

static void test_tiles(void **state)
{
    (void)state;
    uint64_t seed = 12345;
    for (int round = 0; round < 300; round++) {
        int64_t rows = random_between(&seed, 1, 40), columns = random_between(&seed, 1, 40);
        stm_mask *mask = random_mask(&seed, rows, columns, 1 + round % 3);
        stm_raster *raster = NULL;
        cover c = {.stop = -1};
        ASSERT_OK(stm_raster_new(mask, &raster, NULL));
        ASSERT_OK(stm_raster_tiles(raster, cover_tile, &c, NULL));
        for (int64_t y = 0; y < rows; y++)
            assert_memory_equal(c.cells + 40 * y, stm_raster_row(raster, y), (size_t)columns);
        stm_raster_free(raster);
        stm_mask_free(mask);
    }
    stm_mask *normal = new_mask("normal", 0, 0, 40);
    stm_raster *raster = NULL;
    cover c = {.stop = 3};
    ASSERT_OK(stm_raster_new(normal, &raster, NULL));
    assert_int_equal(stm_raster_tiles(raster, cover_tile, &c, NULL), STM_ESTOPPED);
    assert_int_equal(c.num, 3);
    stm_raster_free(raster);
    stm_mask_free(normal);
}

static void test_pixels(void **state)
{
    (void)state;
    uint64_t seed = 99;
    for (int round = 0; round < 2000; round++) {
        int bits = 1 << random_between(&seed, 0, 3);
        uint8_t filled[40], set[40];
        memset(filled, 0xa5, sizeof filled);
        memcpy(set, filled, sizeof set);
        int64_t x = random_between(&seed, 0, 30);
        int64_t count = random_between(&seed, 0, 40 * 8 / bits - x);
        unsigned colour = (unsigned)random_between(&seed, 0, (1 << bits) - 1);
        stm__pixels_fill(filled, bits, x, count, colour);
        for (int64_t k = 0; k < count; k++)
            stm__pixel_set(set, bits, x + k, colour);
        assert_memory_equal(filled, set, sizeof set);
    }
}

/* Counts of random runs equal those cell by cell. */
static void test_density(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        int64_t cells = random_between(&seed, 1, 300), square = random_between(&seed, 1, 40);
        int64_t counts[300] = {0};
        stm__density density = {0};
        ASSERT_OK(stm__density_init(&density, cells, square, NULL));
        for (int k = 0; k < 4; k++) {
            int64_t step = random_between(&seed, 1, 50),
                    first = random_between(&seed, 0, cells - 1);
            stm_run run = {first + 1000, random_between(&seed, 1, (cells - 1 - first) / step + 1),
                           step, 1};
            if (run.count == 1)
                run.step = 1;
            stm__density_add(&density, &run, 1000);
            for (int64_t c = 0; c < run.count; c++)
                counts[(first + c * run.step) / square]++;
        }
        stm__density_finish(&density);
        assert_int_equal(density.num_pixels, (cells + square - 1) / square);
        assert_memory_equal(density.counts, counts, (size_t)density.num_pixels * sizeof *counts);
        stm__density_free(&density);
    }
}

static picture draw_full(const stm_mask *const *masks, size_t num, const stm_full_options *options)
{
    captured text = {0};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_full_picture_write(masks, num, output, NULL, options));
    ASSERT_OK(stm_output_close(output, NULL));
    picture p = picture_decode(&text);
    free(text.text);
    return p;
}

/* The cells of one mask, one pixel each, from the corner x, y on. */
static void check_cells(const picture *p, const stm_mask *mask, int64_t x, int64_t y)
{
    stm_rectangle b = stm_mask_bounds(mask);
    for (int64_t i = 0; i < b.num_queries; i++)
        for (int64_t j = 0; j < b.num_keys; j++)
            assert_pixel(p, x + j, y + i,
                         stm_value_colour(stm_mask_cell(mask, b.first_query + i, b.first_key + j)));
}

static void test_full_bare(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 2, 7, 8, 100, 129};
    for (size_t k = 0; k < 5; k++)
        for (size_t s = 0; s < 6; s++) {
            const stm_mask *mask = new_mask(names[k], 5, 0, sizes[s]);
            picture p = draw_full(&mask, 1, NULL);
            assert_int_equal(p.width, sizes[s]);
            assert_int_equal(p.height, sizes[s]);
            assert_int_equal(p.bits, 2);
            assert_string_equal(picture_text(&p, "Cells-Origin"), "0,0");
            assert_string_equal(picture_text(&p, "Cell-Size"), "1");
            check_cells(&p, mask, 0, 0);
            picture_free(&p);
            stm_mask_free((stm_mask *)mask);
        }
}

/* Masks of different shapes, stored cells with many values among them. */
static void test_full_several(void **state)
{
    (void)state;
    uint64_t seed = 5;
    stm_mask *masks[3] = {new_mask("fixed", 4, 0, 33), random_mask(&seed, 12, 70, 9),
                          new_mask("strided", 4, 7, 21)};
    const stm_mask *const *given = (const stm_mask *const *)masks;
    stm_full_layout layout;
    stm_full_panel panels[3];
    ASSERT_OK(stm_full_layout_make(given, 3, &layout, panels, NULL, NULL));
    picture p = draw_full(given, 3,
                          &(stm_full_options){.title = "Drei \xc3\x9c"
                                                       "bersichten"});
    assert_string_equal(picture_text(&p, "Title"), "Drei \xc3\x9c"
                                                   "bersichten");
    assert_int_equal(p.width, layout.width);
    assert_int_equal(p.height, 33);
    assert_int_equal(layout.square, 1);
    assert_false(layout.density);
    for (size_t k = 0; k < 3; k++) {
        int64_t x, y;
        picture_origin(&p, k, &x, &y);
        assert_int_equal(x, panels[k].x);
        assert_int_equal(y, 0);
        check_cells(&p, masks[k], x, y);
        if (k > 0)
            assert_pixel(&p, x - 1, 0, white);
        for (int64_t below = panels[k].height; below < p.height; below++)
            assert_pixel(&p, x, below, white);
        stm_mask_free(masks[k]);
    }
    picture_free(&p);
}

static stm_status draw_stripes(void *context, int64_t y, int64_t rows, uint8_t *pixels,
                               stm_error *error)
{
    const stm_heading *heading = context;
    (void)error, (void)y;
    for (int64_t k = 0; k < rows * heading->width; k++)
        memcpy(pixels + 3 * k, k % 2 ? "\x41\x69\xe1" : "\x08\x09\x0a", 3);
    return STM_OK;
}

static void test_full_heading(void **state)
{
    (void)state;
    const stm_mask *mask = new_mask("normal", 0, 0, 10);
    int64_t x = 11;
    stm_heading heading = {.width = 30, .height = 70, .panel_x = &x, .draw = draw_stripes};
    heading.context = &heading;
    picture p = draw_full(&mask, 1, &(stm_full_options){.heading = &heading});
    assert_int_equal(p.width, 30);
    assert_int_equal(p.height, 80);
    assert_int_equal(p.bits, 4);
    assert_string_equal(picture_text(&p, "Cells-Origin"), "11,70");
    assert_pixel(&p, 1, 69, stm_value_colour(2));
    assert_pixel(&p, 0, 69, (stm_colour){0, 0, 0}); /* the nearest of the palette */
    check_cells(&p, mask, 11, 70);
    assert_pixel(&p, 10, 70, white);
    assert_pixel(&p, 21, 79, white);
    picture_free(&p);
    stm_error error;
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(NULL, NULL, &output, NULL));
    x = 21;
    ASSERT_FAILS(
        stm_full_picture_write(&mask, 1, output, &error, &(stm_full_options){.heading = &heading}),
        STM_EINVAL, error, "heading of 30 pixels: must be as wide as the panels, 31");
    ASSERT_FAILS(
        stm_full_picture_write(&mask, 1, output, &error, &(stm_full_options){.full_limit = 65537}),
        STM_EINVAL, error, "full_limit 65537: must be from 1 to 65536");
    ASSERT_FAILS(stm_full_picture_write(&mask, 0, output, &error, NULL), STM_EINVAL, error,
                 "picture of no masks: must have one or more");
    stm_output_discard(output);
    stm_mask_free((stm_mask *)mask);
}

static int64_t count_square(const stm_mask *mask, int64_t top, int64_t left, int64_t square,
                            int64_t *cells)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t seen = 0;
    *cells = 0;
    for (int64_t i = top; i < top + square && i < b.num_queries; i++)
        for (int64_t j = left; j < left + square && j < b.num_keys; j++) {
            seen += stm_mask_cell(mask, b.first_query + i, b.first_key + j) != 0;
            ++*cells;
        }
    return seen;
}

static void check_density(const stm_mask *mask, int64_t limit)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t longest = b.num_keys > b.num_queries ? b.num_keys : b.num_queries, square = 1;
    int64_t side = limit / 4 > 1 ? limit / 4 : 1;
    while ((longest + square - 1) / square > side)
        square++;
    picture p = draw_full(&mask, 1, &(stm_full_options){.full_limit = limit});
    assert_int_equal(p.width, (b.num_keys + square - 1) / square);
    assert_int_equal(p.height, (b.num_queries + square - 1) / square);
    assert_int_equal(atoi(picture_text(&p, "Cells-Per-Pixel")), square);
    for (int64_t y = 0; y < p.height; y++)
        for (int64_t x = 0; x < p.width; x++) {
            int64_t cells, seen = count_square(mask, y * square, x * square, square, &cells);
            assert_pixel(&p, x, y, stm_density_colour(stm_density_step(seen, cells)));
        }
    picture_free(&p);
}

static void test_density_pictures(void **state)
{
    (void)state;
    static const int64_t sizes[] = {41, 64, 97, 150};
    uint64_t seed = 11;
    for (size_t k = 0; k < 5; k++)
        for (size_t s = 0; s < 4; s++)
            for (int64_t window = 3; window < 20; window += 8) {
                stm_mask *mask = new_mask(names[k], k == 0 ? 0 : window, k == 1 ? 5 : 0, sizes[s]);
                check_density(mask, 40);
                stm_mask *part = NULL;
                stm_rectangle r = {3, sizes[s] - 3, 7, sizes[s] / 2};
                ASSERT_OK(stm_mask_rectangle(mask, &r, &part, NULL));
                check_density(part, 36);
                check_density(part, 1);
                stm_mask_free(part);
                stm_mask_free(mask);
            }
    for (int round = 0; round < 20; round++) {
        stm_mask *mask = random_mask(&seed, random_between(&seed, 1, 90), 70, 3);
        check_density(mask, 44);
        stm_mask_free(mask);
    }
}

static int stop(void *context, int64_t done, int64_t total)
{
    (void)context;
    assert_true(done <= total);
    return done > 0;
}

static void test_failures(void **state)
{
    (void)state;
    const stm_mask *mask = new_mask("strided", 3, 5, 2000);
    stm_progress progress = {stop, NULL};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(NULL, NULL, &output, NULL));
    assert_int_equal(
        stm_full_picture_write(&mask, 1, output, NULL, &(stm_full_options){.progress = &progress}),
        STM_ESTOPPED);
    stm_output_discard(output);
    limited to = {0, 0};
    stm_error error = {0};
    ASSERT_OK(stm_output_callback(take_limited, &to, &output, NULL));
    /* What is still in the output's buffer fails when it closes. */
    stm_status status = stm_full_picture_write(&mask, 1, output, &error, NULL);
    if (status != STM_OK)
        assert_int_equal(status, STM_EIO);
    assert_int_equal(stm_output_close(output, NULL), STM_EIO);
    uint64_t seed = 3; /* of cells that do not compress */
    stm_mask *noise = random_mask(&seed, 2400, 2400, 5);
    ASSERT_OK(stm_output_callback(take_limited, &to, &output, NULL));
    ASSERT_FAILS(stm_full_picture_write((const stm_mask *const *)&noise, 1, output, &error, NULL),
                 STM_EIO, error, "the picture could not be written");
    stm_output_discard(output);
    stm_mask_free(noise);
    stm_mask_free((stm_mask *)mask);
}

static captured draw_preview(const stm_mask *const *masks, const char *const *titles, size_t num,
                             const stm_preview_options *options)
{
    captured text = {0};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_preview_write(masks, titles, num, output, NULL, options));
    ASSERT_OK(stm_output_close(output, NULL));
    return text;
}

static void test_preview(void **state)
{
    (void)state;
    const stm_mask *mask = new_mask("normal", 0, 0, 4);
    const char *title = "a title \x1b[31m of two lines";
    captured text = draw_preview(&mask, &title, 1, &(stm_preview_options){.side = 8});
    assert_string_equal(text.text, "a title\n?[31m of\ntwo\nlines\n"
                                   "@@......\n@@@@....\n@@@@@@..\n@@@@@@@@\n");
    free(text.text);
    text = draw_preview(&mask, NULL, 1,
                        &(stm_preview_options){.side = 2, .colours = STM_PREVIEW_24BIT});
    /* 2 x 2 cells a pixel: 1, 0 and 2, 1 above are two parts of 1, one of 2 and one of 0. */
    assert_string_equal(text.text, "\x1b[38;2;69;79;179m\x1b[48;2;65;105;225m\xe2\x96\x80"
                                   "\x1b[38;2;211;211;211m\x1b[48;2;69;79;179m\xe2\x96\x80"
                                   "\x1b[0m\n");
    free(text.text);
    text =
        draw_preview(&mask, NULL, 1, &(stm_preview_options){.side = 1, .colours = STM_PREVIEW_256});
    assert_memory_equal(text.text, "\x1b[38;5;", 7);
    free(text.text);
    const stm_mask *masks[] = {mask, mask, mask};
    text = draw_preview(masks, NULL, 3, &(stm_preview_options){.side = 2, .columns = 7});
    assert_string_equal(text.text, "%+  %+\n\n%+\n");
    free(text.text);
    stm_mask_free((stm_mask *)mask);

    const stm_mask *huge = new_mask("strided", 0, 0, STM_MAX_SIZE);
    text = draw_preview(&huge, NULL, 1, NULL);
    assert_null(strchr(text.text, '\x1b'));
    assert_int_equal(text.length, 16 * 33);
    free(text.text);
    stm_error error;
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(NULL, NULL, &output, NULL));
    ASSERT_FAILS(
        stm_preview_write(&huge, NULL, 1, output, &error, &(stm_preview_options){.side = 257}),
        STM_EINVAL, error, "side 257: must be from 1 to 256");
    stm_output_discard(output);
    stm_mask_free((stm_mask *)huge);
}

static void test_preview_colours(void **state)
{
    (void)state;
    assert_int_equal(stm_preview_colours_of(NULL, "truecolor", "xterm"), STM_PREVIEW_24BIT);
    assert_int_equal(stm_preview_colours_of("", "24bit", "xterm"), STM_PREVIEW_24BIT);
    assert_int_equal(stm_preview_colours_of("1", "24bit", "xterm"), STM_PREVIEW_PLAIN);
    assert_int_equal(stm_preview_colours_of(NULL, "24bit", "dumb"), STM_PREVIEW_PLAIN);
    assert_int_equal(stm_preview_colours_of(NULL, NULL, NULL), STM_PREVIEW_PLAIN);
    assert_int_equal(stm_preview_colours_of(NULL, NULL, "vt100"), STM_PREVIEW_PLAIN);
    assert_int_equal(stm_preview_colours_of(NULL, NULL, "screen"), STM_PREVIEW_256);
    assert_int_equal(stm_preview_colours_of(NULL, NULL, "putty-256color"), STM_PREVIEW_256);
    assert_int_equal(stm_preview_colours_of(NULL, NULL, "xterm-direct"), STM_PREVIEW_24BIT);
}

static void test_full_colours(void **state)
{
    (void)state;
    const stm_colour own[STM_NUM_COLOURS] = {
        {250, 240, 230}, {1, 2, 3}, {200, 20, 20}, {20, 200, 20}};
    const stm_mask *mask = new_mask("strided", 5, 4, 40);
    const stm_mask *const two[] = {mask, mask};
    stm_full_options options = {.colours = own};
    for (size_t num = 1; num <= 2; num++) {
        picture p = draw_full(two, num, &options);
        for (int64_t i = 0; i < 40; i++)
            for (int64_t j = 0; j < 40; j++)
                assert_pixel(&p, j, i, own[stm_mask_cell(mask, i, j)]);
        picture_free(&p);
    }
    stm_mask_free((stm_mask *)mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colours),         cmocka_unit_test(test_legend),
        cmocka_unit_test(test_raster),          cmocka_unit_test(test_tiles),
        cmocka_unit_test(test_pixels),          cmocka_unit_test(test_density),
        cmocka_unit_test(test_full_bare),       cmocka_unit_test(test_full_several),
        cmocka_unit_test(test_full_heading),    cmocka_unit_test(test_density_pictures),
        cmocka_unit_test(test_failures),        cmocka_unit_test(test_preview),
        cmocka_unit_test(test_preview_colours), cmocka_unit_test(test_full_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
