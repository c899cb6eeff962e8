/* Tells additive masks from others by the gap between the cells that hide keys and those that are
 * biases: one pass keeps the nearest and farthest number below 0 of each power of two, between
 * which alone a gap of four times can lie. */
#include "io/additive.h"

#include <math.h>

#define LEAST_POWER (-1080)

void stm__additive_look(stm__additive *a, double cell)
{
    a->cells++;
    if (cell == 0) {
        a->zeros++;
    } else if (cell > 0) {
        a->positive++;
    } else if (isinf(cell)) {
        a->infinite++;
    } else if (cell < 0) {
        int power;
        frexp(cell, &power);
        double *nearest = &a->nearest[power - LEAST_POWER];
        double *farthest = &a->farthest[power - LEAST_POWER];
        *nearest = *nearest == 0 || -cell < *nearest ? -cell : *nearest;
        *farthest = -cell > *farthest ? -cell : *farthest;
    }
}

/* What stands below 0, as distances from it. */
typedef struct below {
    double nearest, farthest; /* finite; 0 where there are none */
    double apart;             /* the nearest that stands apart, or 0 */
    int groups;               /* that stand apart from all that is nearer */
} below;

static below look_below(const stm__additive *a)
{
    below b = {0, 0, 0, 0};
    for (int k = 0; k < STM__ADDITIVE_POWERS; k++) {
        double near = a->nearest[k];
        if (near == 0)
            continue;
        if (near >= STM__ADDITIVE_FAR && near >= STM__ADDITIVE_APART * b.farthest) {
            b.apart = b.groups++ == 0 ? near : b.apart;
        }
        b.nearest = b.nearest == 0 ? near : b.nearest;
        b.farthest = a->farthest[k];
    }
    if (a->infinite > 0)
        b.apart = b.groups++ == 0 ? (double)INFINITY : b.apart;
    return b;
}

stm__additive_verdict stm__additive_tell(const stm__additive *a, double *hidden, const char **why)
{
    below b = look_below(a);
    if (b.groups > 1 && b.apart < STM__ADDITIVE_SURE) {
        *why = "cells that hide keys, and others of -100 or less that may be biases or hide keys";
    } else if (b.groups > 0) {
        *hidden = -b.apart;
        return STM__ADDITIVE_YES;
    } else if (b.farthest >= STM__ADDITIVE_FAR) {
        *why = "cells of -100 and less, of which none stands apart from those nearer to 0";
    } else if (b.farthest > 0 && a->positive == 0) {
        *why = "cells from 0 down that are all above -100";
    } else if (a->zeros == a->cells) {
        *why = "cells that are all 0.0, seen by none, or, if added to scores, by all";
    } else {
        return STM__ADDITIVE_NO;
    }
    return STM__ADDITIVE_UNTOLD;
}

double stm__additive_hidden(const stm__additive *a)
{
    below b = look_below(a);
    if (b.groups > 0)
        return -b.apart;
    return b.nearest > 0 && b.nearest == b.farthest ? -b.nearest : -(double)INFINITY;
}
