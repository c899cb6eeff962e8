/* A band of a mask as attention takes it: in rows of the tensors, with the queries it is for. */
#ifndef STM__ATTENTION_PART_H
#define STM__ATTENTION_PART_H

#include <stmask/mask.h>

/* A bound of the keys that query i sees, both included; one of a block is counted from
 * i - (i + phase) % block, which may lie below 0. */
typedef struct stm__part_bound {
    stm_bound_kind kind;
    int64_t offset, block, phase;
} stm__part_bound;

/* Query i, first_query <= i < end_query, of which phase_first <= (i + phase) % period < phase_end,
 * sees the keys j within the bounds with j = residue (mod key_step) or, in classes, where queries
 * come in those of their residue modulo key_step, j = residue + i (mod key_step). */
typedef struct stm__part {
    int64_t first_query, end_query;
    int64_t period, phase, phase_first, phase_end;
    int64_t key_step, residue;
    bool in_classes; /* period is 1 or key_step, which is more than 1 */
    stm__part_bound low, high;
    int64_t room; /* where the summary of its keys begins, in keys, or -1: they are not gathered */
} stm__part;

/* The part of a band, in rows from a mask's bounds on, or false where there is none: where keys
 * follow their query, but not in classes. */
bool stm__part_of_band(const stm_band *band, const stm_rectangle *bounds, stm__part *part);

/* The first row of the block that a bound counts from. */
static inline int64_t stm__part_block_start(const stm__part_bound *bound, int64_t query)
{
    return query - (query + bound->phase) % bound->block;
}

/* The lowest and the highest key that any of the queries from first to last may see, of `num_keys`
 * in all; low > high where there is none. */
void stm__part_keys(const stm__part *part, int64_t num_keys, int64_t first, int64_t last,
                    int64_t *low, int64_t *high);

/* The keys from the lowest to the highest that one query may see, at most, its bounds being some
 * distance from it: below *back, and above *ahead. False where they are not. */
bool stm__part_reach(const stm__part *part, int64_t *back, int64_t *ahead);

/* Lanes of which first + t * step is one of the part's queries. */
uint64_t stm__part_lanes(const stm__part *part, int64_t first, int64_t step, int count);

#endif
