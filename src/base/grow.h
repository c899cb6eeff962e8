/* Arrays that grow. */
#ifndef STM__BASE_GROW_H
#define STM__BASE_GROW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"

/* Makes room for `num` items of `size` bytes in *array, which has room for *capacity; at least
 * twice as much as before. False where memory ran out: then nothing has changed. `array` points to
 * a pointer of any type. */
static inline bool stm__grow(void *array, int64_t *capacity, int64_t num, size_t size)
{
    void *items;
    if (num <= *capacity)
        return true;
    int64_t wanted = stm__max(stm__max(num, 2 * *capacity), 8);
    size_t bytes;
    if (!stm__multiply_size((size_t)wanted, size, &bytes))
        return false;
    /* Copied, for a pointer of another type must not be read as a void pointer. */
    memcpy(&items, array, sizeof items);
    void *larger = realloc(items, bytes);
    if (larger == NULL)
        return false;
    memcpy(array, &larger, sizeof larger);
    *capacity = wanted;
    return true; /* cppcheck-suppress memleak ; `array` has it */
}

#endif
