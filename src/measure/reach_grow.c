/* Finds what reaches what in large masks from small ones of the same bands: pairs after each layer
 * are a polynomial of degree two in the number of periods that a mask has (docs/recurrences.md). */
#include "measure/reach.h"

#include <stdlib.h>
#include <string.h>

#include <stmask/band.h>

#include "base/arithmetic.h"
#include "base/fail.h"

/* Three samples make a polynomial of degree two; two more have to lie on it. */
enum { SAMPLES = 5 };

/* What the bands of all layers have in common. */
typedef struct family {
    stm_bands *bands; /* of each layer */
    int64_t size, period;
    int64_t farthest; /* of the keys and queries that bounds stand still at */
    int64_t width;    /* how far a layer can take what moves, summed over the layers */
} family;

static bool multiply_into(int64_t *period, int64_t factor)
{
    return stm__multiply(*period, factor / stm__common_divisor(*period, factor), period) &&
           *period <= STM_MAX_SIZE;
}

/* A bound that stands still is near the first token, or at the last. */
static void add_still(family *f, int64_t at, int64_t end)
{
    if (at < end)
        f->farthest = stm__max(f->farthest, at);
}

static bool add_bound(family *f, const stm_bound *b, int64_t *width)
{
    if (b->kind == STM_BOUND_NONE)
        return true;
    if (b->kind == STM_BOUND_KEY) {
        add_still(f, b->offset, f->size - 1);
        return true;
    }
    *width = stm__max(*width, llabs(b->offset) + b->block);
    return multiply_into(&f->period, b->block);
}

static bool add_layer(family *f, const stm_bands *bands)
{
    int64_t width = 0;
    if (bands->rest != NULL)
        return false;
    for (int k = 0; k < bands->num; k++) {
        const stm_band *b = &bands->bands[k];
        add_still(f, b->first_query, f->size);
        add_still(f, b->end_query, f->size);
        if (!multiply_into(&f->period, b->period) || !multiply_into(&f->period, b->key_step) ||
            !add_bound(f, &b->low, &width) || !add_bound(f, &b->high, &width))
            return false;
    }
    f->width += width;
    return f->width <= STM_MAX_SIZE;
}

/* The same bands in a smaller square: what ended at the last token does so there. */
static stm_status smaller(const family *f, const stm_bands *bands, int64_t size, stm_mask **mask,
                          stm_error *error)
{
    stm_band cut[STM_MAX_BANDS];
    int num = 0;
    for (int k = 0; k < bands->num; k++) {
        stm_band b = bands->bands[k];
        b.end_query = b.end_query >= f->size ? size : b.end_query;
        if (b.high.kind == STM_BOUND_KEY && b.high.offset >= f->size - 1)
            b.high = (stm_bound){STM_BOUND_NONE, 0, 1};
        cut[num++] = b;
    }
    return stm_mask_of_bands(cut, num, size, mask, error);
}

/* Follows all layers at one smaller size. Layers that share a mask go on sharing one. */
static stm_status sample(const family *f, const stm_mask *const *masks, int64_t num, int64_t size,
                         stm_reach *reach, stm_error *error, const stm_reach_options *options)
{
    stm_reach_options quiet = {.threads = options == NULL ? 0 : options->threads};
    stm_mask **cut = calloc((size_t)num, sizeof *cut);
    stm_status status = cut == NULL ? stm__fail_memory(error, "reach") : STM_OK;
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        int64_t at = 0;
        while (masks[at] != masks[k])
            at++;
        if (at < k)
            cut[k] = stm_mask_retain(cut[at]);
        else
            status = smaller(f, &f->bands[k], size, &cut[k], error);
    }
    if (status == STM_OK)
        status = stm__reach_walk((const stm_mask *const *)cut, num, reach, error, &quiet);
    for (int64_t k = 0; k < num && cut != NULL; k++)
        stm_mask_free(cut[k]);
    free(cut);
    return status;
}

/* Whether the samples lie on a polynomial of degree two, whose value at `periods` is the result. */
static bool polynomial(const int64_t at[SAMPLES], int64_t periods, int64_t *value)
{
    int64_t first = at[1] - at[0], second = at[2] - 2 * at[1] + at[0];
    for (int64_t n = 3; n < SAMPLES; n++)
        if (at[n] != at[0] + n * first + n * (n - 1) / 2 * second)
            return false;
    /* The result fits, but not what it is the sum of. */
    uint64_t n = (uint64_t)periods;
    *value = (int64_t)((uint64_t)at[0] + n * (uint64_t)first + n * (n - 1) / 2 * (uint64_t)second);
    return true;
}

/* Puts together what all samples agree on. */
static bool combine(const stm_reach *samples, int64_t num, int64_t periods, stm_reach *reach)
{
    stm_reach r = samples[0];
    for (int n = 1; n < SAMPLES; n++)
        if (samples[n].layers_to_full != r.layers_to_full ||
            samples[n].unreachable_query != r.unreachable_query ||
            samples[n].unreachable_key != r.unreachable_key)
            return false;
    for (int64_t k = 0; k < num; k++) {
        int64_t at[SAMPLES];
        for (int n = 0; n < SAMPLES; n++)
            at[n] = samples[n].connected[k];
        if (!polynomial(at, periods, &r.connected[k]))
            return false;
    }
    *reach = r;
    return true;
}

/* The first size that is sampled, which is the mask's modulo the period; 0 where that is not small.
 */
static int64_t first_size(const family *f)
{
    int64_t least = 4 * (f->farthest + f->width + f->period) + 64;
    int64_t first = least + stm__floor_mod(f->size - least, f->period);
    return first + SAMPLES * f->period <= f->size / 2 ? first : 0;
}

static stm_status find_family(const stm_mask *const *masks, int64_t num, family *f, bool *found,
                              stm_error *error)
{
    *f = (family){.size = stm_mask_size(masks[0]), .period = 1};
    f->bands = calloc((size_t)num, sizeof *f->bands);
    if (f->bands == NULL)
        return stm__fail_memory(error, "reach");
    *found = true;
    for (int64_t k = 0; k < num && *found; k++) {
        stm_status status = stm_mask_bands(masks[k], &f->bands[k], error);
        if (status != STM_OK)
            return status;
        *found = add_layer(f, &f->bands[k]);
    }
    return STM_OK;
}

stm_status stm__reach_grow(const stm_mask *const *masks, int64_t num, stm_reach *reach, bool *found,
                           stm_error *error, const stm_reach_options *options)
{
    family f;
    stm_reach *samples = NULL;
    stm_status status = find_family(masks, num, &f, found, error);
    int64_t first = status == STM_OK && *found ? first_size(&f) : 0;
    *found = first > 0;
    if (*found) {
        samples = calloc(SAMPLES, sizeof *samples);
        status = samples == NULL ? stm__fail_memory(error, "reach") : STM_OK;
        for (int64_t n = 0; n < SAMPLES && status == STM_OK; n++)
            status = sample(&f, masks, num, first + n * f.period, &samples[n], error, options);
        if (status == STM_OK)
            *found = combine(samples, num, (f.size - first) / f.period, reach);
    }
    free(samples);
    for (int64_t k = 0; k < num && f.bands != NULL; k++)
        stm_bands_free(&f.bands[k]);
    free(f.bands);
    return status;
}
