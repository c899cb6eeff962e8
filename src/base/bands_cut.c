/* Which of two bounds is greater, and for which queries: bands are cut where that changes.
 *
 * Two bounds swap their order at one query, or, where one is counted from the query and the other
 * from the beginning of its block, at one place of every block: then the phases are cut. Two blocks
 * of different size never settle, but where one bound is beyond the other by more than the blocks
 * can bring.
 */
#include "base/bands_cut.h"

/* The queries are cut into those below `at` and the others; the latter have `later`. */
static stm__cut cut_queries(const stm_band *band, int64_t at, stm__greater later)
{
    stm__cut cut = {.num = 0};
    stm_band below = stm__band_of_queries(*band, INT64_MIN, at);
    stm_band from = stm__band_of_queries(*band, at, INT64_MAX);
    stm__greater sooner = later == STM__FIRST ? STM__SECOND : STM__FIRST;
    if (below.first_query < below.end_query)
        cut.parts[cut.num++] = (stm__cut_part){below, sooner};
    if (from.first_query < from.end_query)
        cut.parts[cut.num++] = (stm__cut_part){from, later};
    return cut;
}

static stm__cut whole(const stm_band *band, stm__greater order)
{
    return (stm__cut){.num = 1, .parts = {{*band, order}}};
}

/* The phases below `at` of a block have `sooner`, the others the opposite. */
static stm__cut cut_phases(const stm_band *band, int64_t block, int64_t at, stm__greater later)
{
    stm__greater sooner = later == STM__FIRST ? STM__SECOND : STM__FIRST;
    if (at <= 0)
        return whole(band, later);
    if (at >= block)
        return whole(band, sooner);
    stm_band all = *band;
    if (all.period == 1)
        all = stm__band_of_phases(all, block, 0, block);
    if (all.period != block)
        return (stm__cut){.num = 0, .unknown = true};
    stm__cut cut = {.num = 0};
    stm_band below = all, from = all;
    below.phase_end = stm__min(all.phase_end, at);
    from.phase_first = stm__max(all.phase_first, at);
    if (below.phase_first < below.phase_end)
        cut.parts[cut.num++] = (stm__cut_part){below, sooner};
    if (from.phase_first < from.phase_end)
        cut.parts[cut.num++] = (stm__cut_part){from, later};
    return cut;
}

/* The first query from which on a bound that grows with the query is at least `key`. */
static int64_t overtakes(int64_t key, const stm_bound *grows)
{
    int64_t block = grows->block, behind = key - grows->offset;
    return block == 1 ? behind : -stm__floor_div(-behind, block) * block;
}

static stm__cut compare_growing(const stm_band *band, const stm_bound *a, const stm_bound *b)
{
    /* A bound lags behind i + offset by at most block - 1. */
    int64_t ahead = a->offset - b->offset;
    if (a->block == b->block || ahead - (a->block - 1) >= 0)
        return whole(band, ahead >= 0 ? STM__FIRST : STM__SECOND);
    if (ahead + (b->block - 1) < 0)
        return whole(band, STM__SECOND);
    if (a->block == 1) /* i + a >= start + b from the phase b - a on */
        return cut_phases(band, b->block, -ahead, STM__FIRST);
    if (b->block == 1) /* start + a < i + b from the phase a - b + 1 on */
        return cut_phases(band, a->block, ahead + 1, STM__SECOND);
    return (stm__cut){.num = 0, .unknown = true};
}

/* A bound that all queries of the band share is a key. */
static stm_bound settle(const stm_band *band, stm_bound bound)
{
    if (bound.kind == STM_BOUND_QUERY && band->end_query - band->first_query == 1)
        return stm__at_key(band->first_query + bound.offset);
    if (bound.kind != STM_BOUND_BLOCK || band->first_query < 0)
        return bound;
    int64_t start = band->first_query - band->first_query % bound.block;
    return band->end_query <= start + bound.block ? stm__at_key(start + bound.offset) : bound;
}

stm__cut stm__cut_by(const stm_band *band, const stm_bound *first, const stm_bound *second)
{
    stm_bound a = settle(band, *first), b = settle(band, *second);
    if (a.kind == STM_BOUND_KEY && b.kind == STM_BOUND_KEY)
        return whole(band, a.offset >= b.offset ? STM__FIRST : STM__SECOND);
    if (a.kind == STM_BOUND_KEY)
        return cut_queries(band, overtakes(a.offset + 1, &b), STM__SECOND);
    if (b.kind == STM_BOUND_KEY)
        return cut_queries(band, overtakes(b.offset, &a), STM__FIRST);
    return compare_growing(band, &a, &b);
}
