/* tile, panel, column_panel: rows of tiles from the first line to the last. Panels are tiles of
 * width 1. */
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "plan/orders.h"
#include "plan/plan.h"
#include "plan/tile_row.h"

typedef struct tile_stream {
    stm__tile_row row;
    int64_t height, next,
        end; /* of a row of tiles; the first line of the next; behind the last line */
} tile_stream;

static void tile_close(void *state)
{
    tile_stream *s = state;
    stm__tile_row_close(&s->row);
    free(s);
}

static stm_status tile_open(const stm_plan *plan, void **state, stm_error *error)
{
    stm__tile tile = stm__plan_order(plan)->tile(plan->settings.order_arguments);
    tile_stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "plan");
    stm_status status = stm__tile_row_open(&s->row, plan, error);
    if (status != STM_OK) {
        free(s);
        return status;
    }
    s->row.transposed = plan->settings.order->by_columns;
    s->row.width = tile.width;
    s->height = tile.height;
    s->next = stm__plan_first_line(plan);
    s->end = s->next + stm__plan_num_lines(plan);
    *state = s;
    return STM_OK;
}

static stm_status tile_next(void *state, stm__points *points)
{
    tile_stream *s = state;
    stm_status status = STM_OK;
    while (points->num < STM__STREAM_POINTS && status == STM_OK) {
        int64_t before = points->num;
        status = stm__tile_row_next(&s->row, points);
        if (status != STM_OK || points->num > before)
            continue;
        if (s->next >= s->end)
            break;
        /* Bands begin at multiples of their height, wherever the mask begins. */
        int64_t end = stm__min((s->next / s->height + 1) * s->height, s->end);
        status = stm__tile_row_begin(&s->row, s->next, end - s->next, 1);
        s->next = end;
    }
    return status;
}

const stm__stream_class stm__tile_stream = {
    .open = tile_open, .next = tile_next, .close = tile_close};

static stm__tile tile_of_both(const stm_arguments *arguments)
{
    return (stm__tile){arguments->integer[0], arguments->integer[1]};
}

static stm__tile panel_of(const stm_arguments *arguments)
{
    return (stm__tile){arguments->integer[0], 1};
}

static const stm_parameter tile_parameters[] = {
    STM__ORDER_SIDE("rows", 8, "rows of a tile"),
    STM__ORDER_SIDE("columns", 8, "columns of a tile"),
};

const stm__order_class stm__order_tile = {
    .about =
        {
            .name = "tile",
            .summary = "tiles from (0, 0), row of tiles by row of tiles; within a tile row by row",
            .parameters = STM__PARAMETERS("tile", tile_parameters),
        },
    .stream = &stm__tile_stream,
    .tile = tile_of_both,
};

static const stm_parameter panel_parameters[] = {STM__ORDER_SIDE("rows", 64, "rows of a panel")};

const stm__order_class stm__order_panel = {
    .about =
        {
            .name = "panel",
            .summary = "bands of rows; within a band column by column",
            .parameters = STM__PARAMETERS("panel", panel_parameters),
        },
    .stream = &stm__tile_stream,
    .tile = panel_of,
};

static const stm_parameter column_panel_parameters[] = {
    STM__ORDER_SIDE("columns", 64, "columns of a panel")};

const stm__order_class stm__order_column_panel = {
    .about =
        {
            .name = "column_panel",
            .summary = "bands of columns; within a band row by row",
            .parameters = STM__PARAMETERS("column_panel", column_panel_parameters),
            .by_columns = true,
        },
    .stream = &stm__tile_stream,
    .tile = panel_of,
};
