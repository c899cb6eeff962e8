/* swin: windows of an image side by side, in every second layer shifted. */
#include <stdlib.h>

#include "base/fail.h"
#include "pattern/grid.h"

enum { SHAPE, WINDOW, SHIFT };

typedef struct windows {
    stm__grid grid;
    int64_t window[STM__GRID_AXES], shift;
} windows;

/* The window that a place lies in. The one that a shift cuts in two, at the beginning and at the
 * end, is two. */
static stm__grid_part part_of(const windows *w, int axis, int64_t place)
{
    int64_t side = w->grid.sides[axis], window = w->window[axis];
    if (place < w->shift)
        return (stm__grid_part){0, stm__min(w->shift, side), 1};
    int64_t first = place - (place - w->shift) % window;
    return (stm__grid_part){first, stm__min(window, side - first), 1};
}

static void find_parts(const windows *w, int64_t index, stm__grid_part *parts)
{
    int64_t place[STM__GRID_AXES];
    stm__grid_place(&w->grid, index, place);
    for (int k = 0; k < w->grid.num_axes; k++)
        parts[k] = part_of(w, k, place[k]);
}

/* Two places share a window where the shifted axis, cut into windows, has them in the same one, and
 * the cyclic shift has brought both, or neither, from the beginning. */
static bool shares(const windows *w, int axis, int64_t i, int64_t j)
{
    int64_t side = w->grid.sides[axis], window = w->window[axis];
    int64_t padded = stm__ceil_div(side, window) * window;
    int64_t a = stm__floor_mod(i - w->shift, padded), b = stm__floor_mod(j - w->shift, padded);
    return a / window == b / window && (i < w->shift) == (j < w->shift);
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const windows *w = arguments->prepared;
    int64_t query[STM__GRID_AXES], key[STM__GRID_AXES];
    stm__grid_place(&w->grid, i, query);
    stm__grid_place(&w->grid, j, key);
    for (int k = 0; k < w->grid.num_axes; k++)
        if (!shares(w, k, query[k], key[k]))
            return 0;
    return j == i ? STM_DIAGONAL : STM_LOCAL;
}

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size, (void)column;
    const windows *w = arguments->prepared;
    stm__grid_part parts[STM__GRID_AXES];
    find_parts(w, index, parts);
    return stm__grid_bound(&w->grid, parts);
}

/* The mask is symmetric. */
static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    const windows *w = arguments->prepared;
    stm__grid_part parts[STM__GRID_AXES];
    find_parts(w, i, parts);
    return stm__grid_give(&w->grid, parts, i, runs);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    (void)size;
    const windows *w = arguments->prepared;
    int64_t total = 1;
    for (int k = 0; k < w->grid.num_axes; k++) {
        int64_t seen = 0;
        for (int64_t at = 0; at < w->grid.sides[k];) {
            int64_t tokens = part_of(w, k, at).count;
            seen += tokens * tokens;
            at += tokens;
        }
        total *= seen;
    }
    return total;
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    windows w = {.shift = arguments->integer[SHIFT]};
    stm_status status = stm__grid_read("shape", arguments->text[SHAPE], &w.grid, error);
    if (status == STM_OK)
        status = stm__grid_check(&w.grid, size, error);
    if (status == STM_OK)
        status =
            stm__grid_numbers("window", arguments->text[WINDOW], w.grid.num_axes, w.window, error);
    for (int k = 0; k < w.grid.num_axes && status == STM_OK; k++)
        status = stm__check_range("shift", w.shift, 0, w.window[k] - 1, error);
    if (status != STM_OK)
        return status;
    windows *kept = malloc(sizeof *kept);
    if (kept == NULL)
        return stm__fail_memory(error, "mask");
    *kept = w;
    *prepared = kept;
    return STM_OK;
}

static stm_status own_size(const stm_arguments *arguments, int64_t *size, stm_error *error)
{
    return stm__grid_own_size(arguments->text[SHAPE], size, error);
}

static const stm_parameter parameters[] = {
    STM__GRID_SHAPE,
    STM__GRID_TEXT("window", "7", "7x7", "tokens of a window along each axis"),
    STM__INTEGER("shift", 0, 0, "how far the windows are shifted: 0, or half a window"),
};

const stm_pattern stm__pattern_swin = {
    .name = "swin",
    .title = "Swin",
    .figure_title = "Shifted Windows Attention Mask",
    .panel_title = "Swin",
    .summary = "the query's own window of an image; of windows cut by the shift, its own side",
    .source = "Liu et al. 2021, arXiv:2103.14030, section 3.2",
    .parameters = STM__PARAMETERS("swin", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = row,
    .count = count,
    .prepare = prepare,
    .release = free,
    .own_size = own_size,
};
