/* Keeps the cells of a small rectangle of a mask as values, filled from runs. */
#include "raster/raster.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/mask.h"
#include "raster/legend.h"

static void fill_row(uint8_t *cells, int64_t first_key, const stm_run *runs, int64_t num_runs,
                     bool occurs[STM_NUM_COLOURS])
{
    for (int64_t k = 0; k < num_runs; k++) {
        uint8_t number = stm__colour_number(runs[k].value);
        occurs[number] = true;
        for (int64_t c = 0; c < runs[k].count; c++)
            cells[runs[k].first - first_key + c * runs[k].step] = number;
    }
}

static stm_status fill(stm_raster *raster, const stm_mask *mask, stm_error *error)
{
    const stm_rectangle *b = &raster->bounds;
    bool occurs[STM_NUM_COLOURS] = {false};
    stm_reader *reader;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t r = 0; r < b->num_queries && status == STM_OK; r++) {
        const stm_run *runs;
        int64_t num_runs;
        status = stm_reader_row(reader, b->first_query + r, &runs, &num_runs);
        if (status == STM_OK)
            fill_row(raster->cells + r * b->num_keys, b->first_key, runs, num_runs, occurs);
        else
            stm__reader_failed(status, error);
    }
    stm_reader_free(reader);
    stm__legend_add_occurring(&raster->legend, mask, occurs);
    return status;
}

stm_status stm__raster_allocate(const stm_rectangle *bounds, const stm_raster_shape *shape,
                                stm_raster **raster, stm_error *error)
{
    stm_raster *new = calloc(1, sizeof *new);
    uint8_t *cells = calloc((size_t)shape->rows, (size_t)shape->columns);
    if (new == NULL || cells == NULL) {
        free(new);
        free(cells);
        return stm__fail_memory(error, "raster");
    }
    *new = (stm_raster){.bounds = *bounds, .shape = *shape, .cells = cells};
    *raster = new;
    return STM_OK;
}

stm_status stm_raster_new(const stm_mask *mask, stm_raster **raster, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    if (b.num_queries > STM_RASTER_MAX || b.num_keys > STM_RASTER_MAX)
        return stm__fail(error, STM_EINVAL,
                         "sample of %" PRId64 " x %" PRId64 " cells: must be at most %d x %d; "
                         "larger ones are for full pictures",
                         b.num_queries, b.num_keys, STM_RASTER_MAX, STM_RASTER_MAX);
    stm_raster_shape shape = {b.num_queries, b.num_keys, 1, 1, false};
    stm_raster *new = NULL;
    stm_status status = stm__raster_allocate(&b, &shape, &new, error);
    if (status != STM_OK)
        return status;
    status = fill(new, mask, error);
    if (status != STM_OK) {
        stm_raster_free(new);
        return status;
    }
    *raster = new;
    return STM_OK;
}

void stm_raster_free(stm_raster *raster)
{
    if (raster == NULL)
        return;
    free(raster->cells);
    free(raster);
}

stm_rectangle stm_raster_bounds(const stm_raster *raster)
{
    return raster->bounds;
}

stm_raster_shape stm_raster_shape_of(const stm_raster *raster)
{
    return raster->shape;
}

const uint8_t *stm_raster_row(const stm_raster *raster, int64_t row)
{
    return raster->cells + row * raster->shape.columns;
}

const stm_legend *stm_raster_legend(const stm_raster *raster)
{
    return &raster->legend;
}
