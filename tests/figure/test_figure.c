/* Sample pictures, comparisons and headings: pixels against cells, vectors by their rectangles. */
#include "picture.h"

#include <math.h>

#include <stmask/figure.h>

#include "figure/lettering.h"
#include "figure/pdf.h"

static const char *const names[] = {"normal", "strided", "fixed", "sliding_window",
                                    "dilated_sliding_window"};

static const stm_colour white = {255, 255, 255};

/* The first size x size cells of a pattern's mask, from `first` on. */
static stm_raster *new_raster(const char *name, int64_t window, int64_t first, int64_t size)
{
    stm_mask *whole = new_mask(name, window, 0, first + size), *mask = NULL;
    stm_raster *raster = NULL;
    ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){first, size, first, size}, &mask, NULL));
    ASSERT_OK(stm_raster_new(mask, &raster, NULL));
    stm_mask_free(mask);
    stm_mask_free(whole);
    return raster;
}

static captured draw(const stm_panel *panels, size_t num, stm_figure_format format,
                     const char *title)
{
    captured text = {0};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_figure_draw(panels, num, output, NULL,
                              &(stm_figure_options){.format = format, .title = title}));
    ASSERT_OK(stm_output_close(output, NULL));
    return text;
}

static picture draw_png(const stm_panel *panels, size_t num, const char *title)
{
    captured text = draw(panels, num, STM_FIGURE_PNG, title);
    picture p = picture_decode(&text);
    free(text.text);
    return p;
}

/* Cells of fewer than three pixels are darker. */
static stm_colour cell_colour(int64_t cell, int32_t value)
{
    return cell < STM_FINE_CELL ? stm_value_colour_fine(value) : stm_value_colour(value);
}

/* Every pixel of every cell has the cell's colour; what is between cells is white and one wide. */
static void check_panel(const picture *p, size_t k, const stm_raster *raster)
{
    int64_t left, top, pitch = atoi(picture_text(p, "Cell-Size"));
    int64_t cell = pitch >= 9 ? pitch - 1 : pitch;
    stm_rectangle b = stm_raster_bounds(raster);
    assert_true(pitch >= 1 && pitch != 8);
    picture_origin(p, k, &left, &top);
    for (int64_t y = 0; y < b.num_queries * pitch - (pitch - cell); y++)
        for (int64_t x = 0; x < b.num_keys * pitch - (pitch - cell); x++) {
            bool inside = y % pitch < cell && x % pitch < cell;
            int32_t value = stm_raster_row(raster, y / pitch)[x / pitch];
            assert_pixel(p, left + x, top + y, inside ? cell_colour(cell, value) : white);
        }
    /* The frame stands outside. */
    assert_pixel(p, left - 1, top, (stm_colour){0, 0, 0});
    assert_pixel(p, left, top - 1, (stm_colour){0, 0, 0});
    assert_pixel(p, left, top + b.num_queries * pitch - (pitch - cell), (stm_colour){0, 0, 0});
}

/* Nothing was cut off: the picture's rim is white. */
static void check_rim(const picture *p)
{
    for (int64_t x = 0; x < p->width; x++) {
        assert_pixel(p, x, 0, white);
        assert_pixel(p, x, p->height - 1, white);
    }
    for (int64_t y = 0; y < p->height; y++) {
        assert_pixel(p, 0, y, white);
        assert_pixel(p, p->width - 1, y, white);
    }
}

static void test_samples(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 8, 32, 113, 128, 129, 600};
    for (size_t k = 0; k < 5; k++)
        for (size_t s = 0; s < 7; s++) {
            stm_panel panel = {new_raster(names[k], k == 0 ? 0 : 5, 0, sizes[s]), "A title", 0.5};
            picture p = draw_png(&panel, 1, NULL);
            check_panel(&p, 0, panel.raster);
            check_rim(&p);
            assert_string_equal(picture_text(&p, "Title"), "A title");
            picture_free(&p);
            stm_raster_free((stm_raster *)panel.raster);
        }
}

