/* What MInference's kernel computes of lists of verticals and slashes.
 *
 * Read from its csrc/vertical_slash_index.cu at 44ca8f9, which makes lists of blocks of them, and
 * pit_sparse_flash_attention_v2.py at 78bb77b, which computes these. Of the queries of a block of
 * 64, each slash d becomes the 64 keys that end d before the block's end, or the first 64; slashes
 * are taken from the largest on, and one that reaches beyond the keys so far by 64 or less adds 64
 * keys to these. Keys after a query are left out. Verticals are computed each for itself where they
 * lie in none of these. Without slash 0, keys are computed that the lists do not have, or read from
 * beyond them. */
#ifndef STM__IO_MINFERENCE_H
#define STM__IO_MINFERENCE_H

#include <stdint.h>

#define STM__MINFERENCE_BLOCK 64

/* Lists of verticals and of slashes, 0 among these, of `num` tokens. */
typedef struct stm__minference {
    int64_t num;
    const int64_t *before; /* verticals below j: num + 1 */
    const int64_t *below;  /* the largest slash that is at most d: num */
} stm__minference;

/* The cells that are computed of a block of queries. Where `keys` is not NULL, which has num bytes,
 * those of the keys that are computed are set to 1. O(blocks of keys that are computed), and
 * with `keys` O(num). */
int64_t stm__minference_cells(const stm__minference *lists, int64_t block, unsigned char *keys);

#endif
