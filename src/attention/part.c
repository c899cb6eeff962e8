/* From the tokens of a mask to rows: offsets move by how far the two are apart, blocks and periods
 * keep their phase. */
#include "attention/part.h"

#include "base/arithmetic.h"

static stm__part_bound place(const stm_bound *bound, const stm_rectangle *b)
{
    stm__part_bound to = {bound->kind, bound->offset, bound->block, 0};
    if (bound->kind == STM_BOUND_KEY)
        to.offset -= b->first_key;
    else if (bound->kind != STM_BOUND_NONE)
        to.offset += b->first_query - b->first_key;
    if (bound->kind == STM_BOUND_BLOCK)
        to.phase = b->first_query % bound->block;
    return to;
}

bool stm__part_of_band(const stm_band *band, const stm_rectangle *b, stm__part *part)
{
    int64_t step = band->key_step, residue = band->key_shift - b->first_key;
    bool same = band->period == step && step > 1; /* classes of queries are those of keys */
    *part = (stm__part){.first_query = stm__max(band->first_query - b->first_query, 0),
                        .end_query =
                            stm__min(stm__max(band->end_query - b->first_query, 0), b->num_queries),
                        .period = band->period,
                        .phase = b->first_query % band->period,
                        .phase_first = band->phase_first,
                        .phase_end = band->phase_end,
                        .key_step = step,
                        .low = place(&band->low, b),
                        .high = place(&band->high, b),
                        .room = -1};
    if (band->follows) {
        part->in_classes = true;
        residue += b->first_query;
    } else if (same && band->phase_end - band->phase_first == 1) {
        /* Keys of one class, for queries of one class: they may as well be said to follow. */
        part->in_classes = true;
        residue += b->first_query - band->phase_first;
    }
    part->residue = stm__floor_mod(residue, step);
    return !part->in_classes || band->period == 1 || same;
}

static int64_t key_of(const stm__part_bound *bound, int64_t query)
{
    if (bound->kind == STM_BOUND_KEY)
        return bound->offset;
    int64_t from = bound->kind == STM_BOUND_BLOCK ? stm__part_block_start(bound, query) : query;
    return from + bound->offset;
}

void stm__part_keys(const stm__part *part, int64_t num_keys, int64_t first, int64_t last,
                    int64_t *low, int64_t *high)
{
    first = stm__max(first, part->first_query);
    last = stm__min(last, part->end_query - 1);
    *low = part->low.kind == STM_BOUND_NONE ? 0 : stm__max(key_of(&part->low, first), 0);
    *high = num_keys - 1;
    if (part->high.kind != STM_BOUND_NONE)
        *high = stm__min(key_of(&part->high, last), *high);
    if (first > last)
        *high = *low - 1;
}

bool stm__part_reach(const stm__part *part, int64_t *back, int64_t *ahead)
{
    const stm__part_bound *low = &part->low, *high = &part->high;
    if (low->kind != STM_BOUND_QUERY && low->kind != STM_BOUND_BLOCK)
        return false;
    if (high->kind != STM_BOUND_QUERY && high->kind != STM_BOUND_BLOCK)
        return false;
    /* A block begins at its query, or up to a block before it. */
    *back = low->kind == STM_BOUND_BLOCK ? low->offset - low->block + 1 : low->offset;
    *ahead = high->offset;
    return true;
}

uint64_t stm__part_lanes(const stm__part *part, int64_t first, int64_t step, int count)
{
    int64_t begin = stm__max(stm__ceil_div(part->first_query - first, step), 0);
    int64_t end = stm__min(stm__ceil_div(part->end_query - first, step), count);
    if (part->first_query <= first)
        begin = 0;
    if (part->end_query <= first || begin >= end)
        return 0;
    uint64_t lanes = (UINT64_MAX >> (63 - (end - 1 - begin))) << begin;
    if (part->period == 1)
        return lanes;
    int64_t phase = (first + part->phase) % part->period, rise = step % part->period;
    for (int t = 0; t < end; t++) {
        if (phase < part->phase_first || phase >= part->phase_end)
            lanes &= ~(UINT64_C(1) << t);
        phase += rise;
        phase -= phase >= part->period ? part->period : 0;
    }
    return lanes;
}