static void test_comparison(void **state)
{
    (void)state;
    for (size_t num = 2; num <= 7; num++) {
        stm_panel panels[7];
        for (size_t k = 0; k < num; k++)
            panels[k] =
                (stm_panel){new_raster(names[k % 5], k % 5 == 0 ? 0 : 3, 0, 20 + 9 * (int64_t)k),
                            names[k % 5], k == 1 ? NAN : 0.25};
        picture p = draw_png(panels, num, "All of them");
        int64_t x, y, second_x, second_y;
        for (size_t k = 0; k < num; k++)
            check_panel(&p, k, panels[k].raster);
        check_rim(&p);
        picture_origin(&p, 0, &x, &y);
        picture_origin(&p, num - 1, &second_x, &second_y);
        assert_true(num > 5 ? second_y > y : second_y == y);
        picture_free(&p);
        for (size_t k = 0; k < num; k++)
            stm_raster_free((stm_raster *)panels[k].raster);
    }
}

/* A rectangle far into a long mask, ten digits an index, and titles of every kind. */
static void test_titles(void **state)
{
    (void)state;
    static const char *const titles[] = {
        NULL,
        "",
        "\n",
        " ",
        "two\nlines",
        "no UTF-8: \xff\xc3(\xed\xa0\x80 \x01\x1b\xc2\x85",
        "\xe5\xb9\xb3\xe5\x92\x8c",
        "(strided:window_size=64,stride=64+fixed:window_size=128+sliding_window:window_size=1024)&"
        "dilated_sliding_window:window_size=32,dilation=3 - normal in a title that goes on and on",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaa"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaa"};
    stm_mask *whole = new_mask("strided", 0, 0, STM_MAX_SIZE), *mask = NULL;
    stm_raster *raster = NULL;
    stm_rectangle r = {2147480003, 40, 2147479999, 30};
    ASSERT_OK(stm_mask_rectangle(whole, &r, &mask, NULL));
    ASSERT_OK(stm_raster_new(mask, &raster, NULL));
    for (size_t k = 0; k < sizeof titles / sizeof *titles; k++)
        for (size_t num = 1; num <= 2; num++) {
            stm_panel panels[2] = {{raster, titles[k], 1}, {raster, titles[k], 0}};
            picture p = draw_png(panels, num, titles[k]);
            check_panel(&p, num - 1, raster);
            check_rim(&p);
            picture_free(&p);
            captured text = draw(panels, num, STM_FIGURE_PDF, titles[k]);
            free(text.text);
        }
    stm_raster_free(raster);
    stm_mask_free(mask);
    stm_mask_free(whole);
}

/* The area of the rectangles that a figure as SVG fills with a colour: cairo writes each as
 * `M x y L x y L x y L x y Z`. */
static double filled_area(const char *svg, stm_colour colour)
{
    char fill[80];
    snprintf(fill, sizeof fill, "fill:rgb(%g%%,%g%%,%g%%)", round(colour.red / 255.0 * 1e8) / 1e6,
             round(colour.green / 255.0 * 1e8) / 1e6, round(colour.blue / 255.0 * 1e8) / 1e6);
    double area = 0;
    for (const char *at = strstr(svg, "<path"); at != NULL; at = strstr(at + 1, "<path")) {
        const char *end = strchr(at, '>'), *style = strstr(at, "fill:rgb("),
                   *d = strstr(at, " d=\"");
        double rgb[3];
        assert_non_null(end);
        if (style == NULL || d == NULL || style > end || d > end)
            continue;
        assert_int_equal(sscanf(style, "fill:rgb(%lf%%,%lf%%,%lf%%)", &rgb[0], &rgb[1], &rgb[2]),
                         3);
        if (fabs(rgb[0] * 2.55 - colour.red) > 0.1 || fabs(rgb[1] * 2.55 - colour.green) > 0.1 ||
            fabs(rgb[2] * 2.55 - colour.blue) > 0.1)
            continue;
        for (const char *m = strchr(d, 'M'); m != NULL && m < end; m = strchr(m + 1, 'M')) {
            double x[4], y[4];
            if (sscanf(m, "M %lf %lf L %lf %lf L %lf %lf L %lf %lf Z", &x[0], &y[0], &x[1], &y[1],
                       &x[2], &y[2], &x[3], &y[3]) == 8)
                area += fabs((x[2] - x[0]) * (y[2] - y[0]));
        }
    }
    return area;
}

