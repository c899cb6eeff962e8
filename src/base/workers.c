/* Starts threads that take part in one piece of work, and waits for them; where some cannot be
 * started, those that run do it all. */
#include "base/workers.h"

#include <pthread.h>
#include <unistd.h>

#include <stmask/thread.h>

typedef struct worker {
    void (*work)(void *context, int k);
    void *context;
    int k;
} worker;

int stm__workers_most(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : processors > STM_MAX_THREADS ? STM_MAX_THREADS : (int)processors;
}

static void *start(void *argument)
{
    const worker *w = argument;
    w->work(w->context, w->k);
    return NULL;
}

void stm__workers_run(int num, void (*work)(void *context, int k), void *context)
{
    pthread_t threads[STM_MAX_THREADS];
    worker workers[STM_MAX_THREADS];
    int started = 1;
    num = num > STM_MAX_THREADS ? STM_MAX_THREADS : num;
    for (; started < num; started++) {
        workers[started] = (worker){work, context, started};
        if (pthread_create(&threads[started], NULL, start, &workers[started]) != 0)
            break;
    }
    work(context, 0);
    for (int k = 1; k < started; k++)
        pthread_join(threads[k], NULL);
}
