/* Which of the keys of a view the queries of a tile see. */
#ifndef STM__ATTENTION_EXTENT_H
#define STM__ATTENTION_EXTENT_H

#include "attention/view.h"

/* Keys are numbers in a view, of which lane t, if it is one of `lanes`, sees those from low[t] to
 * high[t]. Both rise with t, or stay. Where no lane sees any, nothing else means anything. */
typedef struct stm__extent {
    int count; /* of lanes */
    int64_t low[STM__LANES], high[STM__LANES];
    bool rises_by_one;            /* low and high, from lane to lane */
    uint64_t lanes;               /* that see any key */
    int64_t begin, end;           /* keys that any lane sees; 0, 0 where none does */
    int64_t full_begin, full_end; /* that all see, if there are any */
} stm__extent;

void stm__extent_find(stm__extent *extent, const stm__part *part, const stm__queries *queries,
                      const stm__view *view);

/* Which lanes see each of the keys begin .. begin + num - 1. */
void stm__extent_bits(const stm__extent *extent, int64_t begin, int num, uint64_t *bits);

/* Fills in the ranges of a block whose first key is number `begin`. */
void stm__extent_ranges(const stm__extent *extent, stm__block *block, int64_t begin);

#endif
