/* The neighbourhood of a token along one axis, as NATTEN defines it. */
#ifndef STM__PATTERN_NEIGHBORHOOD_H
#define STM__PATTERN_NEIGHBORHOOD_H

#include "base/bands.h"

/* One axis: its tokens, and how far and how densely they see along it. */
typedef struct stm__axis_window {
    int64_t tokens, window, stride, dilation;
    bool causal;
} stm__axis_window;

/* The cells first, first + dilation, ..., of them `count`, that the token at `index` sees (that see
 * it). A window of more tokens than there are in a residue class is the whole class. */
void stm__neighborhood_keys(const stm__axis_window *axis, int64_t index, int64_t *first,
                            int64_t *count);
void stm__neighborhood_queries(const stm__axis_window *axis, int64_t index, int64_t *first,
                               int64_t *count);

/* Tokens of an axis that see alike: those from first to end - 1 with phase_first <= i % dilation <
 * phase_end see keys of their own residue class between two bounds, counted in the axis's tokens.
 */
typedef struct stm__axis_piece {
    int64_t first, end, phase_first, phase_end;
    stm_bound low, high;
} stm__axis_piece;

/* The pieces of an axis, which are at most STM__AXIS_PIECES; returns their number. */
enum { STM__AXIS_PIECES = 6 };
int stm__neighborhood_pieces(const stm__axis_window *axis, stm__axis_piece *pieces);

/* Whether the token at i sees the one at j, by the definition. */
bool stm__neighborhood_sees(const stm__axis_window *axis, int64_t i, int64_t j);

#endif
