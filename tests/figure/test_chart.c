/* Charts, bars and ramps: their pixels against their numbers, and what cannot be drawn. */
#include "picture.h"

#include <math.h>

#include <stmask/chart.h>

#include "figure/labels.h"
#include "figure/lettering.h"
#include "figure/scale.h"

static const stm_figure_format formats[] = {STM_FIGURE_PNG, STM_FIGURE_SVG, STM_FIGURE_PDF};

/* A chart of any of the three kinds. */
typedef stm_status (*drawer)(const void *chart, stm_output *output, stm_error *error,
                             const stm_figure_options *options);

static stm_status draw_chart(const void *chart, stm_output *output, stm_error *error,
                             const stm_figure_options *options)
{
    return stm_chart_draw(chart, output, error, options);
}

static stm_status draw_bars(const void *chart, stm_output *output, stm_error *error,
                            const stm_figure_options *options)
{
    return stm_bar_chart_draw(chart, output, error, options);
}

static stm_status draw_ramp(const void *chart, stm_output *output, stm_error *error,
                            const stm_figure_options *options)
{
    return stm_ramp_draw(chart, output, error, options);
}

static captured draw(drawer call, const void *chart, stm_figure_format format)
{
    captured text = {0};
    stm_output *output = NULL;
    stm_figure_options options = {.format = format, .title = "A title\xff of two\nlines"};
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    stm_error error = {0, ""};
    if (call(chart, output, &error, &options) != STM_OK)
        fail_msg("%s", error.message);
    ASSERT_OK(stm_output_close(output, NULL));
    return text;
}

static picture draw_png(drawer call, const void *chart)
{
    captured text = draw(call, chart, STM_FIGURE_PNG);
    picture p = picture_decode(&text);
    free(text.text);
    return p;
}

static void assert_refused(drawer call, const void *chart, const char *sentence)
{
    captured text = {0};
    stm_output *output = NULL;
    stm_error error;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_FAILS(call(chart, output, &error, NULL), STM_EINVAL, error, sentence);
    ASSERT_OK(stm_output_close(output, NULL));
    assert_int_equal(text.length, 0);
    free(text.text);
}

/* The pixels of one colour within the rows first .. last of a picture. */
typedef struct box {
    int64_t left, right, top, bottom, num;
} box;

static box find(const picture *p, stm_colour colour, int64_t first, int64_t last)
{
    box b = {p->width, -1, p->height, -1, 0};
    for (int64_t y = first; y <= last; y++)
        for (int64_t x = 0; x < p->width; x++) {
            stm_colour pixel = picture_pixel(p, x, y);
            if (memcmp(&pixel, &colour, sizeof colour) != 0)
                continue;
            b.left = x < b.left ? x : b.left;
            b.right = x > b.right ? x : b.right;
            b.top = y < b.top ? y : b.top;
            b.bottom = y > b.bottom ? y : b.bottom;
            b.num++;
        }
    return b;
}

/* The frame: the first and the last row with a thousand black pixels side by side. */
static box find_plot(const picture *p)
{
    const stm_colour black = {0, 0, 0};
    box b = {0, 0, -1, 0, 0};
    for (int64_t y = 0; y < p->height; y++)
        for (int64_t x = 0, num = 0; x < p->width; x++) {
            stm_colour pixel = picture_pixel(p, x, y);
            num = memcmp(&pixel, &black, sizeof black) == 0 ? num + 1 : 0;
            if (num < 1000)
                continue;
            b.bottom = y;
            if (b.top < 0)
                b.top = y;
            if (b.top == y) {
                b.left = x - num + 1;
                b.right = x;
            }
        }
    assert_true(b.top >= 0 && b.bottom > b.top + 100);
    return b;
}

static bool has_colour(const picture *p, stm_colour colour, int64_t x, int64_t top, int64_t bottom)
{
    for (int64_t y = top; y <= bottom; y++) {
        stm_colour pixel = picture_pixel(p, x, y);
        if (memcmp(&pixel, &colour, sizeof colour) == 0)
            return true;
    }
    return false;
}

