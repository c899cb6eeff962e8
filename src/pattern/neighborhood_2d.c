/* neighborhood_2d: neighbourhoods in an image, its tokens row by row. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/fail.h"
#include "pattern/contract.h"
#include "pattern/neighborhood.h"

enum { HEIGHT, WIDTH, WINDOW, DILATION, CAUSAL };

typedef struct axes {
    stm__axis_window rows, columns;
} axes;

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const axes *a = arguments->prepared;
    int64_t width = a->columns.tokens;
    bool seen = stm__neighborhood_sees(&a->rows, i / width, j / width) &&
                stm__neighborhood_sees(&a->columns, i % width, j % width);
    return !seen ? 0 : j == i ? STM_DIAGONAL : STM_LOCAL;
}

typedef void find(const stm__axis_window *axis, int64_t index, int64_t *first, int64_t *count);

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size;
    const axes *a = arguments->prepared;
    find *those = column ? stm__neighborhood_queries : stm__neighborhood_keys;
    int64_t first, count;
    those(&a->rows, index / a->columns.tokens, &first, &count);
    return count + 2;
}

/* One run for each row of the image that takes part. */
static int64_t line(const axes *a, int64_t index, find *those, stm_run *runs)
{
    int64_t width = a->columns.tokens, top, rows, left, columns, n = 0;
    those(&a->rows, index / width, &top, &rows);
    those(&a->columns, index % width, &left, &columns);
    for (int64_t k = 0; k < rows; k++)
        n = stm__give_around(runs, n, (top + k * a->rows.dilation) * width + left, columns,
                             a->columns.dilation, index, STM_LOCAL);
    return n;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    return line(arguments->prepared, i, stm__neighborhood_keys, runs);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    (void)size;
    return line(arguments->prepared, j, stm__neighborhood_queries, runs);
}

/* A bound along the columns of an image, for keys `rows` rows of the image below the query. */
static stm_bound in_image(stm_bound bound, int64_t width, int64_t rows)
{
    bound.offset += rows * width;
    return bound.kind == STM_BOUND_KEY ? stm__at_block(width, bound.offset) : bound;
}

/* Gives the bands of the queries in the rows first to end - 1 of the image, which see `count` rows
 * from `top` on, counted from their own. */
static void give_rows(stm__bands *list, const axes *a, int64_t first, int64_t end, int64_t top,
                      int64_t count)
{
    stm__axis_piece pieces[STM__AXIS_PIECES];
    int num = stm__neighborhood_pieces(&a->columns, pieces);
    int64_t width = a->columns.tokens, d = a->columns.dilation;
    for (int64_t k = 0; k < count && first < end && !list->over; k++)
        for (int n = 0; n < num; n++) {
            const stm__axis_piece *p = &pieces[n];
            int64_t rows = top + k * a->rows.dilation;
            stm_band band =
                stm__band(in_image(p->low, width, rows), in_image(p->high, width, rows));
            band = stm__band_of_queries(band, first * width, end * width);
            band = stm__band_of_phases(band, width, p->first, stm__min(p->end, width));
            stm__give_band(list, stm__band_of_keys(band, d, 0, true));
        }
}

/* All rows of the image that are far enough from its edges see alike; others are given one by one.
 * Columns at a distance need rows of the image that are a multiple of it. */
static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size;
    const axes *a = arguments->prepared;
    int64_t width = a->columns.tokens, height = a->rows.tokens, d = a->rows.dilation;
    int64_t w = a->rows.window, left = a->rows.causal ? w - 1 : w / 2;
    int64_t right = a->rows.causal ? 0 : w - 1 - w / 2;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    if (width % a->columns.dilation != 0)
        return -1;
    int64_t end = (within->first_query + within->num_queries - 1) / width + 1;
    for (int64_t r = within->first_query / width; r < end && !list.over; r++) {
        int64_t top, count;
        bool middle = w <= height / d && r >= left * d && r < height - right * d;
        int64_t next = middle ? stm__min(end, height - right * d) : r + 1;
        stm__neighborhood_keys(&a->rows, r, &top, &count);
        give_rows(&list, a, r, next, top - r, count);
        r = next - 1;
    }
    return list.over ? -1 : list.num;
}

static int64_t whole_root(int64_t size)
{
    int64_t root = 1;
    while ((root + 1) * (root + 1) <= size)
        root++;
    return root;
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    int64_t height = arguments->integer[HEIGHT], width = arguments->integer[WIDTH], product;
    if (height == 0 && width == 0)
        height = width = whole_root(size);
    else if (height == 0)
        height = size / width;
    else if (width == 0)
        width = size / height;
    if (!stm__multiply(height, width, &product) || product != size)
        return stm__fail(error, STM_EINVAL,
                         "height %" PRId64 ", width %" PRId64
                         ": their product must be the size, %" PRId64,
                         height, width, size);
    axes *a = malloc(sizeof *a);
    if (a == NULL)
        return stm__fail_memory(error, "mask");
    int64_t window = arguments->integer[WINDOW], dilation = arguments->integer[DILATION];
    bool causal = arguments->integer[CAUSAL] != 0;
    a->rows = (stm__axis_window){height, stm_pair_rows(window), 1, stm_pair_rows(dilation), causal};
    a->columns =
        (stm__axis_window){width, stm_pair_columns(window), 1, stm_pair_columns(dilation), causal};
    *prepared = a;
    return STM_OK;
}

#define PAIR(words, usual, text)                                                                   \
    {                                                                                              \
        .name = words, .type = STM_PARAMETER_PAIR,                                                 \
        .default_value = usual * (INT64_C(1) << 32) + usual, .minimum = 1,                         \
        .maximum = INT64_C(1) << 30, .help = text                                                  \
    }

static const stm_parameter parameters[] = {
    STM__INTEGER("height", 0, 0, "rows of the image; 0: what the size and the width make"),
    STM__INTEGER("width", 0, 0, "columns of the image; 0: as the height, or its square's side"),
    PAIR("window", 7, "rows and columns of the neighbourhood"),
    PAIR("dilation", 1, "distance between its rows, and between its columns"),
    STM__CHOICE("causal", stm__no_yes, "whether later rows and later columns are left out"),
};

const stm_pattern stm__pattern_neighborhood_2d = {
    .name = "neighborhood_2d",
    .title = "Neighborhood 2D",
    .figure_title = "2D Neighborhood Attention Mask",
    .panel_title = "Neighborhood 2D",
    .summary =
        "a window of fixed size round the query's place in an image of height x width tokens",
    .source = "Hassani et al. 2023, arXiv:2204.07143, section 3",
    .parameters = STM__PARAMETERS("neighborhood_2d", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .prepare = prepare,
    .release = free,
};
