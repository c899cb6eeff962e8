/* Makes thumbnails: each pixel mixes the colours of the values that it covers by their shares. */
#include "raster/thumbnail.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/mask.h"
#include "raster/density.h"
#include "raster/legend.h"

#define MAX_QUERIES 4096 /* read for one row of pixels */

typedef struct maker {
    stm_reader *reader;
    stm_rectangle bounds;
    int64_t square;
    stm__density densities[STM_NUM_COLOURS]; /* of each value */
} maker;

/* Counts the values in a row of pixels; `*num_read` queries of it were read. */
static stm_status count_row(maker *m, int64_t y, int64_t *num_read, stm_error *error)
{
    int64_t begin = y * m->square, end = stm__min(begin + m->square, m->bounds.num_queries);
    int64_t every = stm__ceil_div(end - begin, MAX_QUERIES);
    for (int value = 1; value < STM_NUM_COLOURS; value++)
        stm__density_clear(&m->densities[value]);
    *num_read = 0;
    for (int64_t r = begin + (end - begin - 1) % every / 2; r < end; r += every) {
        const stm_run *runs;
        int64_t num_runs;
        stm_status status = stm_reader_row(m->reader, m->bounds.first_query + r, &runs, &num_runs);
        if (status != STM_OK)
            return stm__reader_failed(status, error);
        for (int64_t k = 0; k < num_runs; k++)
            stm__density_add(&m->densities[stm__colour_number(runs[k].value)], &runs[k],
                             m->bounds.first_key);
        ++*num_read;
    }
    for (int value = 1; value < STM_NUM_COLOURS; value++)
        stm__density_finish(&m->densities[value]);
    return STM_OK;
}

static stm__thumbnail_pixel mix(const maker *m, int64_t x, int64_t num_read)
{
    int64_t width = stm__min(m->square, m->bounds.num_keys - x * m->square);
    double cells = (double)width * (double)num_read, seen = 0, red = 0, green = 0, blue = 0;
    for (int value = STM_NUM_COLOURS - 1; value >= 0; value--) {
        double count = value == 0 ? cells - seen : (double)m->densities[value].counts[x];
        stm_colour colour = stm_value_colour(value);
        red += count * colour.red;
        green += count * colour.green;
        blue += count * colour.blue;
        if (value > 0)
            seen += count;
    }
    return (stm__thumbnail_pixel){{(uint8_t)(red / cells + 0.5), (uint8_t)(green / cells + 0.5),
                                   (uint8_t)(blue / cells + 0.5)},
                                  seen / cells};
}

stm_status stm__thumbnail_make(const stm_mask *mask, int64_t side, stm__thumbnail *thumbnail,
                               stm_error *error)
{
    maker m = {.bounds = stm_mask_bounds(mask)};
    int64_t longest = stm__max(m.bounds.num_queries, m.bounds.num_keys);
    int64_t magnified = stm__max(1, side / longest);
    m.square = stm__ceil_div(longest, side);
    stm__thumbnail new = {stm__ceil_div(m.bounds.num_keys, m.square) * magnified,
                          stm__ceil_div(m.bounds.num_queries, m.square) * magnified, NULL};
    new.pixels = calloc((size_t)(new.width *new.height), sizeof *new.pixels);
    stm_status status = STM_OK;
    if (new.pixels == NULL)
        status = stm__fail_memory(error, "preview");
    for (int value = 1; value < STM_NUM_COLOURS && status == STM_OK; value++)
        status = stm__density_init(&m.densities[value], m.bounds.num_keys, m.square, error);
    if (status == STM_OK)
        status = stm_reader_new(mask, &m.reader, error);
    int64_t num_read = 0;
    for (int64_t y = 0; y < new.height &&status == STM_OK; y++) {
        if (y % magnified == 0)
            status = count_row(&m, y / magnified, &num_read, error);
        for (int64_t x = 0; x < new.width &&status == STM_OK; x++)
            new.pixels[y * new.width + x] = mix(&m, x / magnified, num_read);
    }
    stm_reader_free(m.reader);
    for (int value = 0; value < STM_NUM_COLOURS; value++)
        stm__density_free(&m.densities[value]);
    if (status == STM_OK)
        *thumbnail = new;
    else
        stm__thumbnail_free(&new);
    return status;
}

void stm__thumbnail_free(stm__thumbnail *thumbnail)
{
    free(thumbnail->pixels);
    *thumbnail = (stm__thumbnail){0};
}
