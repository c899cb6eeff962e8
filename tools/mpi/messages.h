/* What the ranks of a sweep say to each other. Rank 0 has the database and hands out designs; the
 * others do them. Ranks run the same program on machines of one kind: structures go as bytes. */
#ifndef STMASK_TOOLS_MPI_MESSAGES_H
#define STMASK_TOOLS_MPI_MESSAGES_H

#include <stmask/sweep.h>

enum { TO_RANK, TO_ROOT }; /* tags */

/* From rank 0: designs to be done; none: there are no more. */
enum { MOST_DESIGNS = 16 };
typedef struct batch {
    int64_t num, designs[MOST_DESIGNS];
} batch;

/* To rank 0: that a rank is free, or what became of a design. */
typedef enum news_kind { NEWS_FREE, NEWS_RESULT, NEWS_FAILURE } news_kind;
typedef struct news {
    news_kind kind;
    stm_design_result result; /* of NEWS_FAILURE, its design */
    char sentence[504];       /* of NEWS_FAILURE: nothing about the design, but about the rank */
} news;

/* All ranks: the grid's text from rank 0 to the others. An empty one ends them. */
void share_grid(char **text, int64_t *length);

/* Rank 0: deals designs to the other ranks until all are done, or `stopped` is set. Counts those
 * that ranks failed at. */
stm_status deal(stm_store *store, int ranks, const volatile int *stopped, int64_t *lost,
                void (*show)(void *context), void *context, stm_error *error);

/* The other ranks: do designs until there are no more. */
void work(const stm_grid *grid);

#endif
