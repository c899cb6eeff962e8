/* The bands of two masks put together: those of both are united, met or subtracted, and what the
 * operands have left over is put together as masks.
 *
 * Let X be the bands Xb and the rest Xr, and Y the same. Then, without overlap,
 *   X + Y = (Xb + Yb), and (Xr - Y) + (Yr - X) + (Xr & Yr);
 *   X & Y = (Xb & Yb), and (Xr & Y) + (X & Yr);
 *   X - Y = (Xb - Yb), and Xr - Y, where there is no Yr.
 * Where Xb + Yb is no handful, X + Y is Xb, and Xr + (Y - X).
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

/* Adds `left operation right` to the rest; nothing where left or right is NULL. */
static void add_rest(operands *o, stm_operation operation, const stm_mask *left,
                     const stm_mask *right)
{
    stm_mask *term = NULL, *sum = NULL;
    if (left == NULL || right == NULL || o->status != STM_OK)
        return;
    o->status = stm_mask_compose(operation, left, right, &term, o->error);
    if (o->status == STM_OK && o->rest != NULL) {
        o->status = stm_mask_compose(STM_UNION, o->rest, term, &sum, o->error);
        stm_mask_free(term);
        term = sum;
        if (o->status == STM_OK)
            stm_mask_free(o->rest);
    }
    if (o->status == STM_OK)
        o->rest = term;
}

static bool unite(operands *o, stm_bands *bands)
{
    stm__bands out = {bands->bands, 0, STM_MAX_BANDS, false}, added = list_of(&o->of_y);
    memcpy(out.bands, o->of_x.bands, (size_t)o->of_x.num * sizeof *out.bands);
    out.num = o->of_x.num;
    stm__bands_unite(&out, &added);
    if (!out.over) {
        bands->num = out.num;
        add_rest(o, STM_DIFFERENCE, o->of_x.rest, o->y);
        add_rest(o, STM_DIFFERENCE, o->of_y.rest, o->x);
        add_rest(o, STM_INTERSECTION, o->of_x.rest, o->of_y.rest);
        return true;
    }
    memcpy(bands->bands, o->of_x.bands, (size_t)o->of_x.num * sizeof *out.bands);
    bands->num = o->of_x.num;
    o->rest = o->of_x.rest == NULL ? NULL : stm_mask_retain(o->of_x.rest);
    add_rest(o, STM_DIFFERENCE, o->y, o->x);
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
    add_rest(o, STM_INTERSECTION, o->of_x.rest, o->y);
    add_rest(o, STM_INTERSECTION, o->x, o->of_y.rest);
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
