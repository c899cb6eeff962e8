/* strided_child: the strided attention of Child et al. as they wrote it, in its two heads or one.
 */
#include "pattern/contract.h"

enum { STRIDE, PART };
enum { FIRST, SECOND, MERGED };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t l = arguments->integer[STRIDE], part = arguments->integer[PART];
    if (j > i)
        return 0;
    if (j == i)
        return STM_DIAGONAL;
    if (part != SECOND && i - l <= j)
        return STM_LOCAL;
    if (part != FIRST && (i - j) % l == 0)
        return STM_STRIDED;
    return 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    int64_t l = arguments->integer[STRIDE], part = arguments->integer[PART], n = 0;
    /* Strides before the window, which has one of them as its first key. */
    int64_t strides = part == FIRST ? 0 : part == SECOND ? i / l : i / l - 1;
    int64_t local = part == SECOND ? 0 : stm__min(i, l);
    n = stm__give(runs, n, i % l, strides, l, STM_STRIDED);
    n = stm__give(runs, n, i - local, local, 1, STM_LOCAL);
    return stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t l = arguments->integer[STRIDE], part = arguments->integer[PART];
    int64_t n = stm__give(runs, 0, j, 1, 1, STM_DIAGONAL), after = size - 1 - j;
    if (part != SECOND)
        n = stm__give(runs, n, j + 1, stm__min(after, l), 1, STM_LOCAL);
    if (part == SECOND)
        return stm__give(runs, n, j + l, after / l, l, STM_STRIDED);
    return stm__give(runs, n, j + 2 * l, part == FIRST ? 0 : after / l - 1, l, STM_STRIDED);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t l = arguments->integer[STRIDE], part = arguments->integer[PART];
    int64_t window = stm__min(l, size);
    int64_t local = window * (window - 1) / 2 + (size - window) * window;
    int64_t strides = stm__sum_of_floors(size, l);
    if (part == FIRST)
        return size + local;
    if (part == SECOND)
        return size + strides;
    return size + local + strides - (size - window); /* rows from l on share one key */
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)within;
    int64_t l = arguments->integer[STRIDE], part = arguments->integer[PART];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    /* Strides of one, or a window of all, see every key before the query. */
    if ((part == FIRST && l >= size) || (part != FIRST && l == 1))
        return stm__give_band(&list, stm__band(stm__no_bound(), stm__at_query(0)));
    if (part != FIRST) {
        stm_bound high = stm__at_query(part == SECOND ? 0 : -2 * l);
        stm__give_band(&list, stm__band_of_keys(stm__band(stm__no_bound(), high), l, 0, true));
    }
    if (part != SECOND)
        stm__give_band(&list, stm__band(stm__at_query(-l), stm__at_query(0)));
    return list.num;
}

static const char *const parts[] = {"1", "2", "merged", NULL};

static const stm_parameter parameters[] = {
    STM__INTEGER("stride", 32, 1,
                 "l: the window reaches this far back, and every l-th key is seen"),
    {.name = "part",
     .type = STM_PARAMETER_CHOICE,
     .default_value = MERGED,
     .maximum = MERGED,
     .choices = parts,
     .help = "the first head (window), the second (strides), or both"},
};

const stm_pattern stm__pattern_strided_child = {
    .name = "strided_child",
    .title = "Strided (Child et al.)",
    .figure_title = "Strided Attention Mask (Child et al.)",
    .panel_title = "Strided (Child)",
    .summary = "the last stride keys and every stride-th key, as one head or as two",
    .source = "Child et al. 2019, arXiv:1904.10509, section 4.2, A(1) and A(2)",
    .parameters = STM__PARAMETERS("strided_child", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Strided"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
