/* radial: in a video, a band about the same place of every frame, halved as the distance doubles.
 */
#include <inttypes.h>

#include "base/fail.h"
#include "pattern/contract.h"

enum { FRAME_SIZE, WIDTH, SINK };

/* How far from its own place a query sees in a frame at that distance: all of it, or fewer tokens
 * than this away; 0 none. */
static int64_t reach_at(const stm_arguments *arguments, int64_t distance)
{
    int64_t width = arguments->integer[WIDTH];
    if (distance <= 1)
        return INT64_MAX;
    if (width == 0)
        width = arguments->integer[FRAME_SIZE];
    while (distance > 1) {
        distance /= 2;
        width /= 2;
    }
    return width;
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t f = arguments->integer[FRAME_SIZE], apart = i / f - j / f, place = i % f - j % f;
    if (j == i)
        return STM_DIAGONAL;
    if (arguments->integer[SINK] == 0 && j < f)
        return STM_GLOBAL;
    apart = apart < 0 ? -apart : apart;
    return (place < 0 ? -place : place) < reach_at(arguments, apart) ? STM_LOCAL : 0;
}

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)column, (void)index;
    return stm__ceil_div(size, arguments->integer[FRAME_SIZE]) + 2;
}

/* Gives the tokens of each frame from `first` on that see the token, or that it sees. */
static int64_t give_frames(const stm_arguments *arguments, int64_t size, int64_t index,
                           int64_t first, int64_t n, stm_run *runs)
{
    int64_t f = arguments->integer[FRAME_SIZE], own = index / f;
    for (int64_t frame = first; frame * f < size; frame++) {
        int64_t reach = reach_at(arguments, frame < own ? own - frame : frame - own);
        int64_t start = frame * f, end = stm__min(start + f, size);
        int64_t low = start, high = end - 1;
        if (reach < f) {
            low = stm__max(start, start + index % f - reach + 1);
            high = stm__min(end - 1, start + index % f + reach - 1);
        }
        /* The three frames that are seen whole are one run. */
        if (reach >= f && n > 0 && frame != own && stm_run_last(&runs[n - 1]) == low - 1 &&
            runs[n - 1].value == STM_LOCAL && runs[n - 1].step == 1)
            runs[n - 1].count += high - low + 1;
        else
            n = stm__give_around(runs, n, low, high - low + 1, 1, index, STM_LOCAL);
    }
    return n;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    bool sink = arguments->integer[SINK] == 0;
    int64_t f = stm__min(size, arguments->integer[FRAME_SIZE]), n = 0;
    if (sink)
        n = stm__give_around(runs, 0, 0, f, 1, i, STM_GLOBAL);
    return give_frames(arguments, size, i, sink ? 1 : 0, n, runs);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    if (arguments->integer[SINK] == 0 && j < arguments->integer[FRAME_SIZE])
        return stm__give_around(runs, 0, 0, size, 1, j, STM_GLOBAL);
    return give_frames(arguments, size, j, 0, 0, runs);
}

/* The cells of two frames of a and b tokens at a distance. */
static int64_t cells_of(const stm_arguments *arguments, int64_t distance, int64_t a, int64_t b)
{
    int64_t reach = reach_at(arguments, distance), cells = 0;
    if (reach >= stm__max(a, b))
        return a * b;
    if (a == b)
        return reach == 0 ? 0 : a * (2 * reach - 1) - reach * (reach - 1);
    for (int64_t k = 0; k < a; k++)
        cells += stm__max(0, stm__min(b, k + reach) - stm__max(0, k - reach + 1));
    return cells;
}

/* Pairs of frames, by their distance: whole ones, and each of these with the one that is cut short.
 * The keys of a first frame that all see are counted apart. */
static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t f = arguments->integer[FRAME_SIZE], whole = size / f, rest = size % f;
    int64_t skipped = arguments->integer[SINK] == 0, total = skipped * size * stm__min(f, size);
    int64_t reach = -1, cut = 0; /* of the frame that is cut short, and a whole one */
    for (int64_t d = 0; d < whole; d++) {
        int64_t pairs = stm__max(0, whole - d - skipped) + (d == 0 ? 0 : whole - d);
        total += pairs * cells_of(arguments, d, f, f);
    }
    for (int64_t d = 1; d <= whole && rest > 0; d++) {
        if (reach_at(arguments, d) != reach) {
            reach = reach_at(arguments, d);
            cut = cells_of(arguments, d, rest, f);
        }
        total += cut * (d == whole ? 2 - skipped : 2);
    }
    bool alone = whole == 0 && skipped;
    return total + (alone ? 0 : rest * rest);
}

/* A frame of a mask with more frames than a row should have runs is a slip. */
static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    int64_t frames = stm__ceil_div(size, arguments->integer[FRAME_SIZE]);
    *prepared = NULL;
    if (frames <= 1 << 20)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "frame_size %" PRId64 ": must make at most %d frames of the size, %" PRId64,
                     arguments->integer[FRAME_SIZE], 1 << 20, size);
}

static const stm_parameter parameters[] = {
    STM__INTEGER("frame_size", 256, 1, "tokens of a frame"),
    STM__INTEGER("width", 0, 0, "the width that is halved; 0: frame_size"),
    STM__CHOICE("sink", stm__yes_no, "whether every query sees the first frame"),
};

const stm_pattern stm__pattern_radial = {
    .name = "radial",
    .title = "Radial",
    .figure_title = "Radial Attention Mask",
    .panel_title = "Radial",
    .summary =
        "frames up to 1 away; at distance f, the tokens under width / 2^floor(log2 f) places away",
    .source = "Li et al. 2025, arXiv:2506.19852, section 4 (without its thinned diagonals)",
    .parameters = STM__PARAMETERS("radial", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", NULL, "Sink"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .count = count,
    .prepare = prepare,
};
