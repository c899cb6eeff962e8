/* What one thread has to carry out a plan. Each part belongs to the file that is named with it,
 * whose header says what others may do with it. */
#ifndef STM__ATTENTION_WORKER_H
#define STM__ATTENTION_WORKER_H

#include "attention/block.h"
#include "attention/class_rooms.h"
#include "attention/extent.h"
#include "attention/filling.h"
#include "attention/lone.h"
#include "attention/marks.h"
#include "attention/pass.h"
#include "attention/pieces.h"
#include "attention/plan.h"
#include "attention/runs.h"
#include "attention/summary.h"
#include "attention/turn.h"

struct stm__worker {
    const stm_attention *plan;
    const stm__pass *pass;
    stm_status status; /* of what failed first */
    void *memory;

    /* worker.c, tile.c and the pass: the state that kernels work on. */
    stm__task task;
    stm__tile tile;
    stm__ahead ahead;
    stm__packed packed;     /* of forward passes */
    stm__gradient gradient; /* of backward passes */
    uint64_t seen;          /* lanes that have seen a key */
    float *queries;         /* [64][dim]: widened */

    stm__pieces pieces;       /* pieces.c */
    stm__extent extent;       /* extent.c */
    stm__filling filling;     /* filling.c */
    stm__block_room room;     /* block.c */
    stm__summary summary;     /* summary.c */
    stm__class_rooms classes; /* class_rooms.c */
    stm__runs runs;           /* runs.c */
    stm__marks marks;         /* marks.c */
    stm__lone lone;           /* lone.c, the pass, and single.c */
    stm__turn turn;           /* turn.c */
};

/* STM_ENOMEM; a worker that could not be started is to be ended, too. */
stm_status stm__worker_start(stm__worker *worker, const stm_attention *plan, const stm__pass *pass);
void stm__worker_end(stm__worker *worker);

/* Keeps the first failure. */
void stm__worker_fail(stm__worker *worker, stm_status status);

#endif