static void test_vectors(void **state)
{
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        /* 150 cells a side: 6 pixels each, without lines between. */
        stm_panel panel = {new_raster(names[k], k == 0 ? 0 : 9, 0, 150), "title", NAN};
        int64_t cells[STM_NUM_COLOURS] = {0};
        for (int64_t i = 0; i < 150; i++)
            for (int64_t j = 0; j < 150; j++)
                cells[stm_raster_row(panel.raster, i)[j]]++;
        captured svg = draw(&panel, 1, STM_FIGURE_SVG, NULL);
        assert_memory_equal(svg.text, "<?xml", 5);
        assert_non_null(strstr(svg.text, "</svg>"));
        assert_null(strstr(svg.text, "<image"));
        for (int32_t value = 1; value < 4; value++) {
            const stm_legend *legend = stm_raster_legend(panel.raster);
            bool named = false;
            for (int e = 0; e < legend->num; e++)
                named = named || legend->entries[e].value == value;
            double area = filled_area(svg.text, stm_value_colour(value));
            /* The legend's own square comes on top. */
            double swatch = area - 36.0 * (double)cells[value];
            assert_true(named ? swatch > 100 && swatch < 1600 : area == 0);
        }
        free(svg.text);
        captured pdf = draw(&panel, 1, STM_FIGURE_PDF, "title");
        assert_memory_equal(pdf.text, "%PDF-", 5);
        assert_true(pdf.length > 1000);
        assert_memory_equal(pdf.text + pdf.length - 6, "%%EOF\n", 6);
        free(pdf.text);
        stm_raster_free((stm_raster *)panel.raster);
    }
}

static void test_failures(void **state)
{
    (void)state;
    stm_panel panel = {new_raster("strided", 3, 0, 900), "title", 0.5};
    for (int format = STM_FIGURE_PNG; format <= STM_FIGURE_PDF; format++)
        for (size_t limit = 0; limit < 300000; limit += 100000) {
            limited to = {limit, 0};
            stm_output *output = NULL;
            ASSERT_OK(stm_output_callback(take_limited, &to, &output, NULL));
            stm_status status =
                stm_figure_draw(&panel, 1, output, NULL,
                                &(stm_figure_options){.format = (stm_figure_format)format});
            stm_status closed = stm_output_close(output, NULL);
            assert_int_equal(closed, to.taken > limit ? STM_EIO : STM_OK);
            if (status != STM_OK)
                assert_int_equal(status, STM_EIO);
        }
    stm_error error;
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(NULL, NULL, &output, NULL));
    ASSERT_FAILS(stm_figure_draw(&panel, 0, output, &error, NULL), STM_EINVAL, error,
                 "figure of no panels: must have one or more");
    stm_output_discard(output);
    stm_raster_free((stm_raster *)panel.raster);
}

static void test_sparsity_text(void **state)
{
    (void)state;
    char text[40];
    stm__sparsity_text(0.954086303711, text);
    assert_string_equal(text, "sparsity 95.4086%");
    stm__sparsity_text(0, text);
    assert_string_equal(text, "sparsity 0.0000%");
    stm__sparsity_text(1, text);
    assert_string_equal(text, "sparsity 100.0000%");
}

