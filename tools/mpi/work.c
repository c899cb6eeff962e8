/* A rank that does designs: it says that it is free, gets some, and sends what each came to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>

#include "messages.h"

static void send(const news *n)
{
    MPI_Send(n, (int)sizeof *n, MPI_BYTE, 0, TO_ROOT, MPI_COMM_WORLD);
}

static void do_design(const stm_grid *grid, int64_t design, news *n)
{
    stm_error error = {.message = ""};
    n->kind = NEWS_RESULT;
    if (stm_design_run(grid, design, &n->result, &error, NULL) != STM_OK) {
        n->kind = NEWS_FAILURE;
        n->result.design = design;
        memcpy(n->sentence, error.message, sizeof n->sentence);
    }
    send(n);
}

void work(const stm_grid *grid)
{
    batch b;
    news n;
    memset(&n, 0, sizeof n); /* padding goes over the network, too */
    for (;;) {
        n.kind = NEWS_FREE;
        send(&n);
        MPI_Recv(&b, (int)sizeof b, MPI_BYTE, 0, TO_RANK, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (b.num == 0)
            return;
        for (int64_t k = 0; k < b.num; k++)
            do_design(grid, b.designs[k], &n);
    }
}

void share_grid(char **text, int64_t *length)
{
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Bcast(length, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
    if (*length == 0)
        return;
    if (rank != 0)
        *text = malloc((size_t)*length);
    if (*text == NULL) {
        fprintf(stderr, "stmask-mpi: rank %d: out of memory\n", rank);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Bcast(*text, (int)*length, MPI_BYTE, 0, MPI_COMM_WORLD);
}