#define MANY 1000000

/* One point among a million, up or down, and alone between two that are none. */
static void test_peaks(void **state)
{
    (void)state;
    double *y = malloc(MANY * sizeof *y), level[2] = {90, 90}, ends[2] = {0, MANY};
    assert_non_null(y);
    for (int steps = 0; steps < 2; steps++)
        for (int down = 0; down < 2; down++) {
            for (int64_t k = 0; k < MANY; k++)
                y[k] = 50 + (double)(k % 7) / 10;
            y[345678] = down ? 10 : 90;
            y[345677] = y[345679] = down ? NAN : y[0];
            level[0] = level[1] = down ? 10 : 90;
            stm_series series[] = {{.name = "level", .x = ends, .y = level, .num = 2},
                                   {.name = "peak", .y = y, .num = MANY, .steps = steps}};
            /* The line in `series` is orange, where the level is darkblue. */
            stm_chart chart = {.y = {.low = 0.01, .high = 100}, .series = series, .num_series = 2};
            picture p = draw_png(draw_chart, &chart);
            box plot = find_plot(&p), line, peak;
            line = find(&p, stm_series_colour(0), plot.top, plot.bottom);
            peak = find(&p, stm_series_colour(1), plot.top, plot.bottom);
            assert_true(line.right - line.left > 1100 && line.bottom - line.top < 6);
            int64_t end = down ? peak.bottom - line.bottom : peak.top - line.top;
            assert_true(end >= -2 && end <= 2);
            peak = find(&p, stm_series_colour(1), down ? line.top : plot.top,
                        down ? plot.bottom : line.bottom);
            double at = (double)(peak.left + peak.right) / 2 - (double)plot.left;
            assert_true(fabs(at / (double)(plot.right - plot.left) - 0.345678) < 0.003);
            picture_free(&p);
        }
    free(y);
}

static void test_breaks_and_steps(void **state)
{
    (void)state;
    double y[] = {1, 1, 1, 1, NAN, 1, 1, 3, 3, 3};
    stm_series series = {.y = y, .num = 10};
    stm_chart chart = {.series = &series, .num_series = 1};
    picture p = draw_png(draw_chart, &chart);
    box plot = find_plot(&p);
    double width = (double)(plot.right - plot.left);
    const stm_colour blue = stm_series_colour(0);
    for (double x = 0.1; x < 8.95; x += 0.1) { /* 9 is the right end */
        bool seen =
            has_colour(&p, blue, plot.left + (int64_t)(x / 9 * width), plot.top, plot.bottom);
        if (fabs(x - 4) < 0.85 || fabs(x - 4) > 1.15)
            assert_int_equal(seen, fabs(x - 4) > 1);
    }
    picture_free(&p);
    series.steps = true; /* the last y lasts to 10 */
    y[4] = 1;
    p = draw_png(draw_chart, &chart);
    plot = find_plot(&p);
    int64_t middle = (plot.top + plot.bottom) / 2;
    box jump = find(&p, blue, middle, middle);
    assert_true(jump.num >= 2 && jump.num <= 5);
    assert_true(fabs((double)(jump.left - plot.left) / width - 0.7) < 0.01);
    assert_true(has_colour(&p, blue, plot.left + (int64_t)(0.97 * width), plot.top, middle));
    picture_free(&p);
}

static const char *const groups[] = {"first", "second\nof two \xff lines", ""};
static const char *const kinds[] = {"none", "lru", "opt \xc3"};