/* Full pictures below their headings: the cells are all there, the text around them. */
static void check_heading(const stm_mask *const *masks, size_t num, int64_t limit)
{
    stm_full_options options = {.full_limit = limit};
    stm_full_layout layout;
    stm_full_panel panels[5];
    static const double sparsity[5] = {0.5, 0.25, NAN, 1, 0};
    stm_legend legend = {0};
    stm_figure_heading *heading = NULL;
    for (size_t k = 0; k < num; k++)
        ASSERT_OK(stm_legend_add_mask(&legend, masks[k], NULL));
    ASSERT_OK(stm_full_layout_make(masks, num, &layout, panels, NULL, &options));
    stm_heading_text text = {.title = "A title",
                             .panel_title = num > 1 ? names : NULL,
                             .sparsity = sparsity,
                             .legend = &legend};
    ASSERT_OK(stm_figure_heading_new(&layout, panels, num, &text, &heading, NULL));
    options.heading = stm_figure_heading_pixels(heading);
    captured file = {0};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(capture, &file, &output, NULL));
    ASSERT_OK(stm_full_picture_write(masks, num, output, NULL, &options));
    ASSERT_OK(stm_output_close(output, NULL));
    picture p = picture_decode(&file);
    free(file.text);
    assert_int_equal(p.width, options.heading->width);
    assert_int_equal(p.height, options.heading->height + layout.height);
    for (size_t k = 0; k < num; k++) {
        int64_t left, top;
        picture_origin(&p, k, &left, &top);
        assert_int_equal(top, options.heading->height);
        assert_int_equal(left, options.heading->panel_x[k]);
        assert_pixel(&p, left, top - 1, white);
        for (int64_t y = 0; !layout.density && y < panels[k].height; y++)
            for (int64_t x = 0; x < panels[k].width; x++)
                assert_pixel(&p, left + x, top + y,
                             stm_value_colour(stm_mask_cell(masks[k], y, x)));
    }
    int64_t found = 0; /* the key's dark blue stands above the cells */
    for (int64_t y = 0; y < options.heading->height; y++)
        for (int64_t x = 0; x < p.width; x++) {
            stm_colour pixel = picture_pixel(&p, x, y), dark = stm_value_colour(1);
            found += memcmp(&pixel, &dark, sizeof pixel) == 0;
        }
    assert_true(found >= 14);
    for (int64_t x = 0; x < p.width; x++)
        assert_pixel(&p, x, 0, white);
    picture_free(&p);
    stm_figure_heading_free(heading);
}

static void test_headings(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 8, 100, 700};
    for (size_t s = 0; s < 4; s++) {
        stm_mask *masks[5];
        for (size_t k = 0; k < 5; k++)
            masks[k] = new_mask(names[k], k == 0 ? 0 : 5, 0, sizes[s]);
        check_heading((const stm_mask *const *)masks, 1, 0);
        check_heading((const stm_mask *const *)masks, 5, 0);
        check_heading((const stm_mask *const *)masks, 1, sizes[s] < 2 ? 1 : sizes[s] - 1);
        check_heading((const stm_mask *const *)masks, 5, sizes[s] < 2 ? 1 : sizes[s] - 1);
        for (size_t k = 0; k < 5; k++)
            stm_mask_free(masks[k]);
    }
    stm_figure_heading_free(NULL);
}

/* A PDF of which an end or an object is missing is not whole. */
static void test_whole_pdf(void **state)
{
    (void)state;
    stm_panel panel = {new_raster("strided", 3, 0, 20), "title", 0.5};
    captured pdf = draw(&panel, 1, STM_FIGURE_PDF, "title");
    char *copy = calloc(pdf.length + 1, 1);
    assert_non_null(copy);
    memcpy(copy, pdf.text, pdf.length);
    assert_true(stm__pdf_is_whole(copy, pdf.length));
    for (size_t length = 0; length < pdf.length; length++) {
        char kept = copy[length];
        copy[length] = '\0';
        assert_false(stm__pdf_is_whole(copy, length));
        copy[length] = kept;
    }
    if (strstr(pdf.text + pdf.length - 2000, "\nxref\n0 ") != NULL)
        for (char *at = copy; at + 6 <= copy + pdf.length; at++) {
            if (memcmp(at, " 0 obj", 6) != 0)
                continue;
            *at = '_';
            assert_false(stm__pdf_is_whole(copy, pdf.length));
            *at = ' ';
        }
    free(copy);
    free(pdf.text);
    stm_raster_free((stm_raster *)panel.raster);
}

/* The title's picture, and how many characters no font has. */
static picture draw_title(const stm_panel *panel, const char *title, int64_t *missing)
{
    captured text = {0};
    stm_output *output = NULL;
    stm_panel titled = *panel;
    titled.title = title;
    *missing = -1;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_figure_draw(&titled, 1, output, NULL, &(stm_figure_options){.missing = missing}));
    ASSERT_OK(stm_output_close(output, NULL));
    picture p = picture_decode(&text);
    free(text.text);
    return p;
}

/* Characters that no font has are counted, once each time; those that another font than DejaVu Sans
 * has do not look like these. */
