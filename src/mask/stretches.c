/* Finds stretches of lines that repeat: the bounds of all bands, as lines see them, are compared in
 * pairs, one that stands still and one that moves, and what lies between the places where they meet
 * has a period. */
#include "mask/stretches.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/grow.h"

/* A bound across a line t: between t + least and t + most, or just between the two. */
typedef struct bound {
    bool moves;
    int64_t least, most, block;
} bound;

/* A band, as its lines see it: the cells across a line lie from the highest of `low` to the lowest
 * of `high`. The first of each stands still, the second may not be there. */
typedef struct view {
    int64_t first, end; /* lines */
    bound low[2], high[2];
    int num_low, num_high;
    bool follows;          /* the cells across are counted from the line */
    int64_t period, step;  /* of lines or cells across, whatever the bounds */
    int64_t num, of_cells; /* in so many cells across there are that many, or more */
} view;

typedef struct search {
    view views[STM_MAX_BANDS];
    int num_views;
    int64_t first_line, end_line, first_cross, last_cross;
    bool first_counts, last_counts; /* an edge across the lines cuts bands off */
    int64_t reach, tail;
    stm__stretches zones; /* of lines where bounds meet */
} search;

static bound still(int64_t at)
{
    return (bound){false, at, at, 1};
}

static bound moving(int64_t least, int64_t most, int64_t block)
{
    return (bound){true, least, most, block};
}

/* A bound of keys that moves with the query. */
static bound of_query(const stm_bound *b)
{
    bool block = b->kind == STM_BOUND_BLOCK;
    return moving(b->offset - (block ? b->block - 1 : 0), b->offset, block ? b->block : 1);
}

/* The bound of queries that a bound of keys is. A block's first query is where a lower bound of
 * keys lets go, and where an upper one begins. */
static bound of_key(const stm_bound *b)
{
    bool block = b->kind == STM_BOUND_BLOCK;
    return moving(-b->offset, -b->offset + (block ? b->block - 1 : 0), block ? b->block : 1);
}

static bool moves(const stm_bound *b)
{
    return b->kind == STM_BOUND_QUERY || b->kind == STM_BOUND_BLOCK;
}

static view view_of_rows(const search *s, const stm_band *band)
{
    view v = {.first = stm__max(band->first_query, s->first_line),
              .end = stm__min(band->end_query, s->end_line),
              .num_low = 1,
              .num_high = 1,
              .follows = band->follows && band->period == 1,
              .period = band->period,
              .step = 1,
              .num = 1,
              .of_cells = band->key_step};
    int64_t low = s->first_cross, high = s->last_cross;
    if (band->low.kind == STM_BOUND_KEY)
        low = stm__max(low, band->low.offset);
    if (band->high.kind == STM_BOUND_KEY)
        high = stm__min(high, band->high.offset);
    v.low[0] = still(low);
    v.high[0] = still(high);
    if (moves(&band->low))
        v.low[v.num_low++] = of_query(&band->low);
    if (moves(&band->high))
        v.high[v.num_high++] = of_query(&band->high);
    return v;
}

static view view_of_columns(const search *s, const stm_band *band)
{
    view v = {.first = s->first_line,
              .end = s->end_line,
              .num_low = 1,
              .num_high = 1,
              .follows = band->follows && band->period == 1,
              .period = band->period,
              .step = band->follows && band->period == 1 ? 1 : band->key_step};
    if (band->low.kind == STM_BOUND_KEY)
        v.first = stm__max(v.first, band->low.offset);
    if (band->high.kind == STM_BOUND_KEY)
        v.end = stm__min(v.end, band->high.offset + 1);
    v.low[0] = still(stm__max(band->first_query, s->first_cross));
    v.high[0] = still(stm__min(band->end_query - 1, s->last_cross));
    if (moves(&band->high))
        v.low[v.num_low++] = of_key(&band->high);
    if (moves(&band->low))
        v.high[v.num_high++] = of_key(&band->low);
    /* Queries in their phases, or in their residue class; of both at once, at least none. */
    v.num = band->period == 1 ? 1 : band->phase_end - band->phase_first;
    v.of_cells = band->period == 1 && band->follows ? band->key_step : band->period;
    if (band->period > 1 && band->follows)
        v.num = 0;
    return v;
}

