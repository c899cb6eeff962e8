/* Tries one order of each kind, with a few parameters, then the neighbours of the best. */
#include <string.h>

#include "base/arithmetic.h"
#include "plan/choose.h"
#include "plan/orders.h"
#include "plan/strides.h"

/* An order with up to three arguments, the first num of them given. */
#define TRY(s, name, num, a, b, c)                                                                 \
    stm__search_try(s, &stm__order_##name.about, num, (const int64_t[]){a, b, c})

/* One of each kind, and a few sizes of those that have one. */
static void try_kinds(stm__search *s)
{
    int64_t strides[STM__MOST_STRIDES];
    int num_strides = 0;
    s->status = stm__strides_find(s->mask, strides, &num_strides, s->error);
    TRY(s, row_first, 0, 0, 0, 0);
    TRY(s, zigzag, 0, 0, 0, 0);
    TRY(s, column_first, 0, 0, 0, 0);
    TRY(s, column_zigzag, 0, 0, 0, 0);
    TRY(s, hilbert, 1, 1, 0, 0);
    TRY(s, morton, 1, 1, 0, 0);
    for (int64_t side = 4; side <= 64 && side <= s->size; side *= 2) {
        TRY(s, tile, 2, side, side, 0);
        TRY(s, hilbert, 1, side, 0, 0);
    }
    for (int64_t rows = 2; rows <= 2 * s->buffer && rows <= s->size; rows *= 2) {
        TRY(s, panel, 1, rows, 0, 0);
        TRY(s, column_panel, 1, rows, 0, 0);
    }
    /* A panel that fills the buffer but for the columns of a step; which ones have steps that it
     * holds depends on where they end. */
    for (int64_t spare = 1; spare < s->buffer && spare <= 32; spare += spare < 8 ? 1 : spare / 4) {
        TRY(s, panel, 1, s->buffer - spare, 0, 0);
        TRY(s, column_panel, 1, s->buffer - spare, 0, 0);
    }
    for (int k = 0; k < num_strides; k++)
        for (int64_t near = 1; near <= 4; near++) {
            int64_t stride = strides[k];
            TRY(s, residue, 2, stride, near * stride, 0);
            TRY(s, residue_tile, 3, stride, near * stride, stride);
            TRY(s, residue_panel, 3, stride, near * stride, stm__max(1, s->buffer / 2));
        }
}

/* Neighbours of the best: each parameter a little less and a little more. */
static void refine(stm__search *s)
{
    for (int64_t before = INT64_MAX; s->best.loads < before && !stm__search_is_over(s);) {
        stm_choice best = s->best;
        int num = best.order->parameters.num;
        before = best.loads;
        for (int k = 0; k < num; k++)
            for (int part = 8; part >= 1; part /= 2)
                for (int sign = -1; sign <= 1; sign += 2) {
                    int64_t a[STM_MAX_PARAMETERS];
                    memcpy(a, best.arguments.integer, sizeof a);
                    /* By eighths, quarters, halves; and by ones. */
                    a[k] += sign * (part == 1 ? 1 : stm__max(1, a[k] / part));
                    if (a[k] <= s->size)
                        stm__search_try(s, best.order, num, a);
                }
    }
}

void stm__search_kinds(stm__search *s)
{
    try_kinds(s);
    if (s->best.order != NULL)
        refine(s);
}
