/* Blocks: what a block-sparse kernel sees of a mask.
 *
 * A mask of Q x K cells is cut into ceil(Q / block_queries) x ceil(K / block_keys) blocks, from its
 * first query and its first key on; those at its end may be cut short by its edge. A block is empty
 * where no cell of it is seen, full where every one is, else partial. It is all found by arithmetic
 * on runs, a row of blocks at a time.
 */
#ifndef STMASK_BLOCKS_H
#define STMASK_BLOCKS_H

#include <stmask/mask.h>

typedef struct stm_block_reader stm_block_reader;

/* Blocks first .. first + count - 1 of a row of blocks, all of one kind, none of them empty. */
typedef struct stm_block_span {
    int64_t first, count;
    bool full;
} stm_block_span;

typedef struct stm_block_options {
    /* A block that the edge of the mask cuts short is partial, whatever it holds, as kernels have
     * it that compute whole blocks; set, it is full where all of it within the mask is seen. */
    bool cut_may_be_full;
    const stm_progress *progress; /* of stm_block_count */
} stm_block_options;

/* A reader of the rows of blocks, for one thread; it keeps a reference to the mask. Sides of blocks
 * run from 1 to STM_MAX_SIZE: STM_EINVAL. O(K / block_keys / 64) words of memory. */
STM_CHECKED stm_status stm_block_reader_new(const stm_mask *mask, int64_t block_queries,
                                            int64_t block_keys, stm_block_reader **reader,
                                            stm_error *error, const stm_block_options *options);
STM_API void stm_block_reader_free(stm_block_reader *reader); /* NULL is fine */

/* The blocks of row I (from 0) that are not empty, ascending; spans that touch differ in kind.
 * Valid until the reader's next call. The cost is that of the runs of its queries, and of the
 * blocks that runs with steps longer than a block touch. STM_EINVAL beyond the last row,
 * STM_ENOMEM. */
STM_CHECKED stm_status stm_block_reader_row(stm_block_reader *reader, int64_t row,
                                            const stm_block_span **spans, int64_t *num_spans);

typedef struct stm_block_counts {
    int64_t query_blocks, key_blocks; /* of the grid */
    int64_t touched, full;            /* partial ones are touched - full */
    int64_t cells;                    /* of the touched blocks, within the mask */
} stm_block_counts;

/* Counts the blocks of a mask: of a handful of bands those of a few periods of rows, whatever the
 * size (docs/recurrences.md), else of all rows. A kernel computes `cells` cells where `nonzeros`
 * are seen: the rest is its waste. Options may be NULL. */
STM_CHECKED stm_status stm_block_count(const stm_mask *mask, int64_t block_queries,
                                       int64_t block_keys, stm_block_counts *counts,
                                       stm_error *error, const stm_block_options *options);

#endif