static bool has_lines(const view *v)
{
    return v->first < v->end;
}

/* An edge counts where a band ends at it on all its lines, or on some of them. */
static void look_at_edges(search *s)
{
    for (int k = 0; k < s->num_views; k++) {
        const view *v = &s->views[k];
        if (v->low[0].least == s->first_cross)
            s->first_counts =
                s->first_counts || v->num_low == 1 || v->first + v->low[1].least < s->first_cross;
        if (v->high[0].least == s->last_cross)
            s->last_counts =
                s->last_counts || v->num_high == 1 || v->end - 1 + v->high[1].most > s->last_cross;
    }
}

static bool counts(const search *s, const bound *b)
{
    return (b->least != s->first_cross || s->first_counts) &&
           (b->least != s->last_cross || s->last_counts);
}

static bool add_zone(search *s, int64_t first, int64_t last)
{
    stm__stretches *z = &s->zones;
    first = stm__max(first - s->reach, s->first_line);
    last = stm__min(last + s->reach, s->end_line - 1);
    if (first > last)
        return true;
    if (!stm__grow(&z->items, &z->capacity, z->num + 1, sizeof *z->items))
        return false;
    z->items[z->num++] = (stm__stretch){first, last + 1, 0, 0};
    return true;
}

/* The lines where a bound that stands still meets the moving ones of all bands. */
static bool add_meetings(search *s, const bound *fixed)
{
    if (!counts(s, fixed))
        return true;
    for (int k = 0; k < s->num_views; k++) {
        const view *v = &s->views[k];
        const bound *moving[2] = {v->num_low > 1 ? &v->low[1] : NULL,
                                  v->num_high > 1 ? &v->high[1] : NULL};
        for (int n = 0; n < 2; n++)
            if (moving[n] != NULL &&
                !add_zone(s, fixed->least - moving[n]->most, fixed->least - moving[n]->least))
                return false;
    }
    return true;
}

static bool add_zones(search *s)
{
    for (int k = 0; k < s->num_views; k++) {
        const view *v = &s->views[k];
        if (!add_meetings(s, &v->low[0]) || !add_meetings(s, &v->high[0]))
            return false;
        if (v->first > s->first_line && !add_zone(s, v->first - 1, v->first))
            return false;
        if (v->end < s->end_line && !add_zone(s, v->end - 1, v->end))
            return false;
    }
    s->reach = 0;
    return s->tail <= 0 || add_zone(s, s->end_line - s->tail, s->end_line - 1);
}

static int by_first(const void *a, const void *b)
{
    int64_t x = ((const stm__stretch *)a)->first, y = ((const stm__stretch *)b)->first;
    return (x > y) - (x < y);
}

/* Which of a side's bounds holds at a line: the moving one, or the one that stands still. */
static const bound *low_at(const view *v, int64_t line)
{
    return v->num_low > 1 && line + v->low[1].least >= v->low[0].least ? &v->low[1] : &v->low[0];
}

static const bound *high_at(const view *v, int64_t line)
{
    return v->num_high > 1 && line + v->high[1].most <= v->high[0].least ? &v->high[1]
                                                                         : &v->high[0];
}

static bool multiply_into(int64_t *period, int64_t factor, int64_t most)
{
    int64_t more = factor / stm__common_divisor(*period, factor);
    return !__builtin_mul_overflow(*period, more, period) && *period <= most;
}

/* Whether a band has cells at a line, where its bounds do not meet. */
static bool has_cells(const view *v, int64_t line)
{
    const bound *low = low_at(v, line), *high = high_at(v, line);
    int64_t least = low->least + (low->moves ? line : 0);
    int64_t most = high->most + (high->moves ? line : 0);
    return v->first <= line && line < v->end && least <= most;
}

