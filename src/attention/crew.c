/* Threads with a worker each, in which the kernels have been entered. */
#include "attention/crew.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/workers.h"

stm_status stm__crew_start(stm__crew *crew, const stm_attention *plan, const stm__pass *pass,
                           int64_t items)
{
    int threads = (int)stm__max(stm__min(plan->threads, items), 1);
    stm_status status = STM_OK;
    *crew = (stm__crew){.workers = calloc((size_t)threads, sizeof *crew->workers)};
    if (crew->workers == NULL)
        return STM_ENOMEM;
    for (; crew->num < threads && status == STM_OK; crew->num++)
        status = stm__worker_start(&crew->workers[crew->num], plan, pass);
    return status;
}

typedef struct job {
    const stm__crew *crew;
    void (*work)(void *context, stm__worker *worker);
    void *context;
} job;

static void run(void *context, int k)
{
    const job *j = context;
    stm__worker *worker = &j->crew->workers[k];
    const stm__kernels *kernels = worker->plan->kernels;
    if (kernels->enter != NULL)
        kernels->enter();
    j->work(j->context, worker);
    if (kernels->leave != NULL)
        kernels->leave();
}

stm_status stm__crew_run(const stm__crew *crew, void (*work)(void *context, stm__worker *worker),
                         void *context)
{
    job j = {crew, work, context};
    stm__workers_run(crew->num, run, &j);
    for (int k = 0; k < crew->num; k++)
        if (crew->workers[k].status != STM_OK)
            return crew->workers[k].status;
    return STM_OK;
}

void stm__crew_end(stm__crew *crew)
{
    for (int k = 0; k < crew->num; k++)
        stm__worker_end(&crew->workers[k]);
    free(crew->workers);
}
