/* Hashes bytes one by one by FNV-1a, twice. */
#include "sweep/hash.h"

#include <inttypes.h>
#include <stdio.h>

stm__hash stm__hash_begin(void)
{
    return (stm__hash){{UINT64_C(0xcbf29ce484222325), UINT64_C(0x9e3779b97f4a7c15)}};
}

void stm__hash_add(stm__hash *hash, const void *data, size_t length)
{
    const unsigned char *bytes = data;
    for (size_t k = 0; k < length; k++)
        for (int half = 0; half < 2; half++)
            hash->halves[half] =
                (hash->halves[half] ^ bytes[k] ^ (half == 0 ? 0 : UINT64_C(0x5a))) *
                UINT64_C(0x100000001b3);
}

static uint64_t mix(uint64_t h)
{
    h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
    return h ^ h >> 31;
}

void stm__hash_text(stm__hash hash, char text[STM__HASH_TEXT])
{
    snprintf(text, STM__HASH_TEXT, "%016" PRIx64 "%016" PRIx64, mix(hash.halves[0]),
             mix(hash.halves[1]));
}
