/* The threads of a pass: each a worker that takes items from a counter of its pass. */
#ifndef STM__ATTENTION_CREW_H
#define STM__ATTENTION_CREW_H

#include "attention/worker.h"

typedef struct stm__crew {
    stm__worker *workers;
    int num;
} stm__crew;

/* Gets ready as many workers as the plan has threads, but no more than there are items. STM_ENOMEM
 * leaves a crew that is to be ended, too. */
stm_status stm__crew_start(stm__crew *crew, const stm_attention *plan, const stm__pass *pass,
                           int64_t items);

/* Calls work(context, worker) in a thread for each worker, and returns when all have; the first
 * failure of any. */
stm_status stm__crew_run(const stm__crew *crew, void (*work)(void *context, stm__worker *worker),
                         void *context);
void stm__crew_end(stm__crew *crew);

#endif
