/* Rows of indexed pixels, packed as PNG packs them: 1, 2, 4 or 8 bits each, the leftmost highest.
 */
#ifndef STM__RASTER_PIXELS_H
#define STM__RASTER_PIXELS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The bytes of a row. */
static inline size_t stm__pixels_bytes(int64_t width, int bits)
{
    return (size_t)((width * bits + 7) / 8);
}

static inline void stm__pixel_set(uint8_t *row, int bits, int64_t x, unsigned colour)
{
    int64_t bit = x * bits;
    int shift = 8 - bits - (int)(bit % 8);
    unsigned mask = ((1U << bits) - 1) << shift;
    row[bit / 8] = (uint8_t)((row[bit / 8] & ~mask) | colour << shift);
}

/* Sets the `count` pixels from x on. */
static inline void stm__pixels_fill(uint8_t *row, int bits, int64_t x, int64_t count,
                                    unsigned colour)
{
    int64_t per_byte = 8 / bits, end = x + count;
    for (; x < end && x % per_byte != 0; x++)
        stm__pixel_set(row, bits, x, colour);
    unsigned all = 0;
    for (int k = 0; k < 8; k += bits)
        all |= colour << k;
    int64_t whole = (end - x) / per_byte;
    memset(row + x / per_byte, (int)all, (size_t)whole);
    for (x += whole * per_byte; x < end; x++)
        stm__pixel_set(row, bits, x, colour);
}

#endif
