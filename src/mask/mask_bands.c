/* The bands of a mask: those that its rule finds, or the mask itself as their rest. */
#include <stmask/band.h>

#include "base/bands.h"
#include "base/clip.h"
#include "mask/mask.h"

/* Keeps the bands that have a cell in the rectangle, and of those the queries in it. */
static void keep_within(stm_bands *bands, const stm_rectangle *within)
{
    stm_band all = stm__band(stm__at_key(within->first_key),
                             stm__at_key(within->first_key + within->num_keys - 1));
    int num = bands->num;
    bands->num = 0;
    all = stm__band_of_queries(all, within->first_query, within->first_query + within->num_queries);
    for (int k = 0; k < num; k++) {
        stm_band band = stm__band_of_queries(bands->bands[k], all.first_query, all.end_query);
        stm_band room[4];
        stm__bands shared = {room, 0, 4, false};
        stm__bands_meet(&shared, &band, &all);
        if (shared.over || shared.num > 0)
            bands->bands[bands->num++] = band;
    }
}

stm_status stm__mask_bands(const stm_mask *mask, const stm_rectangle *within, stm_bands *bands,
                           stm_error *error)
{
    const stm__rule *rule = mask->rule;
    bool found = false;
    bands->num = 0;
    bands->rest = NULL;
    if (rule->class->bands != NULL) {
        stm_status status = rule->class->bands(rule, within, bands, &found, error);
        if (status != STM_OK)
            return status;
    }
    if (!found) {
        bands->num = 0;
        bands->rest = stm_mask_retain(mask);
        return STM_OK;
    }
    keep_within(bands, within);
    if (bands->rest == NULL)
        return STM_OK;
    stm_mask *whole = bands->rest;
    bands->rest = NULL;
    stm_status status = stm_mask_rectangle(whole, &mask->bounds, &bands->rest, error);
    stm_mask_free(whole);
    return status;
}

stm_status stm_mask_bands(const stm_mask *mask, stm_bands *bands, stm_error *error)
{
    return stm__mask_bands(mask, &mask->bounds, bands, error);
}

void stm_bands_free(stm_bands *bands)
{
    stm_mask_free(bands->rest);
    bands->rest = NULL;
}

static bool has_query(const stm_band *band, int64_t i)
{
    int64_t phase = i % band->period;
    return band->first_query <= i && i < band->end_query && band->phase_first <= phase &&
           phase < band->phase_end;
}

stm_run stm_band_row(const stm_band *band, int64_t i, int64_t first, int64_t last)
{
    if (!has_query(band, i))
        return (stm_run){0, 0, 1, 0};
    if (band->low.kind != STM_BOUND_NONE)
        first = stm__max(first, stm__bound_key(&band->low, i));
    if (band->high.kind != STM_BOUND_NONE)
        last = stm__min(last, stm__bound_key(&band->high, i));
    int64_t step = band->key_step, class = band->key_shift + (band->follows ? i : 0);
    first += stm__floor_mod(class - first, step);
    if (first > last)
        return (stm_run){0, 0, 1, 0};
    int64_t count = (last - first) / step + 1;
    return (stm_run){first, count, count == 1 ? 1 : step, STM_LOCAL};
}

bool stm_band_sees(const stm_band *band, int64_t i, int64_t j)
{
    return stm_band_row(band, i, j, j).count == 1;
}
