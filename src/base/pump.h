/* A thread that writes one buffer while the caller fills another. */
#ifndef STM__BASE_PUMP_H
#define STM__BASE_PUMP_H

#include <stddef.h>

typedef struct stm__pump stm__pump;

/* Starts a thread that writes to a descriptor; NULL where none can be had, which is no error: the
 * caller writes by itself. */
stm__pump *stm__pump_start(int descriptor);

/* Waits for the buffer handed over before; 0, or the errno of its failed write. */
int stm__pump_wait(stm__pump *pump);

/* Waits, then hands over a buffer, which must stay as it is until the next call. 0, or an errno. */
int stm__pump_write(stm__pump *pump, const char *data, size_t size);

/* Waits, ends the thread and frees the pump. 0, or an errno. NULL is fine. */
int stm__pump_stop(stm__pump *pump);

/* Writes all of it, in the calling thread; 0 or an errno. */
int stm__write_all(int descriptor, const char *data, size_t size);

#endif
