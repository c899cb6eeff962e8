/* Masks of the same bands at other sizes. The bounds of bands stand still or move with the query; a
 * smaller mask has the same ones, but for those that end at the last token. */
#include "mask/family.h"

#include <stdlib.h>

#include <stmask/band.h>

#include "base/arithmetic.h"

void stm__family_repeat(stm__family *family, int64_t factor)
{
    int64_t period = family->period;
    if (period == 0)
        return;
    if (!stm__multiply(period, factor / stm__common_divisor(period, factor), &period) ||
        period > STM_MAX_SIZE)
        period = 0;
    family->period = period;
}

/* A bound that stands still is near the first token, or at the last. */
static void add_still(stm__family *f, int64_t at, int64_t end)
{
    if (at < end)
        f->farthest = stm__max(f->farthest, at);
}

static int64_t add_bound(stm__family *f, const stm_bound *b)
{
    if (b->kind == STM_BOUND_NONE)
        return 0;
    if (b->kind == STM_BOUND_KEY) {
        add_still(f, b->offset, f->size - 1);
        return 0;
    }
    stm__family_repeat(f, b->block);
    return llabs(b->offset) + b->block;
}

stm_status stm__family_add(stm__family *family, const stm_mask *mask, stm_error *error)
{
    stm__family *f = family;
    stm_bands bands;
    stm_status status = stm_mask_bands(mask, &bands, error);
    if (status != STM_OK)
        return status;
    int64_t width = 0;
    for (int k = 0; k < bands.num; k++) {
        const stm_band *b = &bands.bands[k];
        add_still(f, b->first_query, f->size);
        add_still(f, b->end_query, f->size);
        stm__family_repeat(f, b->period);
        stm__family_repeat(f, b->key_step);
        width = stm__max(width, add_bound(f, &b->low));
        width = stm__max(width, add_bound(f, &b->high));
    }
    f->width += width;
    if (bands.rest != NULL || f->width > STM_MAX_SIZE)
        f->period = 0;
    stm_bands_free(&bands);
    return STM_OK;
}

stm_status stm__family_of(const stm_mask *mask, stm__family *family, stm_error *error)
{
    *family = (stm__family){.size = stm_mask_size(mask), .period = 1};
    return stm__family_add(family, mask, error);
}

int64_t stm__family_size(const stm__family *family, int64_t least)
{
    return least + stm__floor_mod(family->size - least, family->period);
}

stm_status stm__family_mask(const stm_mask *mask, int64_t size, stm_mask **smaller,
                            stm_error *error)
{
    int64_t whole = stm_mask_size(mask);
    stm_bands bands;
    stm_status status = stm_mask_bands(mask, &bands, error);
    if (status != STM_OK)
        return status;
    for (int k = 0; k < bands.num; k++) {
        stm_band *b = &bands.bands[k];
        if (b->end_query >= whole)
            b->end_query = size;
        if (b->high.kind == STM_BOUND_KEY && b->high.offset >= whole - 1)
            b->high = (stm_bound){STM_BOUND_NONE, 0, 1};
    }
    status = stm_mask_of_bands(bands.bands, bands.num, size, smaller, error);
    stm_bands_free(&bands);
    return status;
}

bool stm__family_value(const int64_t at[STM__SAMPLES], int64_t periods, int64_t *value)
{
    int64_t first = at[1] - at[0], second = at[2] - 2 * at[1] + at[0];
    for (int64_t n = 3; n < STM__SAMPLES; n++)
        if (at[n] != at[0] + n * first + n * (n - 1) / 2 * second)
            return false;
    /* The value fits, but not what it is the sum of. */
    uint64_t n = (uint64_t)periods;
    *value = (int64_t)((uint64_t)at[0] + n * (uint64_t)first + n * (n - 1) / 2 * (uint64_t)second);
    return true;
}
