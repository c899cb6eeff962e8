/* Hashes of 128 bits: two of FNV-1a (Fowler, Noll, Vo 1991, RFC 9923) from different beginnings,
 * each mixed at its end as splitmix64 does. They tell texts apart, and keep nobody from making two
 * alike. */
#ifndef STM__SWEEP_HASH_H
#define STM__SWEEP_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct stm__hash {
    uint64_t halves[2];
} stm__hash;

enum { STM__HASH_TEXT = 33 }; /* bytes of a hash as text, with its NUL */

stm__hash stm__hash_begin(void);
void stm__hash_add(stm__hash *hash, const void *data, size_t length);
void stm__hash_text(stm__hash hash, char text[STM__HASH_TEXT]);

#endif
