/* Threads that share the library's work. */
#ifndef STMASK_THREAD_H
#define STMASK_THREAD_H

/* No work is shared by more threads; where more are asked for, so many work. */
#define STM_MAX_THREADS 256

#endif
