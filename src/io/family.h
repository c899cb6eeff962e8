/* Runs with a step that go on from query to query: each of their cells is a slice of magi. */
#ifndef STM__IO_FAMILY_H
#define STM__IO_FAMILY_H

#include <stdbool.h>

#include <stmask/run.h>

/* The cells of a run, from query to query the same ones, or one key further; cells come and go at
 * its ends. */
typedef struct stm__run_family {
    int64_t step, first, count; /* of the query before */
    int shift;                  /* keys a query, 0 or 1; -1 after the first query */
    bool met;                   /* this query has it */
    int64_t *births;            /* the first query of each cell, in a circle */
    int64_t head, capacity;
} stm__run_family;

/* A cell that ends: its first query, and its key for the query before `row`. */
typedef bool stm__end_cell(void *context, int64_t birth, int64_t row, int64_t key, int shift);

/* Begins with a run of query `row`. False where memory ran out, as below. */
bool stm__run_family_start(stm__run_family *family, const stm_run *run, int64_t row);

/* Whether the run of the next query goes on with the family. */
bool stm__run_family_fits(const stm__run_family *family, const stm_run *run);

/* Goes on with a run that fits, of query `row`. */
bool stm__run_family_go(stm__run_family *family, const stm_run *run, int64_t row,
                        stm__end_cell *end, void *context);

/* Ends all its cells before query `row`, and frees it. */
bool stm__run_family_end(stm__run_family *family, int64_t row, stm__end_cell *end, void *context);

#endif