static void test_bars(void **state)
{
    (void)state;
    double values[] = {100, 200, 300, NAN, 400, 50, 1000, 0, 20};
    for (int horizontal = 0; horizontal < 2; horizontal++) {
        stm_bar_chart chart = {.groups = groups,
                               .num_groups = 3,
                               .series = kinds,
                               .num_series = 3,
                               .values = values,
                               .horizontal = horizontal};
        picture p = draw_png(draw_bars, &chart);
        box plot = find_plot(&p), longest = {0};
        for (size_t s = 3; s-- > 0;) {
            /* The longest bars of the series: 1000, 400 and 300. */
            static const double most[] = {1000, 400, 300};
            longest = find(&p, stm_series_colour(s), plot.top, plot.bottom);
            double length =
                (double)(horizontal ? longest.right - longest.left : longest.bottom - longest.top) +
                1;
            double unit = (double)(horizontal ? plot.right - plot.left : plot.bottom - plot.top);
            /* The axis goes to the next tick beyond 1000 and its label. */
            double end = unit * most[s] / length;
            assert_true(end > 1000 && end < 1600);
            assert_true(fabs(end / 100 - round(end / 100)) < 0.1);
        }
        picture_free(&p);
    }
}

/* On a logarithmic axis no bar goes from the edge to its value: there is a dot of its colour at the
 * value, wherever the axis begins. */
static void test_dots(void **state)
{
    (void)state;
    double values[] = {100, 1000, 5000, 200};
    for (int horizontal = 0; horizontal < 2; horizontal++) {
        stm_bar_chart chart = {.groups = groups,
                               .num_groups = 2,
                               .series = kinds,
                               .num_series = 2,
                               .values = values,
                               .axis = {.scale = STM_SCALE_LOG10},
                               .horizontal = horizontal};
        double places[2][2];
        for (int wider = 0; wider < 2; wider++) {
            chart.axis.low = wider ? 1 : 0;
            chart.axis.high = wider ? 1e6 : 0;
            picture p = draw_png(draw_bars, &chart);
            box plot = find_plot(&p);
            for (size_t s = 0; s < 2; s++) {
                box dots = find(&p, stm_series_colour(s), plot.top, plot.bottom);
                double length =
                    (double)(horizontal ? dots.right - dots.left : dots.bottom - dots.top);
                double whole =
                    (double)(horizontal ? plot.right - plot.left : plot.bottom - plot.top);
                /* Two dots, each of some 800 pixels; bars would have many times as many. */
                assert_in_range(dots.num, 400, 2400);
                assert_true((double)(horizontal ? dots.left - plot.left
                                                : plot.bottom - dots.bottom) > 0.01 * whole);
                places[wider][s] = length / whole;
            }
            picture_free(&p);
        }
        /* 100 to 5000, and 200 to 1000: the same share of the logarithms on any axis. */
        for (int wider = 0; wider < 2; wider++)
            assert_true(places[wider][0] > 1.5 * places[wider][1]);
        assert_true(places[0][0] > 1.5 * places[1][0]);
    }
}

/* A reference of one series crosses its bars and no others; black within the plot is nothing else,
 * as all bars are too long for their numbers to stand there. */
static void test_references_of_series(void **state)
{
    (void)state;
    double values[] = {900, 900, 900, 900};
    stm_reference reference = {.value = 300, .series = 2};
    stm_bar_chart chart = {.groups = groups,
                           .num_groups = 2,
                           .series = kinds,
                           .num_series = 2,
                           .values = values,
                           .horizontal = true,
                           .references = &reference,
                           .num_references = 1};
    picture p = draw_png(draw_bars, &chart);
    box plot = find_plot(&p);
    int64_t middle = plot.left + (plot.right - plot.left) / 2, black[2] = {0};
    for (int64_t y = plot.top + 30; y < plot.bottom - 4; y++) {
        int of = -1; /* whose bar is in this row */
        for (int s = 0; s < 2; s++) {
            stm_colour bar = stm_series_colour((size_t)s), pixel = picture_pixel(&p, middle, y);
            if (memcmp(&pixel, &bar, sizeof bar) == 0)
                of = s;
        }
        for (int64_t x = plot.left + 20; x < middle; x++) {
            stm_colour pixel = picture_pixel(&p, x, y);
            if (pixel.red + pixel.green + pixel.blue == 0) {
                assert_true(of >= 0);
                black[of]++;
            }
        }
    }
    assert_int_equal(black[0], 0);
    assert_true(black[1] > 100);
    picture_free(&p);
    reference.series = 4;
    assert_refused(draw_bars, &chart, "reference: its series must be some of the chart's");
}

