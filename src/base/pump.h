/* A thread that writes buffers while the caller fills others. */
#ifndef STM__BASE_PUMP_H
#define STM__BASE_PUMP_H

#include <stddef.h>

typedef struct stm__pump stm__pump;

/* Starts a thread that writes to a descriptor; NULL where none can be had, which is no error: the
 * caller writes by itself. */
stm__pump *stm__pump_start(int descriptor);

/* Hands over a buffer of `capacity` bytes, of which `size` are to be written, and gives another of
 * that capacity to fill; waits while all are full. Both come from malloc, and change owners. NULL
 * where the write of an earlier buffer failed, or memory ran out: the buffer stays the caller's. */
char *stm__pump_exchange(stm__pump *pump, char *buffer, size_t size, size_t capacity);

/* Waits until all is written, ends the thread and frees the pump. 0, or the errno of the first
 * failed write. NULL is fine. */
int stm__pump_stop(stm__pump *pump);

/* Writes all of it, in the calling thread; 0 or an errno. */
int stm__write_all(int descriptor, const char *data, size_t size);

#endif
