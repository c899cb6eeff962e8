/* Arrays laid out one after the other in one piece of memory. */
#ifndef STM__ATTENTION_LAYOUT_H
#define STM__ATTENTION_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* First all arrays are taken from a layout that is {.fits = true}, which adds up their sizes; then
 * there is memory for `used` bytes, and they are taken again, from one with `at`. */
typedef struct stm__layout {
    char *at;
    size_t used;
    bool fits; /* false: the sizes overflow */
} stm__layout;

/* An array of `num` items of `size` bytes, aligned to 64; NULL the first time. */
void *stm__layout_take(stm__layout *layout, int64_t num, size_t size);

float *stm__layout_floats(stm__layout *layout, int64_t num);

#endif