static void test_ramp(void **state)
{
    (void)state;
    static const int64_t shapes[][2] = {{1, 1}, {8, 8}, {3, 40}, {200, 130}, {1100, 7}};
    uint64_t seed = 31;
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        int64_t rows = shapes[s][0], columns = shapes[s][1], x, y;
        double *cells = malloc((size_t)(rows * columns) * sizeof *cells);
        assert_non_null(cells);
        for (int64_t k = 0; k < rows * columns; k++)
            cells[k] = random_between(&seed, 0, 3) == 0
                           ? NAN
                           : (double)random_between(&seed, 0, 1000) / 1000;
        stm_ramp ramp = {.cells = cells,
                         .rows = rows,
                         .columns = columns,
                         .first_query = 1000,
                         .bar_title = "visited at step",
                         .bar_low = "0",
                         .bar_high = "1,000",
                         .none = s == 2 ? NULL : "not visited"};
        picture p = draw_png(draw_ramp, &ramp);
        picture_origin(&p, 0, &x, &y);
        int64_t across, down;
        picture_pitch(&p, &across, &down);
        assert_true(across >= 1 && (across == down || s == 4));
        int64_t wide = across >= 9 ? across - 1 : across, tall = down >= 9 ? down - 1 : down;
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < columns; j++)
                for (int64_t corner = 0; corner < 4; corner++)
                    assert_pixel(&p, x + j * across + corner % 2 * (wide - 1),
                                 y + i * down + corner / 2 * (tall - 1),
                                 stm_ramp_colour(cells[i * columns + j]));
        if (wide < across && columns > 1)
            assert_pixel(&p, x + wide, y, (stm_colour){255, 255, 255});
        picture_free(&p);
        free(cells);
    }
}

static double lightness(stm_colour c)
{
    return 0.2126 * pow(c.red / 255.0, 2.2) + 0.7152 * pow(c.green / 255.0, 2.2) +
           0.0722 * pow(c.blue / 255.0, 2.2);
}

static void test_ramp_colours(void **state)
{
    (void)state;
    stm_colour first = stm_ramp_colour(0), last = stm_ramp_colour(1), none = stm_ramp_colour(NAN);
    stm_colour gray = stm_value_colour(0);
    assert_true(first.red == 0x44 && first.green == 0x01 && first.blue == 0x54);
    assert_true(last.red == 0xfd && last.green == 0xe7 && last.blue == 0x25);
    assert_memory_equal(&none, &gray, sizeof gray);
    for (int k = 1; k <= 64; k++)
        assert_true(lightness(stm_ramp_colour(k / 64.0)) >
                    lightness(stm_ramp_colour((k - 1) / 64.0)));
}

/* Every tag that is opened is closed, in order. */
static void assert_well_formed(const captured *svg)
{
    char names[16][32];
    int depth = 0;
    assert_int_equal(strncmp(svg->text, "<?xml", 5), 0);
    for (const char *at = strchr(svg->text + 5, '<'); at != NULL; at = strchr(at, '<')) {
        const char *end = strchr(at, '>');
        assert_non_null(end);
        size_t length = strcspn(at + 1, " >/\n");
        if (at[1] == '/') {
            length = (size_t)(end - at - 2);
            assert_true(depth > 0 && strlen(names[depth - 1]) == length);
            assert_memory_equal(names[--depth], at + 2, length);
        } else if (end[-1] != '/') {
            assert_true(depth < 16 && length > 0 && length < 32);
            memcpy(names[depth], at + 1, length);
            names[depth++][length] = '\0';
        }
        at = end;
    }
    assert_int_equal(depth, 0);
    assert_non_null(strstr(svg->text, "</svg>"));
}

static double some[] = {3, 1, 4, 1, 5, 9, 2, 6};

