/* Arithmetic of bands: what two of them share, what one has and the other has not, and lists. */
#ifndef STM__BASE_BANDS_H
#define STM__BASE_BANDS_H

#include <stmask/band.h>

#include "base/arithmetic.h"

/* A list that grows no further than its room; `over` says that something did not fit into it, or
 * that no band can say it. What it holds is then of no use. */
typedef struct stm__bands {
    stm_band *bands;
    int num, room;
    bool over;
} stm__bands;

static inline stm_bound stm__no_bound(void)
{
    return (stm_bound){STM_BOUND_NONE, 0, 1};
}

static inline stm_bound stm__at_key(int64_t key)
{
    return (stm_bound){STM_BOUND_KEY, key, 1};
}

static inline stm_bound stm__at_query(int64_t offset)
{
    return (stm_bound){STM_BOUND_QUERY, offset, 1};
}

/* Blocks of one query are queries. */
static inline stm_bound stm__at_block(int64_t block, int64_t offset)
{
    return block == 1 ? stm__at_query(offset) : (stm_bound){STM_BOUND_BLOCK, offset, block};
}

/* Every key between two bounds, for every query. */
static inline stm_band stm__band(stm_bound low, stm_bound high)
{
    return (stm_band){.end_query = INT64_MAX,
                      .period = 1,
                      .phase_end = 1,
                      .key_step = 1,
                      .low = low,
                      .high = high};
}

/* The same band of the queries first .. end - 1 only. */
static inline stm_band stm__band_of_queries(stm_band band, int64_t first, int64_t end)
{
    band.first_query = stm__max(band.first_query, first);
    band.end_query = stm__min(band.end_query, end);
    return band;
}

/* The same band of one residue class of keys only, counted from the query or not. */
static inline stm_band stm__band_of_keys(stm_band band, int64_t step, int64_t shift, bool follows)
{
    band.key_step = step;
    band.key_shift = stm__floor_mod(shift, step);
    band.follows = follows && step > 1;
    return band;
}

/* Of the queries with first <= i % period < end only. */
static inline stm_band stm__band_of_phases(stm_band band, int64_t period, int64_t first,
                                           int64_t end)
{
    band.period = period;
    band.phase_first = first;
    band.phase_end = end;
    return band;
}

/* The key that a bound names for query i, which has to have one. */
static inline int64_t stm__bound_key(const stm_bound *bound, int64_t i)
{
    if (bound->kind == STM_BOUND_KEY)
        return bound->offset;
    return (bound->kind == STM_BOUND_BLOCK ? i - i % bound->block : i) + bound->offset;
}

/* Appends a band, cut into bands whose every query has low <= high, and no high below key 0; one
 * without queries is left out. */
void stm__bands_push(stm__bands *list, const stm_band *band);

/* Appends the cells that two bands share. */
void stm__bands_meet(stm__bands *list, const stm_band *a, const stm_band *b);

/* Appends the cells of a that b does not have. */
void stm__bands_subtract(stm__bands *list, const stm_band *a, const stm_band *b);

/* The same of lists, whose own bands share no cell; `out` has to be another list. */
void stm__bands_meet_all(stm__bands *out, const stm__bands *a, const stm__bands *b);
void stm__bands_subtract_all(stm__bands *out, const stm__bands *a, const stm__bands *b);

/* Adds the cells of bands that share no cell with one another, but may with the list's: whichever
 * can be cut is cut. Bands that continue each other become one. */
void stm__bands_unite(stm__bands *list, const stm__bands *added);

#endif
