/* The bands of a Kronecker product, where it has any: those of the outer mask widened to whole
 * blocks, or those of the inner one in blocks along a diagonal. */
#include "mask/kron_bands.h"

#include "mask/mask.h"

enum { OUTER, INNER };

/* A bound in blocks as one in cells: the first cell of the block that it names, or the last. */
static stm_bound widened_bound(stm_bound bound, int64_t queries, int64_t keys, bool last)
{
    int64_t add = last ? keys - 1 : 0;
    bound.offset = bound.offset * keys + add;
    if (bound.kind == STM_BOUND_QUERY)
        return stm__at_block(queries, bound.offset);
    if (bound.kind == STM_BOUND_BLOCK)
        bound.block *= queries;
    return bound;
}

/* The bands of a mask that sees whole blocks: the inner one is dense. */
static bool push_widened(stm__bands *list, const stm_band *of, int64_t queries, int64_t keys)
{
    bool follows = of->low.kind >= STM_BOUND_QUERY || of->high.kind >= STM_BOUND_QUERY;
    if (of->key_step > 1 || (follows && queries != keys))
        return false;
    stm_band band = stm__band(widened_bound(of->low, queries, keys, false),
                              widened_bound(of->high, queries, keys, true));
    int64_t end = of->end_query > STM_MAX_SIZE ? INT64_MAX : of->end_query * queries;
    band = stm__band_of_queries(band, stm__max(of->first_query, 0) * queries, end);
    if (of->period > 1)
        band = stm__band_of_phases(band, of->period * queries, of->phase_first * queries,
                                   of->phase_end * queries);
    stm__bands_push(list, &band);
    return true;
}

/* The bands of a mask whose blocks stand along a diagonal: the outer one sees one block a query. */
static bool push_diagonal(stm__bands *list, const stm_band *outer, const stm_band *inner,
                          int64_t block)
{
    int64_t moved = outer->low.offset * block;
    stm_band edges =
        stm__band(stm__at_block(block, moved), stm__at_block(block, moved + block - 1));
    stm_band band =
        stm__band_of_keys(*inner, inner->key_step, inner->key_shift + moved, inner->follows);
    stm_bound *bounds[2] = {&band.low, &band.high};
    int64_t end = outer->end_query > STM_MAX_SIZE ? INT64_MAX : outer->end_query * block;
    bool blocks = inner->first_query > 0 || inner->end_query < block;
    if (outer->period > 1 || block % inner->key_step != 0 || block % inner->period != 0 ||
        (blocks && inner->period > 1))
        return false;
    for (int k = 0; k < 2; k++) {
        if (bounds[k]->kind == STM_BOUND_BLOCK && block % bounds[k]->block != 0)
            return false;
        if (bounds[k]->kind == STM_BOUND_KEY)
            *bounds[k] = stm__at_block(block, bounds[k]->offset);
        bounds[k]->offset += bounds[k]->kind == STM_BOUND_NONE ? 0 : moved;
    }
    if (blocks)
        band = stm__band_of_phases(band, block, stm__max(inner->first_query, 0),
                                   stm__min(inner->end_query, block));
    band.first_query = stm__max(outer->first_query, 0) * block;
    band.end_query = end;
    stm__bands_meet(list, &edges, &band);
    return true;
}

static bool is_dense(const stm_bands *bands, const stm_mask *mask)
{
    const stm_band *b = &bands->bands[0];
    const stm_rectangle *r = &mask->bounds;
    return bands->num == 1 && b->first_query <= r->first_query &&
           b->end_query >= r->first_query + r->num_queries && b->period == 1 && b->key_step == 1 &&
           b->low.kind == STM_BOUND_NONE && b->high.kind == STM_BOUND_NONE;
}

static bool is_one_diagonal(const stm_band *band)
{
    return band->low.kind == STM_BOUND_QUERY && band->high.kind == STM_BOUND_QUERY &&
           band->low.offset == band->high.offset && band->key_step == 1;
}

bool stm__kron_bands(const stm_mask *inner, const stm_bands parts[2], stm__bands *list)
{
    int64_t queries = inner->bounds.num_queries, keys = inner->bounds.num_keys;
    bool dense = is_dense(&parts[INNER], inner), done = true;
    for (int k = 0; k < parts[OUTER].num && done; k++) {
        const stm_band *outer = &parts[OUTER].bands[k];
        if (dense) {
            done = push_widened(list, outer, queries, keys);
            continue;
        }
        done = is_one_diagonal(outer) && queries == keys;
        for (int n = 0; n < parts[INNER].num && done; n++)
            done = push_diagonal(list, outer, &parts[INNER].bands[n], keys);
    }
    return done && !list->over;
}
