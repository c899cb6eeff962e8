/* Sorts the bands of a mask into those in classes, those of tiles, and what neither can take, which
 * joins the rest. Where the rest has no bands as a whole, a few of its tiles are asked for theirs.
 */
#include "attention/recipe.h"

#include <stdlib.h>
#include <string.h>

#include "attention/kernels/kernels.h"
#include "base/arithmetic.h"
#include "base/fail.h"

enum {
    FEW_OF_CLASS = 16, /* fewer queries of a class are not worth a band */
    MOST_OF_TILE = 24, /* more bands of a tile are no better than its runs */
    PROBES = 9         /* tiles that are asked */
};

/* Bands that are not taken. */
typedef struct leftover {
    stm_band bands[STM_MAX_BANDS];
    int num;
} leftover;

static bool fits_classes(const stm__recipe *recipe, const stm__part *part, int64_t num_queries)
{
    if (num_queries / part->key_step < FEW_OF_CLASS)
        return false;
    return recipe->num_classes == 0 || (part->key_step == recipe->classes[0].key_step &&
                                        part->residue == recipe->classes[0].residue);
}

/* Fills in the parts, for which there is room for every band. */
static void sort_bands(stm__recipe *recipe, const stm_bands *bands, leftover *left)
{
    stm_rectangle b = stm_mask_bounds(recipe->mask);
    left->num = 0;
    for (int k = 0; k < bands->num; k++) {
        stm__part part;
        bool is = stm__part_of_band(&bands->bands[k], &b, &part);
        if (is && !part.in_classes)
            recipe->parts[recipe->num_parts++] = part;
        else if (is && fits_classes(recipe, &part, b.num_queries))
            recipe->classes[recipe->num_classes++] = part;
        else
            left->bands[left->num++] = bands->bands[k];
    }
}

static void count_summary(stm__recipe *recipe)
{
    int64_t num_keys = stm_mask_bounds(recipe->mask).num_keys;
    for (int k = 0; k < recipe->num_parts; k++)
        if (recipe->parts[k].key_step > 1) {
            recipe->parts[k].room = recipe->summary;
            recipe->summary += stm__ceil_div(num_keys, recipe->parts[k].key_step);
        }
}

/* The rest of the bands, and the bands that were not taken. */
static stm_status make_rest(stm__recipe *recipe, const stm_bands *bands, const leftover *left,
                            stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(recipe->mask);
    stm_mask *whole = NULL, *part = NULL;
    if (stm__recipe_is_rest(recipe) && bands->num > 0) {
        recipe->rest = stm_mask_retain(recipe->mask);
        return STM_OK;
    }
    if (left->num == 0) {
        recipe->rest = bands->rest == NULL ? NULL : stm_mask_retain(bands->rest);
        return STM_OK;
    }
    stm_status status =
        stm_mask_of_bands(left->bands, left->num, stm_mask_size(recipe->mask), &whole, error);
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &b, &part, error);
    if (status == STM_OK && bands->rest == NULL)
        recipe->rest = stm_mask_retain(part);
    else if (status == STM_OK)
        status = stm_mask_compose(STM_UNION, bands->rest, part, &recipe->rest, error);
    stm_mask_free(whole);
    stm_mask_free(part);
    return status;
}

stm_status stm__recipe_parts_of_rest(const stm__recipe *recipe, int64_t first, int64_t count,
                                     stm__part *parts, int *num, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(recipe->rest);
    stm_rectangle tile = {b.first_query + first, count, b.first_key, b.num_keys};
    stm_mask *mask;
    stm_bands bands;
    stm_status status = stm_mask_rectangle(recipe->rest, &tile, &mask, error);
    if (status != STM_OK)
        return status;
    status = stm_mask_bands(mask, &bands, error);
    stm_mask_free(mask);
    if (status != STM_OK)
        return status;
    *num = bands.rest != NULL || bands.num > MOST_OF_TILE ? -1 : 0;
    for (int k = 0; k < bands.num && *num >= 0; k++) {
        bool is = stm__part_of_band(&bands.bands[k], &b, &parts[k]);
        *num = is && !parts[k].in_classes ? k + 1 : -1;
    }
    stm_bands_free(&bands);
    return STM_OK;
}

/* Whether each of some tiles of the rest is all parts. */
static stm_status probe(stm__recipe *recipe, stm_error *error)
{
    stm__part parts[STM_MAX_BANDS];
    int64_t queries = stm_mask_bounds(recipe->rest).num_queries;
    int64_t tiles = stm__ceil_div(queries, STM__LANES), probes = stm__min(tiles, PROBES);
    stm_status status = STM_OK;
    int num = 0;
    for (int64_t n = 0; n < probes && num >= 0 && status == STM_OK; n++) {
        int64_t first = (probes == 1 ? 0 : n * (tiles - 1) / (probes - 1)) * STM__LANES;
        int64_t count = stm__min(queries - first, STM__LANES);
        status = stm__recipe_parts_of_rest(recipe, first, count, parts, &num, error);
    }
    recipe->rest_has_tiles = num >= 0;
    return status;
}

static stm_status allocate(stm__recipe *recipe, int num, stm_error *error)
{
    recipe->classes = calloc((size_t)num + 1, sizeof *recipe->classes);
    recipe->parts = calloc((size_t)num + 1, sizeof *recipe->parts);
    if (recipe->classes == NULL || recipe->parts == NULL)
        return stm__fail_memory(error, "attention");
    return STM_OK;
}

stm_status stm__recipe_make(const stm_mask *mask, stm__recipe *recipe, stm_error *error)
{
    stm_bands bands;
    leftover left;
    *recipe = (stm__recipe){.mask = stm_mask_retain(mask)};
    if (stm_mask_bounds(mask).num_queries <= STM__FEW_QUERIES) {
        recipe->rest = stm_mask_retain(mask);
        return STM_OK;
    }
    stm_status status = stm_mask_bands(mask, &bands, error);
    if (status != STM_OK)
        return status;
    status = allocate(recipe, bands.num, error);
    if (status == STM_OK) {
        sort_bands(recipe, &bands, &left);
        count_summary(recipe);
        status = make_rest(recipe, &bands, &left, error);
    }
    if (status == STM_OK && recipe->rest != NULL)
        status = probe(recipe, error);
    stm_bands_free(&bands);
    return status;
}

void stm__recipe_free(stm__recipe *recipe)
{
    stm_mask_free(recipe->mask);
    stm_mask_free(recipe->rest);
    free(recipe->classes);
    free(recipe->parts);
}