/* One of each kind, with all there is. */
static stm_series some_series[8];
static const stm_reference some_references[] = {
    {.label = "bound \xfe", .value = 2, .number = true},
    {.label = "near it", .value = 2.05},
    {.value = 7, .series = 5},
    {.label = "chip\nsize", .value = 3, .vertical = true},
    {.label = "beside", .value = 3.1, .vertical = true}};
static stm_chart some_chart = {.x = {.title = "step", .whole = true},
                               .y = {.title = "vectors\xff", .scale = STM_SCALE_LOG10},
                               .series = some_series,
                               .num_series = 8,
                               .references = some_references,
                               .num_references = 5};
static const stm_bar_chart some_bars = {.groups = groups,
                                        .num_groups = 2,
                                        .series = kinds,
                                        .num_series = 3,
                                        .values = some,
                                        .axis = {.title = "loads", .scale = STM_SCALE_LOG2},
                                        .references = some_references,
                                        .num_references = 3};
static double some_cells[] = {0, 0.5, NAN, 1, 1, 0.25};
static const stm_ramp some_ramp = {.cells = some_cells,
                                   .rows = 2,
                                   .columns = 3,
                                   .bar_title = "at\xff",
                                   .bar_low = "0",
                                   .bar_high = "9",
                                   .none = "none"};
static const struct {
    drawer call;
    const void *chart;
} kinds_of_charts[] = {{draw_chart, &some_chart}, {draw_bars, &some_bars}, {draw_ramp, &some_ramp}};

static int make_series(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b\xff", "c\nd", NULL, "e", "f", "g", ""};
    for (size_t k = 0; k < 8; k++)
        some_series[k] = (stm_series){
            .name = names[k], .y = some, .num = 8 - (int64_t)k, .markers = k % 2, .steps = k % 3};
    return 0;
}

static void test_formats(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        captured svg = draw(kinds_of_charts[k].call, kinds_of_charts[k].chart, STM_FIGURE_SVG);
        assert_well_formed(&svg);
        captured pdf = draw(kinds_of_charts[k].call, kinds_of_charts[k].chart, STM_FIGURE_PDF);
        assert_int_equal(strncmp(pdf.text, "%PDF-", 5), 0);
        picture p = draw_png(kinds_of_charts[k].call, kinds_of_charts[k].chart);
        assert_string_equal(picture_text(&p, "Title"), "A title? of two\nlines");
        /* Nothing is cut off: the rim is white. */
        for (int64_t x = 0; x < p.width; x++) {
            assert_pixel(&p, x, 5, (stm_colour){255, 255, 255});
            assert_pixel(&p, x, p.height - 5, (stm_colour){255, 255, 255});
        }
        for (int64_t y = 0; y < p.height; y++) {
            assert_pixel(&p, 5, y, (stm_colour){255, 255, 255});
            assert_pixel(&p, p.width - 5, y, (stm_colour){255, 255, 255});
        }
        picture_free(&p);
        free(svg.text);
        free(pdf.text);
    }
}

static void test_failing_outputs(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++)
        for (size_t f = 0; f < 3; f++)
            for (size_t limit = 0; limit < 3000; limit += 1000) {
                limited to = {limit, 0};
                stm_output *output = NULL;
                stm_figure_options options = {.format = formats[f], .title = "title"};
                ASSERT_OK(stm_output_callback(take_limited, &to, &output, NULL));
                stm_status status =
                    kinds_of_charts[k].call(kinds_of_charts[k].chart, output, NULL, &options);
                /* What is still in the output's buffer fails when it closes. */
                assert_true(status == STM_OK || status == STM_EIO);
                assert_int_equal(stm_output_close(output, NULL), STM_EIO);
            }
}