static void test_fallback(void **state)
{
    (void)state;
    static const char *const scripts[] = {"\xeb\xaa\xa8\xeb\x91\x90", /* Korean */
                                          "\xe4\xb8\x80\xe4\xba\x8c", /* Chinese */
                                          "\xe3\x81\x8b\xe3\x81\xaa" /* Japanese */};
    stm_panel panel = {new_raster("normal", 0, 0, 8), NULL, NAN};
    int64_t missing;
    picture box = draw_title(&panel, "\xf4\x8f\xbf\xbd and \xf4\x8f\xbf\xbd", &missing);
    assert_int_equal(missing, 2);
    picture_free(&box);
    picture plain = draw_title(&panel, "An \xc3\xa4 \xe2\x88\x88 \xce\xb1\n-", &missing);
    assert_int_equal(missing, 0);
    picture_free(&plain);
    box = draw_title(&panel, "\xf4\x8f\xbf\xbd\xf4\x8f\xbf\xbd", &missing);
    for (size_t k = 0; k < 3; k++) {
        picture p = draw_title(&panel, scripts[k], &missing);
        check_rim(&p);
        check_panel(&p, 0, panel.raster);
        assert_true(missing >= 0 && missing <= 2);
        bool same = p.width == box.width && p.height == box.height &&
                    memcmp(p.pixels, box.pixels, (size_t)(3 * p.width * p.height)) == 0;
        assert_true(missing == 0 ? !same : missing < 2 || same);
        picture_free(&p);
    }
    picture_free(&box);
    stm_raster_free((stm_raster *)panel.raster);
}

/* fontconfig keeps the fonts it found in ways that LeakSanitizer does not see. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

/* Colours and a legend of the caller's take the place of all others, in cells and legends. */
static void test_own_colours(void **state)
{
    (void)state;
    const stm_colour own[STM_NUM_COLOURS] = {
        {250, 240, 230}, {1, 2, 3}, {200, 20, 20}, {20, 200, 20}};
    stm_mask *mask = new_mask("strided", 5, 4, 40);
    stm_panel panel = {.title = "Own", .sparsity = NAN};
    stm_legend legend = {0}; /* of the second value alone */
    stm_legend_add(&legend, 2, "Near");
    ASSERT_OK(stm_raster_new(mask, (stm_raster **)&panel.raster, NULL));
    for (int format = 0; format < 2; format++) {
        captured text = {0};
        stm_output *output = NULL;
        stm_figure_options options = {
            .format = (stm_figure_format)format, .colours = own, .legend = &legend};
        ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
        ASSERT_OK(stm_figure_draw(&panel, 1, output, NULL, &options));
        ASSERT_OK(stm_output_close(output, NULL));
        if (format == STM_FIGURE_SVG) {
            for (int32_t value = 0; value < 4; value++)
                assert_true(filled_area(text.text, stm_value_colour(value)) == 0);
            assert_true(filled_area(text.text, own[3]) > 0);
        } else {
            picture p = picture_decode(&text);
            int64_t expected[4] = {0}, found[4] = {0}, left, top,
                    pitch = atoi(picture_text(&p, "Cell-Size"));
            picture_origin(&p, 0, &left, &top);
            for (int64_t i = 0; i < 40; i++)
                for (int64_t j = 0; j < 40; j++) {
                    int32_t value = stm_mask_cell(mask, i, j);
                    assert_pixel(&p, left + j * pitch, top + i * pitch, own[value]);
                    expected[value] += (pitch - 1) * (pitch - 1);
                }
            /* The edges of letters are gray in all shades. */
            for (int64_t y = 0; y < p.height; y++)
                for (int64_t x = 0; x < p.width; x++)
                    for (int32_t value = 1; value < 4; value++) {
                        stm_colour pixel = picture_pixel(&p, x, y), other = stm_value_colour(value);
                        assert_memory_not_equal(&pixel, &other, sizeof pixel);
                        found[value] += memcmp(&pixel, &own[value], sizeof pixel) == 0;
                    }
            assert_true(found[2] > expected[2]); /* with its swatch */
            assert_true(found[1] == expected[1] && found[3] == expected[3]);
            picture_free(&p);
        }
        free(text.text);
    }
    stm_raster_free((stm_raster *)panel.raster);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),  cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_titles),   cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_failures), cmocka_unit_test(test_sparsity_text),
        cmocka_unit_test(test_headings), cmocka_unit_test(test_own_colours),
        cmocka_unit_test(test_fallback), cmocka_unit_test(test_whole_pdf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
