/* fixed_child: the fixed attention of Child et al. as they wrote it, in its two heads or one. */
#include "pattern/contract.h"

enum { BLOCK, SUMMARY, PART };
enum { FIRST, SECOND, MERGED };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t l = arguments->integer[BLOCK], c = arguments->integer[SUMMARY];
    bool first = j / l == i / l, second = j % l >= l - c;
    if (arguments->integer[PART] == FIRST)
        second = false;
    if (arguments->integer[PART] == SECOND)
        first = false;
    if (j > i || (!first && !second))
        return 0;
    return j == i ? STM_DIAGONAL : first ? STM_LOCAL : STM_COLUMN;
}

/* The summary columns come as one run a column or as one run a block, whichever are fewer. */
static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size;
    int64_t blocks = index / arguments->integer[BLOCK];
    return column ? 3 : 3 + stm__min(blocks, arguments->integer[SUMMARY]);
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    int64_t l = arguments->integer[BLOCK], c = stm__min(l, arguments->integer[SUMMARY]);
    int64_t blocks = i / l, n = 0;
    if (arguments->integer[PART] != FIRST && c == l) {
        n = stm__give(runs, n, 0, blocks * l, 1, STM_COLUMN);
    } else if (arguments->integer[PART] != FIRST && c <= blocks) {
        for (int64_t k = 0; k < c; k++)
            n = stm__give(runs, n, l - c + k, blocks, l, STM_COLUMN);
    } else if (arguments->integer[PART] != FIRST) {
        for (int64_t k = 0; k < blocks; k++)
            n = stm__give(runs, n, k * l + l - c, c, 1, STM_COLUMN);
    }
    int64_t own = blocks * l;
    if (arguments->integer[PART] == SECOND)
        return stm__give_around(runs, n, own + l - c, i - (own + l - c) + 1, 1, i, STM_COLUMN);
    return stm__give_around(runs, n, own, i - own + 1, 1, i, STM_LOCAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t l = arguments->integer[BLOCK], part = arguments->integer[PART];
    bool summary = part != FIRST && j % l >= l - arguments->integer[SUMMARY];
    int64_t end = stm__min(size, j / l * l + l), n = 0;
    if (part == SECOND)
        return summary ? stm__give_around(runs, 0, j, size - j, 1, j, STM_COLUMN) : 0;
    n = stm__give_around(runs, 0, j, end - j, 1, j, STM_LOCAL);
    return stm__give(runs, n, end, summary ? size - end : 0, 1, STM_COLUMN);
}

static int64_t triangle(int64_t n)
{
    return n <= 0 ? 0 : n * (n + 1) / 2;
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t l = arguments->integer[BLOCK], c = stm__min(l, arguments->integer[SUMMARY]);
    int64_t blocks = size / l, rest = size % l;
    int64_t own = blocks * triangle(l) + triangle(rest);
    int64_t before = stm__sum_of_floors(size, l) * c;
    if (arguments->integer[PART] == FIRST)
        return own;
    if (arguments->integer[PART] == SECOND)
        return before + blocks * triangle(c) + triangle(rest - (l - c));
    return own + before;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)within;
    int64_t l = arguments->integer[BLOCK], c = stm__min(l, arguments->integer[SUMMARY]);
    int64_t part = arguments->integer[PART];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    stm_bound high = part == SECOND ? stm__at_query(0) : stm__at_block(l, -1);
    if (part != FIRST && c == l)
        stm__give_band(&list, stm__band(stm__no_bound(), high));
    for (int64_t k = 0; part != FIRST && c < l && k < c && k < size && !list.over; k++)
        stm__give_band(&list,
                       stm__band_of_keys(stm__band(stm__no_bound(), high), l, l - c + k, false));
    if (part != SECOND)
        stm__give_band(&list, stm__band(stm__at_block(l, 0), stm__at_query(0)));
    return list.over ? -1 : list.num;
}

static const char *const parts[] = {"1", "2", "merged", NULL};

static const stm_parameter parameters[] = {
    STM__INTEGER("block", 32, 1, "l: keys of a block"),
    STM__INTEGER("summary", 1, 1, "c: last keys of each block that all later queries see"),
    {.name = "part",
     .type = STM_PARAMETER_CHOICE,
     .default_value = MERGED,
     .maximum = MERGED,
     .choices = parts,
     .help = "the first head (own block), the second (summaries), or both"},
};

const stm_pattern stm__pattern_fixed_child = {
    .name = "fixed_child",
    .title = "Fixed (Child et al.)",
    .figure_title = "Fixed Attention Mask (Child et al.)",
    .panel_title = "Fixed (Child)",
    .summary = "the keys of the own block, and the last keys of every block before",
    .source = "Child et al. 2019, arXiv:1904.10509, section 4.2, A(1) and A(2) of fixed attention",
    .parameters = STM__PARAMETERS("fixed_child", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Column"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