static void test_refusals(void **state)
{
    (void)state;
    double y[] = {1, 0, NAN}, none[] = {NAN, NAN}, cells[] = {0.5, 1.5};
    stm_series series = {.y = y, .num = 3};
    stm_chart chart = {.y = {.scale = STM_SCALE_LOG2}, .series = &series, .num_series = 1};
    assert_refused(draw_chart, &chart,
                   "series 0, point 1: y 0: must be above 0 on a logarithmic axis");
    y[1] = -2.5;
    assert_refused(draw_chart, &chart,
                   "series 0, point 1: y -2.5: must be above 0 on a logarithmic axis");
    y[1] = INFINITY;
    chart.y.scale = STM_SCALE_LINEAR;
    assert_refused(draw_chart, &chart, "series 0, point 1: y inf: must be a number up to 1e300");
    y[1] = 2;
    chart.x.scale = STM_SCALE_LOG10;
    assert_refused(draw_chart, &chart,
                   "series 0, point 0: x 0: must be above 0 on a logarithmic axis");
    stm_reference reference = {.label = "none", .value = NAN, .vertical = true};
    chart.x.scale = STM_SCALE_LINEAR;
    chart.references = &reference;
    chart.num_references = 1;
    assert_refused(draw_chart, &chart, "reference 0, nan: must be a number up to 1e300");
    series.y = none;
    series.num = 2;
    assert_refused(draw_chart, &chart, "chart of no points: must have one or more");
    assert_refused(draw_chart, &(stm_chart){.num_series = 0},
                   "chart of no points: must have one or more");
    stm_bar_chart bars = {
        .groups = groups, .num_groups = 1, .series = kinds, .num_series = 2, .values = y};
    y[0] = -1;
    assert_refused(draw_bars, &bars, "group 0, series 0: value -1: must be 0 or more");
    bars.values = none;
    assert_refused(draw_bars, &bars, "chart of no bars: must have one or more");
    bars.num_groups = 0;
    assert_refused(draw_bars, &bars, "chart of no bars: must have one or more");
    stm_ramp ramp = {.cells = cells, .rows = 1, .columns = 2, .first_query = 7, .first_key = 3};
    assert_refused(draw_ramp, &ramp, "cell (7, 4) 1.5: must be from 0 to 1");
    ramp.rows = 0;
    assert_refused(draw_ramp, &ramp, "ramp of 0 x 2 cells: must be from 1 to 4096");
}

/* One point, all equal, and the ends of what there are numbers for: drawn all the same. */
static void test_little_data(void **state)
{
    (void)state;
    static const double values[] = {1, 5, 1e-300, 1e300, 123456789, 0.001, 1e15};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
        for (int scale = 0; scale < 3; scale++)
            for (int64_t num = 1; num <= 2; num++) {
                double y[] = {values[v], values[v]};
                stm_chart_axis axis = {.scale = (stm_scale)scale, .whole = v == 1};
                stm_series series = {.x = y, .y = y, .num = num, .markers = true};
                stm_chart chart = {.x = axis, .y = axis, .series = &series, .num_series = 1};
                picture p = draw_png(draw_chart, &chart);
                assert_true(find(&p, stm_series_colour(0), 0, p.height - 1).num > 20);
                picture_free(&p);
                stm_bar_chart bars = {.groups = groups,
                                      .num_groups = 1,
                                      .series = kinds,
                                      .num_series = (size_t)num,
                                      .values = y,
                                      .axis = axis};
                p = draw_png(draw_bars, &bars);
                assert_true(find(&p, stm_series_colour(0), 0, p.height - 1).num > 20);
                picture_free(&p);
            }
    double zero = 0;
    stm_bar_chart bars = {
        .groups = groups, .num_groups = 1, .series = kinds, .num_series = 1, .values = &zero};
    picture p = draw_png(draw_bars, &bars);
    picture_free(&p);
}

static void assert_fixed(double value, int decimals, const char *suffix, const char *wanted)
{
    char text[32];
    stm__number_fixed(value, decimals, suffix, text);
    assert_string_equal(text, wanted);
}

