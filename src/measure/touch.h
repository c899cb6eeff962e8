/* The blocks that runs touch, gathered run after run. */
#ifndef STM__MEASURE_TOUCH_H
#define STM__MEASURE_TOUCH_H

#include <stdbool.h>

#include <stmask/run.h>
#include <stmask/status.h>

typedef struct stm__interval {
    int64_t first, last; /* both included */
} stm__interval;

typedef struct stm__intervals {
    stm__interval *items;
    int64_t num, capacity;
} stm__intervals;

/* False where memory ran out. */
bool stm__intervals_push(stm__intervals *list, int64_t first, int64_t last);

#define STM__FAMILIES 4

/* The cells last + e - k * step, 0 <= e < width, 0 <= k < count: runs of one step whose ends are
 * neighbours, as those of the queries of a diagonal pattern. */
typedef struct stm__family {
    int64_t last, width, count, step;
} stm__family;

typedef struct stm__touch {
    int64_t block, num_blocks;
    int shift;                /* log2 of the block, or -1 */
    uint64_t *words;          /* a bit a block, set where short ranges touch it */
    uint64_t *used;           /* a bit for every 64 blocks, set where their word has any */
    int64_t low, high;        /* the words that may have bits */
    stm__intervals ranges;    /* long ones */
    stm__intervals bits, all; /* scratch of stm__touch_finish */
    stm__family families[STM__FAMILIES];
    int num_families;
    bool failed; /* for want of memory */
} stm__touch;

/* Blocks of `block` cells, ceil(cells / block) of them. */
stm_status stm__touch_new(int64_t cells, int64_t block, stm__touch *touch, stm_error *error);
void stm__touch_free(stm__touch *touch);

/* Adds the blocks of the cells from first to last. */
void stm__touch_range(stm__touch *touch, int64_t first, int64_t last);

/* Adds the blocks of a run whose first cell stands at `first`. */
void stm__touch_run(stm__touch *touch, int64_t first, int64_t count, int64_t step);

/* The blocks touched so far, as disjoint ascending intervals that do not adjoin; begins anew. NULL
 * where memory ran out. */
const stm__intervals *stm__touch_finish(stm__touch *touch);

/* The same, but only their number, and whether the last block is one of them. */
bool stm__touch_count(stm__touch *touch, int64_t *num, bool *last);

#endif
