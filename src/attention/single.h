/* One query at a time, from its runs, by nothing but what it sees. */
#ifndef STM__ATTENTION_SINGLE_H
#define STM__ATTENTION_SINGLE_H

#include "attention/head.h"
#include "attention/pass.h"

/* Writes output and lse of a query. It uses the room of lone keys. */
void stm__single_compute(stm__worker *worker, const stm__head *head, int64_t query);

/* Takes keys, at most STM__MAX_BLOCK, into a query's state. */
void stm__single_add(stm__worker *worker, const stm__head *head, int64_t query, stm__row *row,
                     const int64_t *numbers, int num);

#endif
