/* Makes rasters of shares: the cells of runs are counted by the block that they fall in, a row of
 * blocks at a time. */
#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"
#include "raster/density.h"
#include "raster/raster.h"

#define MAX_QUERIES 4096 /* read for one row of blocks */
#define LEAST_PART 8     /* a side is drawn at least this part of the other long, where it can be */

typedef struct counter {
    stm_reader *reader;
    stm__density density;
    const stm_raster *raster;
    int32_t value;
} counter;

/* Blocks are squares, except where a side would have less than an eighth of the other's blocks. */
static int64_t choose_side(int64_t num, int64_t longest, int64_t side)
{
    int64_t each = stm__ceil_div(longest, side);
    return stm__min(each, stm__ceil_div(num, stm__max(1, side / LEAST_PART)));
}

/* Of many queries one stands for each stretch of equal length. Which one of its stretch it is
 * changes from stretch to stretch, as golden sections do, so that no step of a mask falls in with
 * them. */
static int64_t pick(int64_t begin, int64_t end, int64_t k, int64_t num)
{
    int64_t from = begin + (end - begin) * k / num, to = begin + (end - begin) * (k + 1) / num;
    uint32_t turn = (uint32_t)k * UINT32_C(2654435769); /* 2^32 divided by the golden ratio */
    return from + (int64_t)(((uint64_t)(to - from) * turn) >> 32);
}

static stm_status count_row(counter *c, int64_t row, stm_error *error)
{
    const stm_raster *raster = c->raster;
    const stm_rectangle *b = &raster->bounds;
    int64_t begin = row * raster->shape.queries;
    int64_t end = stm__min(begin + raster->shape.queries, b->num_queries);
    int64_t num = stm__min(end - begin, MAX_QUERIES);
    stm__density_clear(&c->density);
    for (int64_t k = 0; k < num; k++) {
        const stm_run *runs;
        int64_t num_runs;
        stm_status status =
            stm_reader_row(c->reader, b->first_query + pick(begin, end, k, num), &runs, &num_runs);
        if (status != STM_OK)
            return stm__reader_failed(status, error);
        for (int64_t r = 0; r < num_runs; r++)
            if (c->value == 0 || runs[r].value == c->value)
                stm__density_add(&c->density, &runs[r], b->first_key);
    }
    stm__density_finish(&c->density);
    for (int64_t p = 0; p < raster->shape.columns; p++) {
        int64_t width = stm__min(raster->shape.keys, b->num_keys - p * raster->shape.keys);
        raster->cells[row * raster->shape.columns + p] =
            (uint8_t)stm_density_step(c->density.counts[p], width * num);
    }
    return STM_OK;
}

static stm_status count_all(counter *c, const stm_mask *mask, const stm_progress *progress,
                            stm_error *error)
{
    const stm_raster_shape *shape = &c->raster->shape;
    stm_status status =
        stm__density_init(&c->density, c->raster->bounds.num_keys, shape->keys, error);
    if (status == STM_OK)
        status = stm_reader_new(mask, &c->reader, error);
    for (int64_t row = 0; row < shape->rows && status == STM_OK; row++)
        status = stm__progress(progress, row, shape->rows)
                     ? count_row(c, row, error)
                     : stm__fail(error, STM_ESTOPPED, "stopped");
    stm_reader_free(c->reader);
    stm__density_free(&c->density);
    return status;
}

stm_status stm_raster_of_shares(const stm_mask *mask, int64_t side, int32_t value,
                                stm_raster **raster, stm_error *error, const stm_progress *progress)
{
    stm_status status = stm__check_range("side", side, 1, STM_RASTER_MAX, error);
    if (status == STM_OK)
        status = stm__check_range("value", value, 0, INT32_MAX, error);
    if (status != STM_OK)
        return status;
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t longest = stm__max(b.num_queries, b.num_keys);
    stm_raster_shape shape = {.queries = choose_side(b.num_queries, longest, side),
                              .keys = choose_side(b.num_keys, longest, side),
                              .shares = true};
    shape.rows = stm__ceil_div(b.num_queries, shape.queries);
    shape.columns = stm__ceil_div(b.num_keys, shape.keys);
    stm_raster *new = NULL;
    status = stm__raster_allocate(&b, &shape, &new, error);
    if (status != STM_OK)
        return status;
    counter c = {.raster = new, .value = value};
    status = count_all(&c, mask, progress, error);
    if (status == STM_OK)
        *raster = new;
    else
        stm_raster_free(new);
    return status;
}
