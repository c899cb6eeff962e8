/* Bands are combined field by field: queries by ranges and phases, keys by residue classes, and
 * bounds by cutting the queries where the greater of two changes (bands_cut.c).
 *
 * That works as long as periods are equal, and as long as one of two residue classes lies in the
 * other. Where it does not, a list is `over`.
 */
#include "base/bands.h"

#include "base/bands_cut.h"
#include "base/runs.h"

static bool has_queries(const stm_band *band)
{
    return band->first_query < band->end_query && band->phase_first < band->phase_end;
}

void stm__bands_push(stm__bands *list, const stm_band *band)
{
    stm_band b = *band;
    if (!has_queries(&b) || list->over)
        return;
    if (b.phase_first == 0 && b.phase_end == b.period)
        b = stm__band_of_phases(b, 1, 0, 1);
    if (b.high.kind == STM_BOUND_NONE) {
        stm__bands_append(list, &b);
        return;
    }
    stm_bound low = b.low.kind == STM_BOUND_NONE ? stm__at_key(0) : b.low;
    stm__cut cut = stm__cut_by(&b, &b.high, &low);
    list->over = cut.unknown;
    for (int k = 0; k < cut.num; k++)
        if (cut.parts[k].greater == STM__FIRST)
            stm__bands_append(list, &cut.parts[k].band);
}

/* Phases become a range of queries where the range has but one period. */
static bool settle_phases(stm_band *band, int64_t first, int64_t end)
{
    int64_t start = first - first % band->period;
    if (band->period == 1)
        return true;
    if (first < 0 || end > start + band->period)
        return false;
    *band = stm__band_of_queries(*band, start + band->phase_first, start + band->phase_end);
    *band = stm__band_of_phases(*band, 1, 0, 1);
    return true;
}

/* The queries that both have; false where no band can say them. */
static bool meet_queries(stm_band *band, const stm_band *other)
{
    stm_band b = *other;
    *band = stm__band_of_queries(*band, b.first_query, b.end_query);
    if (band->first_query >= band->end_query)
        return true;
    if (band->period != b.period && band->period != 1 && b.period != 1) {
        int64_t first = band->first_query, end = band->end_query;
        if (!settle_phases(band, first, end) && !settle_phases(&b, first, end))
            return false;
        *band = stm__band_of_queries(*band, b.first_query, b.end_query);
    }
    if (b.period == 1)
        return true;
    if (band->period == 1)
        *band = stm__band_of_phases(*band, b.period, b.phase_first, b.phase_end);
    band->phase_first = stm__max(band->phase_first, b.phase_first);
    band->phase_end = stm__min(band->phase_end, b.phase_end);
    return true;
}

/* j = a (mod s) and j = b (mod t) as one class; false where its step is no use as one, step 0 where
 * there is none. */
static bool meet_classes(int64_t a, int64_t s, int64_t b, int64_t t, int64_t *shift, int64_t *step)
{
    const int64_t most = INT64_C(1) << 40;
    int64_t product;
    if (!stm__multiply(s, t, &product) || product > most)
        return false;
    stm_run of_a = {a, 2 * t, s, 0}, of_b = {b, 2 * s, t, 0};
    stm_run both = stm__run_common(&of_a, &of_b);
    *step = both.count == 0 ? 0 : both.step;
    *shift = both.first;
    return true;
}

static void make_empty(stm_band *band)
{
    band->end_query = band->first_query;
}

/* The keys that both see; false where no band can say them. */
static bool meet_keys(stm_band *band, const stm_band *other)
{
    if (other->key_step == 1)
        return true;
    if (band->key_step == 1) {
        *band = stm__band_of_keys(*band, other->key_step, other->key_shift, other->follows);
        return true;
    }
    if (band->follows == other->follows) {
        int64_t shift, step;
        if (!meet_classes(band->key_shift, band->key_step, other->key_shift, other->key_step,
                          &shift, &step))
            return false;
        if (step == 0)
            make_empty(band);
        else
            *band = stm__band_of_keys(*band, step, shift, band->follows);
        return true;
    }
    /* i + a and b are one class for the queries i = b - a, and for no others. */
    if (band->key_step != other->key_step)
        return false;
    int64_t step = band->key_step, a = band->follows ? band->key_shift : other->key_shift;
    int64_t b = band->follows ? other->key_shift : band->key_shift;
    int64_t phase = stm__floor_mod(b - a, step);
    stm_band queries =
        stm__band_of_phases(stm__band(band->low, band->high), step, phase, phase + 1);
    if (!meet_queries(band, &queries))
        return false;
    *band = stm__band_of_keys(*band, step, b, false);
    return true;
}

/* Gives the band the greater of two bounds as its lower one, the smaller as its upper one; parts of
 * it go to `parts`. Returns their number, or -1. */
