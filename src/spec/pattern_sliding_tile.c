/* sliding_tile: in a video whose tokens stand tile by tile, a window of whole tiles. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/spec.h>

#include "base/fail.h"
#include "mask/mask.h"
#include "pattern/grid.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { SHAPE, TILE, WINDOW, TEXT };

/* The mask as a spec of others: blocks of a neighbourhood of tiles, and the text behind them. */
static stm_status write_spec(const stm_arguments *arguments, char *spec, size_t capacity,
                             int64_t *size, stm_error *error)
{
    stm__grid grid;
    int64_t tile[STM__GRID_AXES], window[STM__GRID_AXES], volume = 1,
                                                          text = arguments->integer[TEXT];
    char shape[80] = "", windows[80] = "";
    int used[2] = {0, 0};
    stm_status status = stm__grid_read("shape", arguments->text[SHAPE], &grid, error);
    if (status == STM_OK)
        status = stm__grid_numbers("tile", arguments->text[TILE], grid.num_axes, tile, error);
    if (status == STM_OK)
        status = stm__grid_numbers("window", arguments->text[WINDOW], grid.num_axes, window, error);
    if (status != STM_OK)
        return status;
    for (int k = 0; k < grid.num_axes; k++) {
        if (grid.sides[k] % tile[k] != 0)
            return stm__fail(error, STM_EINVAL,
                             "tile: %" PRId64 " tokens of an axis of %" PRId64
                             ": must divide it, as tiles are whole",
                             tile[k], grid.sides[k]);
        volume *= tile[k];
        const char *x = k == 0 ? "" : "x";
        used[0] += snprintf(shape + used[0], sizeof shape - (size_t)used[0], "%s%" PRId64, x,
                            grid.sides[k] / tile[k]);
        used[1] += snprintf(windows + used[1], sizeof windows - (size_t)used[1], "%s%" PRId64, x,
                            window[k]);
    }
    int64_t tokens = stm__grid_tokens(&grid);
    *size = tokens + text;
    used[0] = snprintf(spec, capacity,
                       "%skron:outer=(neighborhood_nd:shape=%s,window=%s),inner=(dense),"
                       "size=%" PRId64,
                       text > 0 ? "at:of=(" : "", shape, windows, volume);
    if (text > 0)
        snprintf(spec + used[0], capacity - (size_t)used[0],
                 "),size=%" PRId64 " + global:tokens=%" PRId64 "-%" PRId64, tokens, tokens,
                 tokens + text - 1);
    return STM_OK;
}

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    char spec[400];
    stm_mask *new = NULL;
    int64_t size = 0;
    stm_status status = write_spec(arguments, spec, sizeof spec, &size, error);
    if (status != STM_OK)
        return status;
    if (maker->probe) {
        maker->size = stm__max(maker->size, size);
        return stm__spec_placeholder(mask, error);
    }
    if (size != maker->size)
        return stm__fail(error, STM_EINVAL,
                         "shape: has %" PRId64 " tokens with the text: must be the size, %" PRId64
                         "; at:of=(...) puts them among others",
                         size, maker->size);
    status = stm_mask_from_spec(spec, size, &new, error);
    if (status == STM_OK)
        status = stm__spec_name(new, &stm__pattern_sliding_tile, arguments, NULL, error);
    if (status == STM_OK)
        *mask = new;
    else
        stm_mask_free(new);
    return status;
}

static const stm_parameter parameters[] = {
    STM__GRID_SHAPE,
    STM__GRID_TEXT("tile", "6x8x8", "6x8x8", "tokens of a tile along each axis"),
    STM__GRID_TEXT("window", "3", "3x3x5", "tiles of the window along each axis"),
    STM__INTEGER("text", 0, 0, "tokens behind the video that see all and are seen by all"),
};

const stm_pattern stm__pattern_sliding_tile = {
    .name = "sliding_tile",
    .title = "Sliding Tile",
    .figure_title = "Sliding Tile Attention Mask",
    .panel_title = "Sliding Tile",
    .summary = "a window of whole tiles round the query's own; tokens stand tile by tile",
    .source = "Zhang et al. 2025, arXiv:2502.04507, section 3 (STA)",
    .parameters = STM__PARAMETERS("sliding_tile", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", NULL, "Global"},
    .make = make,
};
