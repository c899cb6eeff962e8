/* neighborhood: a window of fixed size that is shifted inwards at the edges. */
#include "pattern/neighborhood.h"

#include "pattern/contract.h"

/* The tokens of the residue class of `index`, and its place among them. */
static int64_t class_tokens(const stm__axis_window *axis, int64_t index)
{
    int64_t d = axis->dilation;
    return (axis->tokens - 1 - index % d) / d + 1;
}

/* The keys [start, end) that place x of a class of n sees, as places. */
static void see(const stm__axis_window *axis, int64_t n, int64_t x, int64_t *start, int64_t *end)
{
    int64_t w = stm__min(axis->window, n), s = axis->stride;
    int64_t left = w / 2, right = w / 2 + w % 2 - 1;
    if (axis->causal) {
        int64_t leader = stm__min(x / s * s + s - 1, n - 1);
        *start = stm__max(leader - left - right, 0);
        *end = x + 1;
    } else {
        int64_t leader = stm__min(x / s * s + s / 2, n - 1);
        *start = stm__max(leader - left, 0);
        if (leader + right >= n)
            *start += n - right - leader - 1;
        *end = *start + w;
    }
}

bool stm__neighborhood_sees(const stm__axis_window *axis, int64_t i, int64_t j)
{
    int64_t d = axis->dilation, start, end;
    if (i % d != j % d)
        return false;
    see(axis, class_tokens(axis, i), i / d, &start, &end);
    return start <= j / d && j / d < end;
}

void stm__neighborhood_keys(const stm__axis_window *axis, int64_t index, int64_t *first,
                            int64_t *count)
{
    int64_t d = axis->dilation, start, end;
    see(axis, class_tokens(axis, index), index / d, &start, &end);
    *first = index % d + start * d;
    *count = stm__max(0, end - start);
}

/* Both ends of what a place sees grow with the place, so that those that see one are neighbours:
 * the first whose end is beyond it, up to the last whose start is not. */
void stm__neighborhood_queries(const stm__axis_window *axis, int64_t index, int64_t *first,
                               int64_t *count)
{
    int64_t d = axis->dilation, n = class_tokens(axis, index), at = index / d, start, end;
    int64_t begin = 0, finish = n;
    for (int64_t high = n; begin < high;) {
        int64_t middle = begin + (high - begin) / 2;
        see(axis, n, middle, &start, &end);
        if (end > at)
            high = middle;
        else
            begin = middle + 1;
    }
    for (int64_t low = begin; low < finish;) {
        int64_t middle = low + (finish - low) / 2;
        see(axis, n, middle, &start, &end);
        if (start > at)
            finish = middle;
        else
            low = middle + 1;
    }
    *first = index % d + begin * d;
    *count = finish - begin;
}

enum { WINDOW, STRIDE, DILATION, CAUSAL };

static stm__axis_window axis_of(const stm_arguments *arguments, int64_t size)
{
    const int64_t *a = arguments->integer;
    return (stm__axis_window){size, a[WINDOW], a[STRIDE], a[DILATION], a[CAUSAL] != 0};
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    stm__axis_window axis = axis_of(arguments, size);
    return !stm__neighborhood_sees(&axis, i, j) ? 0 : j == i ? STM_DIAGONAL : STM_LOCAL;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    stm__axis_window axis = axis_of(arguments, size);
    int64_t first, count;
    stm__neighborhood_keys(&axis, i, &first, &count);
    return stm__give_around(runs, 0, first, count, axis.dilation, i, STM_LOCAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    stm__axis_window axis = axis_of(arguments, size);
    int64_t first, count;
    stm__neighborhood_queries(&axis, j, &first, &count);
    return stm__give_around(runs, 0, first, count, axis.dilation, j, STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t d = arguments->integer[DILATION], w = arguments->integer[WINDOW];
    if (arguments->integer[CAUSAL])
        return -1;
    /* size % d classes have a token more than the others. */
    int64_t least = size / d, larger = size % d;
    return larger * (least + 1) * stm__min(w, least + 1) +
           stm__min(d - larger, size) * least * stm__min(w, least);
}

static const stm_parameter parameters[] = {
    STM__INTEGER("window", 7, 1, "keys of the neighbourhood"),
    STM__INTEGER("stride", 1, 1, "queries that share one neighbourhood"),
    STM__INTEGER("dilation", 1, 1, "distance between its keys"),
    STM__CHOICE("causal", stm__no_yes, "whether keys after the query are left out"),
};

const stm_pattern stm__pattern_neighborhood = {
    .name = "neighborhood",
    .title = "Neighborhood",
    .figure_title = "Neighborhood Attention Mask",
    .panel_title = "Neighborhood",
    .summary = "a window of fixed size round the query, shifted inwards at the edges",
    .source = "Hassani et al. 2023, arXiv:2204.07143, section 3; stride and causal as in "
              "arXiv:2504.16922, section 3",
    .parameters = parameters,
    .num_parameters = 4,
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = column,
    .count = count,
};
