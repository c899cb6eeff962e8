/* longnet: segments, and in each every rate-th token with every other of these before it. */
#include "pattern/contract.h"

enum { SEGMENT, RATE, OFFSET };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t w = arguments->integer[SEGMENT], r = arguments->integer[RATE];
    int64_t s = arguments->integer[OFFSET];
    if (i / w != j / w || (i % w) % r != s || (j % w) % r != s || j > i)
        return 0;
    return j == i ? STM_DIAGONAL : STM_LOCAL;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    int64_t w = arguments->integer[SEGMENT], r = arguments->integer[RATE];
    int64_t s = arguments->integer[OFFSET], at = i % w;
    if (at % r != s)
        return 0;
    int64_t n = stm__give(runs, 0, i - at + s, at / r, r, STM_LOCAL);
    return stm__give(runs, n, i, 1, 1, STM_DIAGONAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t w = arguments->integer[SEGMENT], r = arguments->integer[RATE], at = j % w;
    if (at % r != arguments->integer[OFFSET])
        return 0;
    int64_t last = stm__min(size, j - at + w) - 1;
    int64_t n = stm__give(runs, 0, j, 1, 1, STM_DIAGONAL);
    return stm__give(runs, n, j + r, (last - j) / r, r, STM_LOCAL);
}

/* The cells of one segment of `length` tokens. */
static int64_t in_segment(const stm_arguments *arguments, int64_t length)
{
    int64_t r = arguments->integer[RATE], s = arguments->integer[OFFSET];
    if (s >= r || length <= s)
        return 0;
    int64_t tokens = (length - 1 - s) / r + 1;
    return tokens * (tokens + 1) / 2;
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t w = arguments->integer[SEGMENT];
    return size / w * in_segment(arguments, w) + in_segment(arguments, size % w);
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    int64_t w = arguments->integer[SEGMENT], r = arguments->integer[RATE];
    int64_t s = arguments->integer[OFFSET];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    if (s >= r || s >= w)
        return 0;
    if (w % r == 0) { /* every segment has the same classes */
        stm_band band =
            stm__band_of_keys(stm__band(stm__at_block(w, 0), stm__at_query(0)), r, s, false);
        return stm__give_band(&list, stm__band_of_phases(band, r, s, s + 1));
    }
    int64_t end = stm__min(size, within->first_query + within->num_queries);
    for (int64_t at = within->first_query / w * w; at < end && !list.over; at += w) {
        stm_band band =
            stm__band_of_keys(stm__band(stm__at_key(at), stm__at_query(0)), r, at + s, false);
        band = stm__band_of_phases(band, r, (at + s) % r, (at + s) % r + 1);
        stm__give_band(&list, stm__band_of_queries(band, at, at + w));
    }
    return list.over ? -1 : list.num;
}

static const stm_parameter parameters[] = {
    STM__INTEGER("segment", 2048, 1, "tokens of a segment"),
    STM__INTEGER("rate", 2, 1, "every rate-th token of a segment takes part"),
    STM__INTEGER("offset", 0, 0, "the first of them, from the segment's beginning"),
};

const stm_pattern stm__pattern_longnet = {
    .name = "longnet",
    .title = "LongNet",
    .figure_title = "LongNet Dilated Attention Mask",
    .panel_title = "LongNet",
    .summary = "dilated attention: every rate-th token of a segment, causal; other rows are empty",
    .source = "Ding et al. 2023, arXiv:2307.02486, section 2.2",
    .parameters = STM__PARAMETERS("longnet", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 2,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
