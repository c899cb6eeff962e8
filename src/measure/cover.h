/* The blocks that every one of some rows covers whole. */
#ifndef STM__MEASURE_COVER_H
#define STM__MEASURE_COVER_H

#include "measure/touch.h"

typedef struct stm__cover {
    int64_t cells, block;
    bool cut_may_be_full;
    stm__intervals blocks; /* covered by all rows so far */
    stm__intervals row, both;
    uint64_t *words; /* a bit a cell; made when it is needed first */
} stm__cover;

/* Begins with all blocks of a row of `cells` cells. False where memory ran out, as below. */
bool stm__cover_start(stm__cover *cover, int64_t cells, int64_t block, bool cut_may_be_full);

/* Takes away the blocks that a row, whose cells begin with `origin`, does not cover. O(runs),
 * unless runs with steps are so dense that together they might cover a block: then O(cells). */
bool stm__cover_row(stm__cover *cover, const stm_run *runs, int64_t num_runs, int64_t origin);

void stm__cover_free(stm__cover *cover);

#endif