static int bound_by(const stm_band *band, bool lower, const stm_bound *other, stm_band parts[2])
{
    const stm_bound *own = lower ? &band->low : &band->high;
    parts[0] = *band;
    if (other->kind == STM_BOUND_NONE)
        return 1;
    stm_bound *to = lower ? &parts[0].low : &parts[0].high;
    if (own->kind == STM_BOUND_NONE) {
        *to = *other;
        return 1;
    }
    stm__cut cut = stm__cut_by(band, own, other);
    for (int k = 0; k < cut.num; k++) {
        parts[k] = cut.parts[k].band;
        to = lower ? &parts[k].low : &parts[k].high;
        bool own_is_greater = cut.parts[k].greater == STM__FIRST;
        if (own_is_greater != lower)
            *to = *other;
    }
    return cut.unknown ? -1 : cut.num;
}

/* Appends a band within further bounds. */
static void push_between(stm__bands *list, const stm_band *band, const stm_bound *low,
                         const stm_bound *high)
{
    stm_band parts[2], pieces[2];
    int num = bound_by(band, true, low, parts);
    list->over = list->over || num < 0;
    for (int k = 0; k < num; k++) {
        int num_pieces = bound_by(&parts[k], false, high, pieces);
        list->over = list->over || num_pieces < 0;
        for (int n = 0; n < num_pieces; n++)
            stm__bands_push(list, &pieces[n]);
    }
}

void stm__bands_meet(stm__bands *list, const stm_band *a, const stm_band *b)
{
    stm_band both = *a;
    if (!meet_queries(&both, b) || (has_queries(&both) && !meet_keys(&both, b)))
        list->over = true;
    else if (has_queries(&both))
        push_between(list, &both, &b->low, &b->high);
}

/* Whether every key of a's residue class is of b's. */
static bool is_class_within(const stm_band *a, const stm_band *b)
{
    return b->key_step == 1 || (a->follows == b->follows && a->key_step % b->key_step == 0 &&
                                (a->key_shift - b->key_shift) % b->key_step == 0);
}

/* Appends the queries of a that are not among the phases of b, and leaves those that are; false
 * where no band can say them. */
static bool push_other_phases(stm__bands *list, stm_band *a, const stm_band *b)
{
    stm_band phases = *b;
    if (b->period == 1)
        return true;
    if (a->period != 1 && a->period != b->period && !settle_phases(a, a->first_query, a->end_query))
        return false;
    if (a->period == 1)
        *a = stm__band_of_phases(*a, b->period, 0, b->period);
    stm_band before = *a, after = *a;
    before.phase_end = stm__min(a->phase_end, phases.phase_first);
    after.phase_first = stm__max(a->phase_first, phases.phase_end);
    stm__bands_push(list, &before);
    stm__bands_push(list, &after);
    a->phase_first = stm__max(a->phase_first, phases.phase_first);
    a->phase_end = stm__min(a->phase_end, phases.phase_end);
    return true;
}

/* Appends what of a lies below and above b, whose queries a's are. */
static void push_beside(stm__bands *list, const stm_band *a, const stm_band *b)
{
    static const stm_bound none = {STM_BOUND_NONE, 0, 1};
    if (b->low.kind != STM_BOUND_NONE) {
        stm_bound below = b->low;
        below.offset--;
        push_between(list, a, &none, &below);
    }
    if (b->high.kind != STM_BOUND_NONE) {
        stm_bound above = b->high;
        above.offset++;
        push_between(list, a, &above, &none);
    }
}

static bool share_a_cell(const stm_band *a, const stm_band *b)
{
    stm_band room[8];
    stm__bands shared = {room, 0, 8, false};
    stm__bands_meet(&shared, a, b);
    return shared.over || shared.num > 0;
}

void stm__bands_subtract(stm__bands *list, const stm_band *a, const stm_band *b)
{
    if (!share_a_cell(a, b)) {
        stm__bands_push(list, a);
        return;
    }
    if (!is_class_within(a, b)) {
        list->over = true;
        return;
    }
    stm_band before = stm__band_of_queries(*a, INT64_MIN, b->first_query);
    stm_band after = stm__band_of_queries(*a, b->end_query, INT64_MAX);
    stm_band within = stm__band_of_queries(*a, b->first_query, b->end_query);
    stm__bands_push(list, &before);
    stm__bands_push(list, &after);
    if (!push_other_phases(list, &within, b)) {
        list->over = true;
        return;
    }
    if (b->low.kind == STM_BOUND_NONE || b->high.kind == STM_BOUND_NONE) {
        push_beside(list, &within, b);
        return;
    }
    stm__cut cut = stm__cut_by(&within, &b->high, &b->low);
    list->over = list->over || cut.unknown;
    for (int k = 0; k < cut.num; k++)
        if (cut.parts[k].greater == STM__FIRST)
            push_beside(list, &cut.parts[k].band, b);
        else /* b sees nothing there */
            stm__bands_push(list, &cut.parts[k].band);
}
