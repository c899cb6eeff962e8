/* Merges equal cells into rectangles: the runs of a row go on those of the row above that look the
 * same. */
#include <stmask/raster.h>

#include <stdlib.h>

#include "base/fail.h"

/* The nonzero runs of a row, each as a tile of height 1. Returns their number. */
static int64_t row_tiles(const uint8_t *cells, int64_t num_keys, int64_t y, stm_tile *tiles)
{
    int64_t n = 0;
    for (int64_t x = 0; x < num_keys;) {
        int64_t end = x + 1;
        while (end < num_keys && cells[end] == cells[x])
            end++;
        if (cells[x] != 0)
            tiles[n++] = (stm_tile){x, y, end - x, 1, cells[x]};
        x = end;
    }
    return n;
}

/* Lets the tiles of a new row take over the open tiles above them that look the same, and visits
 * those that end. Both lists ascend by x. */
static int merge(stm_tile *fresh, int64_t num_fresh, const stm_tile *open, int64_t num_open,
                 int (*visit)(void *context, const stm_tile *tile), void *context)
{
    int64_t f = 0;
    for (int64_t k = 0; k < num_open; k++) {
        while (f < num_fresh && fresh[f].x < open[k].x)
            f++;
        if (f < num_fresh && fresh[f].x == open[k].x && fresh[f].width == open[k].width &&
            fresh[f].value == open[k].value) {
            fresh[f].y = open[k].y;
            fresh[f].height = open[k].height + 1;
        } else if (visit(context, &open[k]) != 0) {
            return 1;
        }
    }
    return 0;
}

stm_status stm_raster_tiles(const stm_raster *raster,
                            int (*visit)(void *context, const stm_tile *tile), void *context,
                            stm_error *error)
{
    stm_raster_shape shape = stm_raster_shape_of(raster);
    stm_tile *memory = calloc((size_t)shape.columns, 2 * sizeof *memory);
    if (memory == NULL)
        return stm__fail_memory(error, "tiles");
    stm_tile *fresh = memory, *open = memory + shape.columns;
    int64_t num_open = 0;
    int stopped = 0;
    for (int64_t y = 0; y <= shape.rows && !stopped; y++) {
        int64_t num_fresh = 0;
        if (y < shape.rows)
            num_fresh = row_tiles(stm_raster_row(raster, y), shape.columns, y, fresh);
        stopped = merge(fresh, num_fresh, open, num_open, visit, context);
        stm_tile *swap = open;
        open = fresh;
        fresh = swap;
        num_open = num_fresh;
    }
    free(memory);
    return stopped ? stm__fail(error, STM_ESTOPPED, "stopped") : STM_OK;
}
