/* Threads that share one piece of work. */
#ifndef STM__BASE_WORKERS_H
#define STM__BASE_WORKERS_H

#include <stmask/export.h>

/* How many threads the machine runs at once, at least 1. */
STM_API int stm__workers_most(void);

/* Calls work(context, k) for k from 0 to num - 1, each in a thread of its own, k = 0 in the
 * caller's, and returns when all have. Where a thread cannot be had its call is left out: the work
 * takes what is left to do from a counter that all share. */
STM_API void stm__workers_run(int num, void (*work)(void *context, int k), void *context);

#endif