static void assert_short(double value, bool binary, bool trim, const char *wanted)
{
    char text[32];
    stm__number_short(value, binary, trim, text);
    assert_string_equal(text, wanted);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_fixed(0, 0, "", "0");
    assert_fixed(1234567, 0, "", "1,234,567");
    assert_fixed(-999.95, 1, "k",
                 "\xe2\x88\x92"
                 "1,000.0k");
    assert_fixed(-0.001, 2, "", "0.00");
    assert_short(999999, false, false, "999,999");
    assert_short(1000000, false, true, "1M");
    assert_short(1000000, false, false, "1.000M");
    assert_short(1316123, false, false, "1.316M");
    assert_short(96.80, false, false, "96.80");
    assert_short(0.1, false, true, "0.1");
    assert_short(0.001234, false, true, "0.001234");
    assert_short(512, true, true, "512");
    assert_short(1024, true, true, "1Ki");
    assert_short(1048576, true, true, "1Mi");
    assert_short(1000, true, false, "1,000");
    assert_short(131584, true, false, "128.5Ki");
    assert_short(1e-9, false, true,
                 "1e\xe2\x88\x92"
                 "9");
    assert_short(2.5e30, false, true, "2.5e30");
}

/* Ticks ascend within the range, and their labels keep apart. */
static void test_scales(void **state)
{
    (void)state;
    uint64_t seed = 32;
    cairo_t *scratch = NULL;
    ASSERT_OK(stm__text_open(&scratch, NULL));
    assert_non_null(scratch);
    for (int repeat = 0; repeat < 20000; repeat++) {
        stm_chart_axis axis = {.scale = (stm_scale)random_between(&seed, 0, 2),
                               .zero = random_between(&seed, 0, 1),
                               .whole = random_between(&seed, 0, 1)};
        double power = (double)random_between(&seed, repeat % 2 == 0 ? -3 : -250, 12);
        double low = (double)random_between(&seed, 1, 1000) * pow(10, power), high = low;
        if (random_between(&seed, 0, 5) > 0)
            high *= 1 + pow(10, (double)random_between(&seed, -6, repeat % 5 == 0 ? 200 : 9));
        if (axis.scale == STM_SCALE_LINEAR && random_between(&seed, 0, 2) == 0)
            low = -low;
        bool round = random_between(&seed, 0, 1), horizontal = random_between(&seed, 0, 1);
        double length = horizontal ? 1152 : 640, before = -INFINITY, size = 28;
        stm__scale s;
        stm__scale_make(scratch, &axis, (stm__scale_range){low, high}, round, horizontal, length,
                        size, &s);
        double off = 1e-6 * (s.high - s.low);
        assert_true(s.low < s.high && s.low <= low + off && s.high >= high - off);
        assert_true(s.num >= 1 && s.num <= STM__MOST_TICKS);
        for (int k = 0; k < s.num; k++) {
            double at = stm__scale_at(&s, s.ticks[k]) * length;
            double width = stm__text_width(scratch, size, s.labels[k]);
            double half = horizontal ? width / 2 : size / 2;
            assert_true(at > -1 && at < length + 1);
            assert_true(at - half > before);
            assert_true(width <= s.width + 0.001 && s.labels[k][0] != '\0');
            before = at + half;
        }
        for (int k = 0; k < s.num_minor; k++)
            assert_true(s.minor[k] >= s.low && s.minor[k] <= s.high);
    }
    cairo_destroy(scratch);
}

/* Labels of points that are close together: no box of one meets another one, all stay in the plot,
 * and points of other series are kept off. */
