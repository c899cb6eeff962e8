/* axial: the tokens along one axis of an image or a video. */
#include <stdlib.h>

#include "base/fail.h"
#include "pattern/grid.h"

enum { SHAPE, ALONG };

static const char *const axis_names[] = {"row", "column", "time", NULL};

/* The axis that keys may differ along: a row goes along the last, time along the third last. */
static int axis_of(const stm_arguments *arguments)
{
    const stm__grid *grid = arguments->prepared;
    return grid->num_axes - 1 - (int)arguments->integer[ALONG];
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const stm__grid *grid = arguments->prepared;
    int64_t query[STM__GRID_AXES], key[STM__GRID_AXES];
    stm__grid_place(grid, i, query);
    stm__grid_place(grid, j, key);
    for (int k = 0; k < grid->num_axes; k++)
        if (k != axis_of(arguments) && query[k] != key[k])
            return 0;
    return j == i ? STM_DIAGONAL : STM_LOCAL;
}

/* The mask is symmetric. The tokens are as far apart as those of one place along the axis. */
static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    const stm__grid *grid = arguments->prepared;
    int axis = axis_of(arguments);
    int64_t apart = 1, place[STM__GRID_AXES];
    for (int k = axis + 1; k < grid->num_axes; k++)
        apart *= grid->sides[k];
    stm__grid_place(grid, i, place);
    return stm__give_around(runs, 0, i - place[axis] * apart, grid->sides[axis], apart, i,
                            STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    const stm__grid *grid = arguments->prepared;
    return size * grid->sides[axis_of(arguments)];
}

/* Each is the keys of one class, within the part of the tokens that share the axes before. */
static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size, (void)within;
    const stm__grid *grid = arguments->prepared;
    int axis = axis_of(arguments);
    int64_t apart = 1;
    for (int k = axis + 1; k < grid->num_axes; k++)
        apart *= grid->sides[k];
    int64_t part = apart * grid->sides[axis];
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    stm_band band = stm__band(stm__at_block(part, 0), stm__at_block(part, part - 1));
    return stm__give_band(&list, stm__band_of_keys(band, apart, 0, true));
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    stm__grid grid;
    int64_t along = arguments->integer[ALONG];
    stm_status status = stm__grid_read("shape", arguments->text[SHAPE], &grid, error);
    if (status == STM_OK)
        status = stm__grid_check(&grid, size, error);
    if (status == STM_OK && along >= grid.num_axes)
        status = stm__fail(error, STM_EINVAL, "along=%s: needs a shape of %d axes at least",
                           axis_names[along], (int)along + 1);
    if (status != STM_OK)
        return status;
    stm__grid *kept = malloc(sizeof *kept);
    if (kept == NULL)
        return stm__fail_memory(error, "mask");
    *kept = grid;
    *prepared = kept;
    return STM_OK;
}

static stm_status own_size(const stm_arguments *arguments, int64_t *size, stm_error *error)
{
    return stm__grid_own_size(arguments->text[SHAPE], size, error);
}

static const stm_parameter parameters[] = {
    STM__GRID_SHAPE,
    STM__CHOICE("along", axis_names, "the axis that is seen"),
};

const stm_pattern stm__pattern_axial = {
    .name = "axial",
    .title = "Axial",
    .figure_title = "Axial Attention Mask",
    .panel_title = "Axial",
    .summary = "the tokens of the query's own row, of its column, or of its place in every frame",
    .source = "Ho et al. 2019, arXiv:1912.12180",
    .parameters = STM__PARAMETERS("axial", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = row,
    .bands = bands,
    .count = count,
    .prepare = prepare,
    .release = free,
    .own_size = own_size,
};
