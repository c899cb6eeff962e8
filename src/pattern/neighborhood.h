/* The neighbourhood of a token along one axis, as NATTEN defines it. */
#ifndef STM__PATTERN_NEIGHBORHOOD_H
#define STM__PATTERN_NEIGHBORHOOD_H

#include <stdbool.h>
#include <stdint.h>

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

/* Whether the token at i sees the one at j, by the definition. */
bool stm__neighborhood_sees(const stm__axis_window *axis, int64_t i, int64_t j);

#endif