static void test_labels(void **state)
{
    (void)state;
    enum { NUM = 24, MOST = 60 };
    double x[NUM], y[NUM], other_x[MOST], other_y[MOST];
    const char *names[NUM];
    char text[NUM][24];
    uint64_t random = 5;
    for (int round = 0; round < 20; round++) {
        int placed = 0;
        for (int k = 0; k < NUM; k++) {
            x[k] = (double)random_between(&random, 0, round < 10 ? 1000 : 30);
            y[k] = (double)random_between(&random, 0, round < 10 ? 1000 : 30);
            snprintf(text[k], sizeof text[k], "%d, %d", k, 1000 * round);
            names[k] = k % 7 == 3 ? NULL : text[k];
        }
        for (int k = 0; k < MOST; k++) {
            other_x[k] = (double)random_between(&random, 0, 1000);
            other_y[k] = (double)random_between(&random, 0, 1000);
        }
        stm_series series[] = {{.x = other_x, .y = other_y, .num = MOST, .apart = true},
                               {.x = x, .y = y, .num = NUM, .markers = true, .labels = names}};
        stm_chart chart = {.series = series, .num_series = 2};
        cairo_t *scratch = NULL;
        stm__labels labels = {0};
        stm__scale scale_x, scale_y;
        stm__plot plot = {.size = STM__CHART_SIZE,
                          .x = 100,
                          .y = 50,
                          .width = STM__CHART_WIDTH,
                          .height = STM__CHART_HEIGHT,
                          .horizontal = &scale_x,
                          .vertical = &scale_y};
        stm__scale_range range = {0, 1000};
        ASSERT_OK(stm__text_open(&scratch, NULL));
        stm__scale_make(scratch, &chart.x, range, true, true, 1152, plot.size, &scale_x);
        stm__scale_make(scratch, &chart.y, range, true, false, 640, plot.size, &scale_y);
        ASSERT_OK(stm__labels_make(scratch, &chart, &labels, NULL));
        assert_int_equal(labels.num, NUM - 3);
        stm__labels_place(&plot, &chart, &labels);
        for (size_t k = 0; k < labels.num; k++) {
            const stm__label *a = &labels.items[k];
            if (!a->placed)
                continue;
            placed++;
            assert_true(a->left >= 100 && a->left + a->text.width <= 100 + 1152);
            assert_true(a->top >= 50 && a->top + plot.size <= 50 + 640);
            for (size_t l = 0; l < k; l++) {
                const stm__label *b = &labels.items[l];
                assert_false(b->placed && a->left < b->left + b->text.width &&
                             b->left < a->left + a->text.width && a->top < b->top + plot.size &&
                             b->top < a->top + plot.size);
            }
            for (size_t l = 0; l < labels.num; l++)
                assert_false(labels.items[l].x > a->left &&
                             labels.items[l].x < a->left + a->text.width &&
                             labels.items[l].y > a->top && labels.items[l].y < a->top + plot.size);
        }
        assert_true(placed >= (round < 10 ? NUM - 5 : 5));
        stm__labels_free(&labels);
        cairo_destroy(scratch);
    }
}

/* Markers that stand apart have no line between them, and labels leave black on the page. */
static void test_points_apart(void **state)
{
    (void)state;
    double x[] = {1, 9}, y[] = {5, 5};
    const char *names[] = {"MMMM", NULL};
    int64_t black[2] = {0, 0};
    for (int round = 0; round < 2; round++) {
        stm_series series = {
            .x = x, .y = y, .num = 2, .apart = true, .labels = round == 0 ? NULL : names};
        stm_chart chart = {.x = {.low = 0, .high = 10},
                           .y = {.low = 0, .high = 10},
                           .series = &series,
                           .num_series = 1};
        picture p = draw_png(draw_chart, &chart);
        int64_t blue = 0;
        for (int64_t at = 0; at < p.width * p.height; at++) {
            stm_colour c = picture_pixel(&p, at % p.width, at / p.width);
            blue += c.blue > 120 && c.red < 20;
            black[round] += c.red < 60 && c.blue < 60;
        }
        /* Two dots, and no line of a thousand pixels. */
        assert_true(blue > 60 && blue < 600);
        picture_free(&p);
    }
    assert_true(black[1] > black[0] + 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_peaks),
        cmocka_unit_test(test_breaks_and_steps),
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_dots),
        cmocka_unit_test(test_references_of_series),
        cmocka_unit_test(test_ramp),
        cmocka_unit_test(test_ramp_colours),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_failing_outputs),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_little_data),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_scales),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_points_apart),
    };
    return cmocka_run_group_tests(tests, make_series, NULL);
}
