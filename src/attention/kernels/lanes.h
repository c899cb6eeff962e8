/* The kernels over vectors of W lanes, compiled once for each instruction set, after the templates
 * of libdeflate: a file of an instruction set defines what stands below, includes this, and makes a
 * table, { .name = ..., KERNELS_OF_LANES }. All are static and INLINE.
 *
 *   TARGET                 the attribute by which a function may use the instructions, or nothing
 *   INLINE                 TARGET, always inlined
 *   V, W                   the type of a vector of floats, of which + - * / work, and how many
 *   NV                     the vectors that one product works on: 4 where there are 32 registers
 *   v_zero(), v_set1(x)
 *   v_load(p), v_store(p, a), v_load_part(p, num), v_store_part(p, a, num)
 *                          unaligned; of `num` lanes, 0 to W, of which the others are 0 or stay
 *   v_fma(a, b, c)         a * b + c, rounded once
 *   v_max(a, b)            b where one is NaN
 *   v_abs(a), v_sign_of(a, b)   a >= 0 with the sign of b
 *   v_choose_below(a, limit, below, other)   `below` where a < limit
 *   v_total(a)             the sum of the lanes
 *   v_seen(a, bits), v_keep(a, bits)   lanes whose bit is 0 become -infinity, or 0
 *   v_base(a)              0 in place of -infinity
 *   v_moved(now, old)      whether now > old in any lane
 *   v_nan(a)               the bits of the lanes that are NaN
 *   v_fraction(a), v_scale(p, a)   for a <= 0: a minus its floor; p times 2 to the floor of a, NaN
 *                          where a is
 *   v_transpose(r)         W vectors
 *
 * Accumulators have names, for gcc 12 spills arrays of them. */
#include <string.h>

#include "attention/kernels/kernels.h"
#include "attention/kernels/lanes_ahead.h"
#include "attention/kernels/lanes_product.h"
#include "attention/kernels/lanes_softmax.h"

/* A group that a segment spans without looking at its keys weighs them 0. */
TARGET static void clear_gaps(const stm__block *block, float *weights)
{
    for (int k = 0; k < block->num_segments; k++) {
        const stm__segment *s = &block->segments[k];
        for (int g = s->group; g < s->group + s->num_groups; g++) {
            if (block->first[g] <= s->begin && s->begin < block->end[g])
                continue;
            for (int b = s->begin; b < s->end; b++)
                for (int at = g * STM__GROUP; at < (g + 1) * STM__GROUP; at += W)
                    v_store(weights + b * STM__LANES + at, v_zero());
        }
    }
}

TARGET static void block_add(stm__tile *tile, const stm__block *block)
{
    for (int k = 0; k < block->num_segments; k++)
        scores_of(tile, tile->query, tile->dim, block->keys, block->key_stride, &block->segments[k],
                  tile->scores);
    for (int v = 0; v < STM__LANES / W; v++) {
        if (tile->shaping != NULL)
            shape_scores(tile, block, v);
        look_ahead(tile->ahead);
        weigh(tile, block, v);
    }
    if (block->seen != NULL)
        clear_gaps(block, tile->scores);
    sums_of(tile, block, tile->scores, block->values, block->value_stride, tile->sum);
    tile->empty = false;
}

#include "attention/kernels/lanes_gradient.h"
#include "attention/kernels/lanes_row.h"
#include "attention/kernels/lanes_transpose.h"

/* The kernels of a table, with their tuning, which has been the same for all. */
#define KERNELS_OF_LANES                                                                           \
    .block = 96, .granule = 1, .lanes_of_key = 10, .load = load, .store = store,                   \
    .block_add = block_add, .finish = finish, .row_add = row_add, .delta = delta_of,               \
    .gradient_add = gradient_add, .gradient_spread = gradient_spread, .gradient_row = gradient_row
