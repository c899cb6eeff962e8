/* residue, residue_panel, residue_tile: first the points far from the diagonal, by class of the
 * query modulo the stride, in which a strided mask is dense; then those near it. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "plan/band.h"
#include "plan/orders.h"
#include "plan/plan.h"

enum { MODULUS, NEAR, ROWS };

typedef struct residue_stream {
    stm__band band;
    int64_t first, end; /* rows of the mask */
    int64_t modulus, class;
    int64_t far_height, far_width, near_height, near_width;
    int64_t next; /* first row of the next band */
} residue_stream;

static void residue_close(void *state)
{
    residue_stream *s = state;
    stm__band_close(&s->band);
    free(s);
}

/* The first row of a class. */
static int64_t first_of_class(const residue_stream *s)
{
    return s->first + ((s->class - s->first) % s->modulus + s->modulus) % s->modulus;
}

static stm_status residue_open(const stm_plan *plan, void **state, stm_error *error)
{
    const stm_order *order = plan->settings.order;
    const stm_arguments *a = &plan->settings.order_arguments;
    residue_stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "plan");
    stm_status status = stm__band_open(&s->band, plan, error);
    if (status != STM_OK) {
        free(s);
        return status;
    }
    s->first = stm__plan_first_line(plan);
    s->end = s->first + stm__plan_num_lines(plan);
    s->modulus = a->integer[MODULUS];
    s->band.side = STM__FAR;
    s->band.near = a->integer[NEAR];
    /* Row by row is a band of one row whose tile is as wide as can be. */
    s->far_height = s->near_height = 1;
    s->far_width = s->near_width = STM_MAX_SIZE;
    if (order == &stm__order_residue_panel) {
        s->far_height = a->integer[ROWS];
        s->far_width = 1;
    } else if (order == &stm__order_residue_tile) {
        s->near_height = s->near_width = a->integer[ROWS];
    }
    s->next = first_of_class(s);
    s->band.width = s->far_width;
    *state = s;
    return STM_OK;
}

/* Begins the next band; false after the last. */
static bool next_band(residue_stream *s, stm_status *status)
{
    *status = STM_OK;
    while (s->band.side == STM__FAR) {
        if (s->next < s->end) {
            int64_t left = (s->end - 1 - s->next) / s->modulus + 1;
            /* Panels begin at multiples of their height, counted in rows of the class. */
            int64_t within = s->next / s->modulus % s->far_height;
            int64_t count = stm__min(s->far_height - within, left);
            *status = stm__band_begin(&s->band, s->next, count, s->modulus);
            s->next += count * s->modulus;
            return true;
        }
        if (++s->class < s->modulus) {
            s->next = first_of_class(s);
        } else {
            s->band.side = STM__NEAR;
            s->band.width = s->near_width;
            s->next = s->first;
        }
    }
    if (s->next >= s->end)
        return false;
    int64_t end = stm__min((s->next / s->near_height + 1) * s->near_height, s->end);
    *status = stm__band_begin(&s->band, s->next, end - s->next, 1);
    s->next = end;
    return true;
}

static stm_status residue_next(void *state, stm__points *points)
{
    residue_stream *s = state;
    stm_status status = STM_OK;
    while (points->num < STM__STREAM_POINTS && status == STM_OK) {
        int64_t before = points->num;
        status = stm__band_next(&s->band, points);
        if (status == STM_OK && points->num == before && !next_band(s, &status))
            break;
    }
    return status;
}

const stm__stream_class stm__residue_stream = {residue_open, residue_next, residue_close};

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

#define SHARED                                                                                     \
    STM__ORDER_SIDE("modulus", 32, "classes of queries"),                                          \
        STM__PARAMETER_INTEGER("near", 0, 0, STM_MAX_SIZE,                                         \
                               "points less far from the diagonal come last; 0: the modulus")

static const stm_parameter residue_parameters[] = {SHARED};

const stm_order stm__order_residue = {
    .name = "residue",
    .summary = "far points class by class, row by row; then the near ones row by row",
    .parameters = STM__PARAMETERS("residue", residue_parameters),
    .settle = settle,
    .stream = &stm__residue_stream,
};

static const stm_parameter panel_parameters[] = {
    SHARED, STM__ORDER_SIDE("rows", 64, "rows of one class in a panel")};

const stm_order stm__order_residue_panel = {
    .name = "residue_panel",
    .summary = "far points in panels of rows of one class; then the near ones row by row",
    .parameters = STM__PARAMETERS("residue_panel", panel_parameters),
    .settle = settle,
    .stream = &stm__residue_stream,
};

static const stm_parameter tile_parameters[] = {
    SHARED, STM__ORDER_SIDE("side", 32, "side of a tile of near points")};

const stm_order stm__order_residue_tile = {
    .name = "residue_tile",
    .summary = "far points class by class, row by row; then the near ones in square tiles",
    .parameters = STM__PARAMETERS("residue_tile", tile_parameters),
    .settle = settle,
    .stream = &stm__residue_stream,
};
