/* fetch: the points in the order in which a schedule of loads makes them possible. */
#include "plan/fetch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "plan/orders.h"
#include "plan/plan.h"

typedef struct fetch_stream {
    stm__points all;
    int64_t given;
} fetch_stream;

static void fetch_close(void *state)
{
    fetch_stream *s = state;
    free(s->all.at);
    free(s);
}

static stm_status fetch_open(const stm_plan *plan, void **state, stm_error *error)
{
    fetch_stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "plan");
    stm_status status =
        stm__fetch_schedule(plan->mask, plan->settings.order_arguments->integer, 0, &s->all, error);
    if (status == STM_OK)
        *state = s;
    else
        fetch_close(s);
    return status;
}

static stm_status fetch_next(void *state, stm__points *points)
{
    fetch_stream *s = state;
    int64_t num = stm__min(s->all.num - s->given, STM__STREAM_POINTS);
    if (num == 0)
        return STM_OK;
    memcpy(points->at, s->all.at + s->given, (size_t)num * sizeof *points->at);
    points->num = num;
    s->given += num;
    return STM_OK;
}

static const stm__stream_class fetch_stream_class = {
    .open = fetch_open, .next = fetch_next, .close = fetch_close};

static stm_status settle(const stm_mask *mask, stm_arguments *arguments, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t points;
    (void)arguments;
    if (b.num_queries + b.num_keys > STM__FETCH_MOST_VECTORS)
        return stm__fail(error, STM_EINVAL,
                         "fetch: takes masks of at most %" PRId64 " rows and columns, not %" PRId64,
                         STM__FETCH_MOST_VECTORS, b.num_queries + b.num_keys);
    stm_status status = stm_mask_count(mask, &points, error);
    if (status == STM_OK && points > STM__FETCH_MOST_POINTS)
        return stm__fail(error, STM_EINVAL,
                         "fetch: takes masks of at most %" PRId64 " points, not %" PRId64,
                         STM__FETCH_MOST_POINTS, points);
    return status;
}

#define WEIGHT(name, value, words) STM__PARAMETER_INTEGER(name, value, -100000, 100000, words)

static const stm_parameter parameters[STM__FETCH_NUM] = {
    [STM__FETCH_BUFFER] = STM__ORDER_SIDE("buffer", 64, "vectors that the schedule keeps"),
    [STM__FETCH_MET] = WEIGHT("met", 260, "worth of a load: for each point that it makes possible"),
    [STM__FETCH_SHARE] = WEIGHT("share", 5, "for their share of the points it lacks"),
    [STM__FETCH_NEAR] = WEIGHT("near", 276, "for every 32 places nearer to the loads before"),
    [STM__FETCH_AGAIN] = WEIGHT("again", 252, "for having been loaded before"),
    [STM__FETCH_LEFT] = WEIGHT("left", 5, "worth of keeping: for the share of points it lacks"),
    [STM__FETCH_WANTED] = WEIGHT("wanted", 41, "for how complete what it waits for is"),
    [STM__FETCH_AGE] = WEIGHT("age", 68, "for every 64 loads since its own"),
};

const stm__order_class stm__order_fetch = {
    .about =
        {
            .name = "fetch",
            .summary = "points as loads of vectors make them possible, scheduled by weights",
            .parameters = STM__PARAMETERS("fetch", parameters),
        },
    .settle = settle,
    .stream = &fetch_stream_class,
};
