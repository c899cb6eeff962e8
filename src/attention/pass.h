/* What a pass does with a tile of queries. All else, such as which keys they see, and in which
 * order these come, is the same for all passes. */
#ifndef STM__ATTENTION_PASS_H
#define STM__ATTENTION_PASS_H

#include "attention/head.h"
#include "attention/layout.h"

/* The queries that a thread works on. */
typedef struct stm__task {
    const stm__head *head;
    stm__queries queries;
    bool resumes; /* classes have left their state of the queries */
    bool leaves;  /* the state is to be left to what follows */
    int64_t
        zero; /* the key that stands where the first query does; positions are counted from it */
} stm__task;

typedef struct stm__worker stm__worker;

typedef struct stm__pass {
    /* Whether keys are best taken in rising order, those of other tiles waiting for their turn. */
    bool in_order;
    /* Whether the sums of tiles and lone keys are of keys, as gradients of queries are, and as
     * wide; else of values. */
    bool sums_keys;
    /* Takes from a layout what the pass alone needs. */
    void (*lay_out)(stm__worker *worker, stm__layout *layout);
    /* Begins the worker's task, whose queries are `rows`. */
    void (*start)(stm__worker *worker, const stm__input_rows *rows);
    /* Takes the keys of a block, whose ranges are known, and which lie below `end`. */
    void (*block)(stm__worker *worker, const stm__block *block, int64_t end);
    /* Takes one key of some lanes; and then, when all such keys have been taken, of which `lanes`
     * had any, joins what came of them into the tile. */
    void (*lone)(stm__worker *worker, int64_t key, uint64_t lanes);
    void (*join)(stm__worker *worker, uint64_t lanes);
    /* Writes what came of the task. */
    void (*finish)(stm__worker *worker);
} stm__pass;

extern const stm__pass stm__pass_forward, stm__pass_backward;

#endif
