/* What a query sees of a mask, run by run. */
#ifndef STM__ATTENTION_RUNS_H
#define STM__ATTENTION_RUNS_H

#include <stmask/mask.h>

/* A reader of the mask that was read last, and the runs of the query that was. */
typedef struct stm__runs {
    stm_reader *reader;
    const stm_mask *mask;
    stm_rectangle bounds;
    const stm_run *runs;
    int64_t num;
} stm__runs;

void stm__runs_end(stm__runs *runs);

/* Reads the query of that row. STM_ENOMEM leaves no runs. */
stm_status stm__runs_read(stm__runs *runs, const stm_mask *mask, int64_t query);

/* Run k, in rows of keys. */
static inline stm_run stm__runs_at(const stm__runs *runs, int64_t k)
{
    stm_run run = runs->runs[k];
    run.first -= runs->bounds.first_key;
    return run;
}

#endif
