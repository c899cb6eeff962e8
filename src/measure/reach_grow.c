/* Finds what reaches what in large masks from small ones of the same bands: pairs after each layer
 * are a polynomial of degree two in the number of periods that a mask has (docs/recurrences.md). */
#include <stdlib.h>

#include "base/fail.h"
#include "mask/family.h"
#include "measure/reach.h"

/* Follows all layers at one smaller size. Layers that share a mask go on sharing one. */
static stm_status sample(const stm_mask *const *masks, int64_t num, int64_t size, stm_reach *reach,
                         stm_error *error, const stm_reach_options *options)
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
            status = stm__family_mask(masks[k], size, &cut[k], error);
    }
    if (status == STM_OK)
        status = stm__reach_walk((const stm_mask *const *)cut, num, reach, error, &quiet);
    for (int64_t k = 0; k < num && cut != NULL; k++)
        stm_mask_free(cut[k]);
    free(cut);
    return status;
}

/* Puts together what all samples agree on. */
static bool combine(const stm_reach *samples, int64_t num, int64_t periods, stm_reach *reach)
{
    stm_reach r = samples[0];
    for (int n = 1; n < STM__SAMPLES; n++)
        if (samples[n].layers_to_full != r.layers_to_full ||
            samples[n].unreachable_query != r.unreachable_query ||
            samples[n].unreachable_key != r.unreachable_key)
            return false;
    for (int64_t k = 0; k < num; k++) {
        int64_t at[STM__SAMPLES];
        for (int n = 0; n < STM__SAMPLES; n++)
            at[n] = samples[n].connected[k];
        if (!stm__family_value(at, periods, &r.connected[k]))
            return false;
    }
    *reach = r;
    return true;
}

/* The first size that is sampled; 0 where that is not small. */
static int64_t first_size(const stm__family *f)
{
    if (f->period == 0)
        return 0;
    int64_t first = stm__family_size(f, 4 * (f->farthest + f->width + f->period) + 64);
    return first + STM__SAMPLES * f->period <= f->size / 2 ? first : 0;
}

stm_status stm__reach_grow(const stm_mask *const *masks, int64_t num, stm_reach *reach, bool *found,
                           stm_error *error, const stm_reach_options *options)
{
    stm__family f;
    *found = false;
    stm_status status = stm__family_of(masks[0], &f, error);
    for (int64_t k = 1; k < num && status == STM_OK; k++)
        status = stm__family_add(&f, masks[k], error);
    int64_t first = status == STM_OK ? first_size(&f) : 0;
    if (first == 0)
        return status;
    stm_reach *samples = calloc(STM__SAMPLES, sizeof *samples);
    if (samples == NULL)
        return stm__fail_memory(error, "reach");
    for (int64_t n = 0; n < STM__SAMPLES && status == STM_OK; n++)
        status = sample(masks, num, first + n * f.period, &samples[n], error, options);
    if (status == STM_OK)
        *found = combine(samples, num, (f.size - first) / f.period, reach);
    free(samples);
    return status;
}
