/* Making bands: bounds, and bands of some queries or keys only. */
#ifndef STM__BASE_BAND_H
#define STM__BASE_BAND_H

#include <stmask/band.h>

#include "base/arithmetic.h"

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

#endif
