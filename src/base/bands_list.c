/* Lists of bands: every band of one is met with, or taken from, every band of the other. In a union
 * either may be cut, and bands that continue each other are joined.
 */
#include "base/bands.h"

void stm__bands_meet_all(stm__bands *out, const stm__bands *a, const stm__bands *b)
{
    out->num = 0;
    out->over = a->over || b->over;
    for (int k = 0; k < a->num && !out->over; k++)
        for (int n = 0; n < b->num && !out->over; n++)
            stm__bands_meet(out, &a->bands[k], &b->bands[n]);
}

static stm__bands list_in(stm_band *room)
{
    return (stm__bands){room, 0, STM_MAX_BANDS, false};
}

/* Appends what is left of a band when all of `minus` are taken away. */
static void subtract_each(stm__bands *out, const stm_band *band, const stm__bands *minus)
{
    stm_band room[2][STM_MAX_BANDS];
    stm__bands left = list_in(room[0]), next = list_in(room[1]);
    stm__bands_push(&left, band);
    for (int n = 0; n < minus->num && !left.over; n++) {
        next.num = 0;
        for (int k = 0; k < left.num; k++)
            stm__bands_subtract(&next, &left.bands[k], &minus->bands[n]);
        stm__bands swapped = left;
        left = next;
        next = swapped;
    }
    out->over = out->over || left.over;
    for (int k = 0; k < left.num; k++)
        stm__bands_append(out, &left.bands[k]);
}

void stm__bands_subtract_all(stm__bands *out, const stm__bands *a, const stm__bands *b)
{
    out->num = 0;
    out->over = a->over || b->over;
    for (int k = 0; k < a->num && !out->over; k++)
        subtract_each(out, &a->bands[k], b);
}

static bool same_bound(const stm_bound *a, const stm_bound *b, int64_t apart)
{
    return a->kind == b->kind && a->block == b->block &&
           (a->kind == STM_BOUND_NONE || b->offset - a->offset == apart);
}

/* Whether b continues a, by its keys or by its queries; a is then both. */
static bool join(stm_band *a, const stm_band *b)
{
    bool one_class = a->key_step == b->key_step && a->key_shift == b->key_shift &&
                     a->follows == b->follows && a->period == b->period &&
                     a->phase_first == b->phase_first && a->phase_end == b->phase_end;
    if (!one_class)
        return false;
    if (a->first_query == b->first_query && a->end_query == b->end_query &&
        a->high.kind != STM_BOUND_NONE && same_bound(&a->high, &b->low, 1)) {
        a->high = b->high;
        return true;
    }
    if (a->end_query == b->first_query && same_bound(&a->low, &b->low, 0) &&
        same_bound(&a->high, &b->high, 0)) {
        a->end_query = b->end_query;
        return true;
    }
    return false;
}

static void join_all(stm__bands *list)
{
    for (int k = 0; k < list->num; k++)
        for (int n = 0; n < list->num; n++)
            if (n != k && join(&list->bands[k], &list->bands[n])) {
                list->bands[n] = list->bands[--list->num];
                /* What was last may be what has grown. */
                if (k == list->num)
                    k = n;
                n = -1;
            }
}

void stm__bands_unite(stm__bands *list, const stm__bands *added)
{
    stm_band room[2][STM_MAX_BANDS], left[STM_MAX_BANDS];
    for (int n = 0; n < added->num && !list->over && !added->over; n++) {
        stm__bands pieces = list_in(room[0]), next = list_in(room[1]);
        stm__bands_append(&pieces, &added->bands[n]);
        int num = list->num;
        for (int k = 0; k < num && !list->over; k++) {
            stm__bands one = {&list->bands[k], 1, 1, false};
            stm__bands_subtract_all(&next, &pieces, &one);
            if (!next.over) {
                stm__bands swapped = pieces;
                pieces = next;
                next = swapped;
                continue;
            }
            /* The pieces cannot be cut by this band: it is cut by them. */
            stm__bands rest = list_in(left);
            stm__bands_subtract_all(&rest, &one, &pieces);
            list->over = rest.over;
            if (rest.num == 0) {
                list->bands[k--] = list->bands[--num];
                list->bands[num] = list->bands[--list->num];
                continue;
            }
            list->bands[k] = rest.bands[0];
            for (int m = 1; m < rest.num; m++)
                stm__bands_append(list, &rest.bands[m]);
        }
        for (int k = 0; k < pieces.num; k++)
            stm__bands_append(list, &pieces.bands[k]);
    }
    list->over = list->over || added->over;
    if (!list->over)
        join_all(list);
}
