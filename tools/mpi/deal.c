/* Deals designs to ranks: many at a time while there are many, one by one towards the end, so that
 * no rank is left with much where the others have none. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include <mpi.h>

#include "../run.h"
#include "messages.h"

typedef struct dealer {
    stm_store *store;
    int ranks, at_work;
    int64_t *lost;
} dealer;

static void answer(dealer *d, int rank)
{
    batch b;
    int64_t most = stm_store_left(d->store) / (8 * (d->ranks - 1)) + 1;
    memset(&b, 0, sizeof b);
    while (b.num < MOST_DESIGNS && b.num < most && stm_store_next(d->store, &b.designs[b.num]))
        b.num++;
    MPI_Send(&b, (int)sizeof b, MPI_BYTE, rank, TO_RANK, MPI_COMM_WORLD);
    d->at_work -= b.num == 0;
}

static stm_status take(dealer *d, const news *n, int rank, stm_error *error)
{
    switch (n->kind) {
    case NEWS_FREE:
        answer(d, rank);
        return STM_OK;
    case NEWS_RESULT:
        return stm_store_put(d->store, &n->result, error);
    case NEWS_FAILURE:
        break;
    }
    run_say(false, "rank %d failed at design %" PRId64 ", which is left for another sweep: %s",
            rank, n->result.design, n->sentence);
    ++*d->lost;
    return STM_OK;
}

/* Waits without keeping a processor busy that a rank may need. */
static stm_status wait_for_news(dealer *d, const volatile int *stopped, MPI_Status *from,
                                stm_error *error)
{
    static const struct timespec pause = {.tv_nsec = 200000};
    int there = 0;
    for (;;) {
        MPI_Iprobe(MPI_ANY_SOURCE, TO_ROOT, MPI_COMM_WORLD, &there, from);
        if (there || *stopped)
            return STM_OK;
        stm_status status = stm_store_flush(d->store, error);
        if (status != STM_OK)
            return status;
        nanosleep(&pause, NULL);
    }
}

stm_status deal(stm_store *store, int ranks, const volatile int *stopped, int64_t *lost,
                void (*show)(void *context), void *context, stm_error *error)
{
    dealer d = {store, ranks, ranks - 1, lost};
    stm_status status = STM_OK;
    while (d.at_work > 0 && status == STM_OK && !*stopped) {
        news n;
        MPI_Status from;
        status = wait_for_news(&d, stopped, &from, error);
        if (status != STM_OK || *stopped)
            break;
        MPI_Recv(&n, (int)sizeof n, MPI_BYTE, from.MPI_SOURCE, TO_ROOT, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
        status = take(&d, &n, from.MPI_SOURCE, error);
        show(context);
    }
    return status;
}
