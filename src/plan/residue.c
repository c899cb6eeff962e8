/* residue, residue_panel, residue_tile: first the points far from the diagonal, by class of the
 * query modulo the stride, in which a strided mask is dense; then those near it. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "plan/orders.h"
#include "plan/plan.h"
#include "plan/tile_row.h"

enum { MODULUS, NEAR, ROWS, SIDE = ROWS };

typedef struct residue_stream {
    stm__tile_row row;
    int64_t first, end; /* rows of the mask */
    int64_t modulus, class;
    stm__tile far, near;
    int64_t next; /* first row of the next row of tiles */
} residue_stream;

static void residue_close(void *state)
{
    residue_stream *s = state;
    stm__tile_row_close(&s->row);
    free(s);
}

/* The first row of a class. */
static int64_t first_of_class(const residue_stream *s)
{
    return s->first + ((s->class - s->first) % s->modulus + s->modulus) % s->modulus;
}

static stm_status residue_open(const stm_plan *plan, void **state, stm_error *error)
{
    const stm__order_class *order = stm__plan_order(plan);
    const stm_arguments *a = plan->settings.order_arguments;
    residue_stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "plan");
    stm_status status = stm__tile_row_open(&s->row, plan, error);
    if (status != STM_OK) {
        free(s);
        return status;
    }
    s->first = stm__plan_first_line(plan);
    s->end = s->first + stm__plan_num_lines(plan);
    s->modulus = a->integer[MODULUS];
    s->row.side = STM__FAR;
    s->row.near = a->integer[NEAR];
    s->far = order->tile(a);
    s->near = order->near_tile(a);
    s->next = first_of_class(s);
    s->row.width = s->far.width;
    *state = s;
    return STM_OK;
}

/* Begins the next row of tiles; false after the last. */
static bool next_row(residue_stream *s, stm_status *status)
{
    *status = STM_OK;
    while (s->row.side == STM__FAR) {
        if (s->next < s->end) {
            int64_t left = (s->end - 1 - s->next) / s->modulus + 1;
            /* Panels begin at multiples of their height, counted in rows of the class. */
            int64_t within = s->next / s->modulus % s->far.height;
            int64_t count = stm__min(s->far.height - within, left);
            *status = stm__tile_row_begin(&s->row, s->next, count, s->modulus);
            s->next += count * s->modulus;
            return true;
        }
        if (++s->class < s->modulus) {
            s->next = first_of_class(s);
        } else {
            s->row.side = STM__NEAR;
            s->row.width = s->near.width;
            s->next = s->first;
        }
    }
    if (s->next >= s->end)
        return false;
    int64_t end = stm__min((s->next / s->near.height + 1) * s->near.height, s->end);
    *status = stm__tile_row_begin(&s->row, s->next, end - s->next, 1);
    s->next = end;
    return true;
}

static stm_status residue_next(void *state, stm__points *points)
{
    residue_stream *s = state;
    stm_status status = STM_OK;
    while (points->num < STM__STREAM_POINTS && status == STM_OK) {
        int64_t before = points->num;
        status = stm__tile_row_next(&s->row, points);
        if (status == STM_OK && points->num == before && !next_row(s, &status))
            break;
    }
    return status;
}

const stm__stream_class stm__residue_stream = {
    .open = residue_open, .next = residue_next, .close = residue_close};

/* A class beyond the mask has no row. */
static stm_status settle(const stm_mask *mask, stm_arguments *arguments, stm_error *error)
{
    int64_t size = stm_mask_size(mask), modulus = arguments->integer[MODULUS];
    if (modulus > size)
        return stm__fail(error, STM_EINVAL,
                         "modulus %" PRId64 ": must be at most the mask's size, %" PRId64, modulus,
                         size);
    if (arguments->integer[NEAR] == 0)
        arguments->integer[NEAR] = modulus;
    return STM_OK;
}

static stm__tile panel_of(const stm_arguments *arguments)
{
    return (stm__tile){arguments->integer[ROWS], 1};
}

static stm__tile square_of(const stm_arguments *arguments)
{
    return (stm__tile){arguments->integer[SIDE], arguments->integer[SIDE]};
}

#define SHARED                                                                                     \
    STM__ORDER_SIDE("modulus", 32, "classes of queries"),                                          \
        STM__PARAMETER_INTEGER("near", 0, 0, STM_MAX_SIZE,                                         \
                               "points less far from the diagonal come last; 0: the modulus")

static const stm_parameter residue_parameters[] = {SHARED};

const stm__order_class stm__order_residue = {
    .about =
        {
            .name = "residue",
            .summary = "far points class by class, row by row; then the near ones row by row",
            .parameters = STM__PARAMETERS("residue", residue_parameters),
        },
    .settle = settle,
    .stream = &stm__residue_stream,
    .tile = stm__tile_of_a_line,
    .near_tile = stm__tile_of_a_line,
};

static const stm_parameter panel_parameters[] = {
    SHARED, STM__ORDER_SIDE("rows", 64, "rows of one class in a panel")};

const stm__order_class stm__order_residue_panel = {
    .about =
        {
            .name = "residue_panel",
            .summary = "far points in panels of rows of one class; then the near ones row by row",
            .parameters = STM__PARAMETERS("residue_panel", panel_parameters),
        },
    .settle = settle,
    .stream = &stm__residue_stream,
    .tile = panel_of,
    .near_tile = stm__tile_of_a_line,
};

static const stm_parameter tile_parameters[] = {
    SHARED, STM__ORDER_SIDE("side", 32, "side of a tile of near points")};

const stm__order_class stm__order_residue_tile = {
    .about =
        {
            .name = "residue_tile",
            .summary = "far points class by class, row by row; then the near ones in square tiles",
            .parameters = STM__PARAMETERS("residue_tile", tile_parameters),
        },
    .settle = settle,
    .stream = &stm__residue_stream,
    .tile = stm__tile_of_a_line,
    .near_tile = square_of,
};