/* The period of the lines around one of them, in `*s`; 0 where it is too long to be of use. */
static void find_period(const search *of, stm__stretch *s)
{
    int64_t line = s->first + (s->end - s->first) / 2, most = s->end - s->first;
    s->period = 1;
    for (int k = 0; k < of->num_views; k++) {
        const view *v = &of->views[k];
        if (!has_cells(v, line))
            continue;
        const bound *low = low_at(v, line), *high = high_at(v, line);
        bool rigid = v->follows && low->moves && high->moves && low->block * high->block == 1;
        if (!multiply_into(&s->period, v->period, most) ||
            !multiply_into(&s->period, v->step, most) ||
            !multiply_into(&s->period, low->moves ? low->block : 1, most) ||
            !multiply_into(&s->period, high->moves ? high->block : 1, most) ||
            (!rigid && !multiply_into(&s->period, v->of_cells, most))) {
            s->period = 0;
            return;
        }
    }
    for (int k = 0; k < of->num_views; k++) {
        const view *v = &of->views[k];
        if (has_cells(v, line) && low_at(v, line)->moves != high_at(v, line)->moves)
            s->growth = stm__common_divisor(
                s->growth, v->num == 0 ? 1 : stm__max(s->period / v->of_cells * v->num, 1));
    }
}

static bool add_stretch(const search *of, stm__stretches *to, stm__stretch s)
{
    if (s.first >= s.end)
        return true;
    if (!stm__grow(&to->items, &to->capacity, to->num + 1, sizeof *to->items))
        return false;
    if (of != NULL)
        find_period(of, &s);
    to->items[to->num++] = s;
    return true;
}

/* Zones that overlap become one; between them are the stretches. */
static bool put_together(search *s, stm__stretches *to)
{
    int64_t at = s->first_line;
    if (s->zones.num > 1)
        qsort(s->zones.items, (size_t)s->zones.num, sizeof *s->zones.items, by_first);
    for (int64_t k = 0; k < s->zones.num;) {
        stm__stretch zone = s->zones.items[k];
        for (k++; k < s->zones.num && s->zones.items[k].first <= zone.end; k++)
            zone.end = stm__max(zone.end, s->zones.items[k].end);
        if (!add_stretch(s, to, (stm__stretch){at, zone.first, 0, 0}) ||
            !add_stretch(NULL, to, zone))
            return false;
        at = zone.end;
    }
    return add_stretch(s, to, (stm__stretch){at, s->end_line, 0, 0});
}

static void start(search *s, const stm_rectangle *b, stm__axis axis)
{
    bool rows = axis == STM__ROWS;
    s->first_line = rows ? b->first_query : b->first_key;
    s->end_line = s->first_line + (rows ? b->num_queries : b->num_keys);
    s->first_cross = rows ? b->first_key : b->first_query;
    s->last_cross = s->first_cross + (rows ? b->num_keys : b->num_queries) - 1;
}

stm_status stm__stretches_find(const stm_mask *mask, stm__axis axis, int64_t reach, int64_t tail,
                               stm__stretches *stretches, stm_error *error)
{
    stm_bands bands;
    stm_rectangle b = stm_mask_bounds(mask);
    stm_status status = stm_mask_bands(mask, &bands, error);
    if (status != STM_OK)
        return status;
    search *s = calloc(1, sizeof *s);
    bool good = s != NULL;
    stretches->num = 0;
    if (good) {
        start(s, &b, axis);
        s->reach = reach;
        s->tail = tail;
        for (int k = 0; k < bands.num; k++) {
            view v = (axis == STM__ROWS ? view_of_rows : view_of_columns)(s, &bands.bands[k]);
            if (has_lines(&v))
                s->views[s->num_views++] = v;
        }
        look_at_edges(s);
        good = bands.rest != NULL
                   ? add_stretch(NULL, stretches, (stm__stretch){s->first_line, s->end_line, 0, 0})
                   : add_zones(s) && put_together(s, stretches);
        free(s->zones.items);
    }
    free(s);
    stm_bands_free(&bands);
    return good ? STM_OK : stm__fail_memory(error, "stretches of lines");
}
