/* The kernels over vectors of W lanes, compiled once for each instruction set.
 *
 * The file that includes this defines V, W, NV (the vectors that one product works on), INLINE and
 * TARGET, and the v_ functions. Accumulators have names, for gcc 12 spills arrays of them.
 */
#include <string.h>

#include "attention/kernels.h"
#include "attention/lanes_ahead.h"
#include "attention/lanes_product.h"
#include "attention/lanes_softmax.h"

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
        scores_of(tile, tile->query, block->keys, block->key_stride, &block->segments[k],
                  tile->scores);
    for (int v = 0; v < STM__LANES / W; v++) {
        if (tile->shaping != NULL)
            shape_scores(tile, block, v);
        look_ahead(tile->ahead, tile->dim);
        weigh(tile, block, v);
    }
    if (block->seen != NULL)
        clear_gaps(block, tile->scores);
    sums_of(tile, block, tile->scores, block->values, block->value_stride, tile->sum);
    tile->empty = false;
}

#include "attention/lanes_gradient.h"
#include "attention/lanes_row.h"
#include "attention/lanes_transpose.h"

/* The kernels of a table, besides its name and tuning. */
#define KERNELS_OF_LANES                                                                           \
    .load = load, .store = store, .block_add = block_add, .finish = finish, .row_add = row_add,    \
    .gradient_add = gradient_add, .gradient_spread = gradient_spread, .gradient_row = gradient_row
