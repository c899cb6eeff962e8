/* The bands of two masks put together: those of both are united, met or subtracted, and what the
 * operands have left over is put together as masks.
 *
 * Let X be the bands Xb and the rest Xr, and Y the same. Then, without overlap,
 *   X + Y = (Xb + Yb), and (Xr - Yb) + (Yr - Xb);
 *   X & Y = (Xb & Yb), and (X & Y) - (Xb & Yb), where there is an Xr or a Yr;
 *   X - Y = (Xb - Yb), and Xr - Y, where there is no Yr.
 * Where Xb + Yb is no handful, X + Y is Xb, and Xr + (Y - Xb). No rest stands in another one twice,
 * so that rests of rests stay small.
 */
#include "mask/composed_bands.h"

#include <stdlib.h>

#include "base/bands.h"
#include "base/fail.h"
#include "mask/mask.h"

typedef struct operands {
    const stm_mask *x, *y;
    stm_bands of_x, of_y;
    stm_mask *rest; /* what has been added to it so far */
    stm_status status;
    stm_error *error;
} operands;

static stm__bands list_of(stm_bands *bands)
{
    return (stm__bands){bands->bands, bands->num, STM_MAX_BANDS, false};
}

/* Adds a term to the rest, and takes it. */
static void add_term(operands *o, stm_mask *term)
{
    stm_mask *sum = NULL;
    if (o->rest != NULL) {
        o->status = stm_mask_compose(STM_UNION, o->rest, term, &sum, o->error);
        stm_mask_free(term);
        if (o->status != STM_OK)
            return;
        stm_mask_free(o->rest);
        term = sum;
    }
    o->rest = term;
}

/* Adds `left operation right` to the rest; nothing where one is NULL. */
static void add_rest(operands *o, stm_operation operation, const stm_mask *left,
                     const stm_mask *right)
{
    stm_mask *term = NULL;
    if (left == NULL || right == NULL || o->status != STM_OK)
        return;
    o->status = stm_mask_compose(operation, left, right, &term, o->error);
    if (o->status == STM_OK)
        add_term(o, term);
}

/* Adds a mask without the cells of bands to the rest; nothing where it is NULL. */
static void add_without(operands *o, const stm_mask *mask, const stm_bands *bands)
{
    stm_mask *square = NULL, *banded = NULL;
    stm_rectangle bounds = stm_mask_bounds(o->x);
    if (mask == NULL || o->status != STM_OK)
        return;
    if (bands->num == 0) {
        add_term(o, stm_mask_retain(mask));
        return;
    }
    o->status = stm_mask_of_bands(bands->bands, bands->num, stm_mask_size(o->x), &square, o->error);
    if (o->status == STM_OK)
        o->status = stm_mask_rectangle(square, &bounds, &banded, o->error);
    if (o->status == STM_OK)
        add_rest(o, STM_DIFFERENCE, mask, banded);
    stm_mask_free(square);
    stm_mask_free(banded);
}

static bool unite(operands *o, stm_bands *bands)
{
    stm__bands out = {bands->bands, 0, STM_MAX_BANDS, false}, added = list_of(&o->of_y);
    memcpy(out.bands, o->of_x.bands, (size_t)o->of_x.num * sizeof *out.bands);
    out.num = o->of_x.num;
    stm__bands_unite(&out, &added);
    if (!out.over) {
        bands->num = out.num;
        add_without(o, o->of_x.rest, &o->of_y);
        add_without(o, o->of_y.rest, &o->of_x);
        return true;
    }
    memcpy(bands->bands, o->of_x.bands, (size_t)o->of_x.num * sizeof *out.bands);
    bands->num = o->of_x.num;
    o->rest = o->of_x.rest == NULL ? NULL : stm_mask_retain(o->of_x.rest);
    add_without(o, o->y, &o->of_x);
    return true;
}

static bool meet(operands *o, stm_bands *bands)
{
    stm__bands out = {bands->bands, 0, STM_MAX_BANDS, false};
    stm__bands a = list_of(&o->of_x), b = list_of(&o->of_y);
    stm__bands_meet_all(&out, &a, &b);
    bands->num = out.num;
    if (out.over)
        return false;
    if (o->of_x.rest == NULL && o->of_y.rest == NULL)
        return true;
    stm_mask *both = NULL;
    o->status = stm_mask_compose(STM_INTERSECTION, o->x, o->y, &both, o->error);
    add_without(o, both, bands);
    stm_mask_free(both);
    return true;
}

static bool subtract(operands *o, stm_bands *bands)
{
    stm__bands out = {bands->bands, 0, STM_MAX_BANDS, false};
    stm__bands a = list_of(&o->of_x), b = list_of(&o->of_y);
    if (o->of_y.rest != NULL)
        return false;
    stm__bands_subtract_all(&out, &a, &b);
    bands->num = out.num;
    add_rest(o, STM_DIFFERENCE, o->of_x.rest, o->y);
    return !out.over;
}

stm_status stm__composed_bands(const stm__rule *rule, stm_operation operation,
                               const stm_rectangle *within, stm_bands *bands, bool *found,
                               stm_error *error)
{
    operands *o = calloc(1, sizeof *o);
    if (o == NULL)
        return stm__fail_memory(error, "bands");
    o->x = rule->parts[0];
    o->y = rule->parts[1];
    o->error = error;
    o->status = stm__mask_bands(o->x, within, &o->of_x, error);
    if (o->status == STM_OK)
        o->status = stm__mask_bands(o->y, within, &o->of_y, error);
    if (o->status == STM_OK)
        *found = operation == STM_UNION          ? unite(o, bands)
                 : operation == STM_INTERSECTION ? meet(o, bands)
                                                 : subtract(o, bands);
    /* A rest alone is no better than the mask. */
    *found = *found && (bands->num > 0 || o->rest == NULL);
    stm_bands_free(&o->of_x);
    stm_bands_free(&o->of_y);
    stm_status status = o->status;
    if (status == STM_OK && *found)
        bands->rest = o->rest;
    else
        stm_mask_free(o->rest);
    free(o);
    return status;
}
