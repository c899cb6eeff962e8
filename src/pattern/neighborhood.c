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

/* A bound so far from the beginning of a group of s places; one group may hold all n of the class.
 */
static stm_bound in_group(int64_t s, int64_t n, int64_t dilation, int64_t offset)
{
    if (s == 1)
        return stm__at_query(offset);
    return s >= n ? stm__at_key(offset) : stm__at_block(s * dilation, offset);
}

/* The pieces of the classes phase_first to phase_end - 1, which have n tokens each: those whose
 * window begins with the class, those whose window goes with their group, and those whose window
 * ends with the class. Place x of a class is x * dilation tokens from its beginning, so that places
 * in groups of `stride` are tokens in blocks of stride * dilation. */
static int class_pieces(const stm__axis_window *axis, int64_t n, int64_t phase_first,
                        int64_t phase_end, stm__axis_piece *pieces)
{
    int64_t d = axis->dilation, s = axis->stride, w = stm__min(axis->window, n);
    int64_t leader = axis->causal ? s - 1 : s / 2; /* of a group, from its beginning */
    int64_t left = axis->causal ? w - 1 : w / 2, right = axis->causal ? 0 : w - 1 - w / 2;
    /* The first group whose window does not begin with the class, and the first that has no room
     * for what is right of its leader. */
    int64_t middle = stm__ceil_div(stm__max(left - leader, 0), s) * s;
    int64_t late = stm__ceil_div(stm__max(n - right - leader, 0), s) * s;
    middle = stm__min(middle, late);
    stm_bound causal = stm__at_query(0);
    stm__axis_piece all = {0, 0, phase_first, phase_end, causal, causal};
    pieces[0] = pieces[1] = pieces[2] = all;
    pieces[0].end = pieces[1].first = middle * d;
    pieces[1].end = pieces[2].first = late * d;
    pieces[2].end = INT64_MAX;
    pieces[0].low = stm__at_key(0);
    pieces[1].low = in_group(s, n, d, (leader - left) * d);
    pieces[2].low = stm__at_key((n - w) * d);
    if (!axis->causal) {
        pieces[0].high = stm__at_key(w * d - 1);
        pieces[1].high = in_group(s, n, d, (leader + right) * d + (s == 1 ? 0 : d - 1));
        pieces[2].high = stm__at_key(n * d - 1);
    }
    return 3;
}

int stm__neighborhood_pieces(const stm__axis_window *axis, stm__axis_piece *pieces)
{
    int64_t d = axis->dilation, least = axis->tokens / d, larger = axis->tokens % d;
    int num = 0;
    if (larger > 0)
        num += class_pieces(axis, least + 1, 0, larger, pieces);
    if (least > 0)
        num += class_pieces(axis, least, larger, d, pieces + num);
    return num;
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

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)within;
    stm__axis_window axis = axis_of(arguments, size);
    stm__axis_piece pieces[STM__AXIS_PIECES];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    int num = stm__neighborhood_pieces(&axis, pieces);
    for (int k = 0; k < num; k++) {
        const stm__axis_piece *p = &pieces[k];
        stm_band band = stm__band_of_queries(stm__band(p->low, p->high), p->first, p->end);
        band = stm__band_of_phases(band, axis.dilation, p->phase_first, p->phase_end);
        stm__give_band(&list, stm__band_of_keys(band, axis.dilation, 0, true));
    }
    return list.over ? -1 : list.num;
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
    .parameters = STM__PARAMETERS("neighborhood", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
