/* Orders of the tokens that make a mask block-dense.
 *
 * Queries and keys, the same tokens, are put into another order, in which a block-sparse kernel has
 * fewer blocks to compute: residue classes one behind the other turn strides and dilations into
 * dense blocks; the summary tokens of `fixed`, gathered, stand in a few columns.
 */
#ifndef STMASK_PERMUTATION_H
#define STMASK_PERMUTATION_H

#include <stmask/blocks.h>

typedef enum stm_permutation_kind {
    STM_PERMUTATION_IDENTITY,
    STM_PERMUTATION_RESIDUES,       /* tokens 0, m, 2m, ..., then 1, m + 1, ... */
    STM_PERMUTATION_SUMMARIES_LAST, /* tokens m-1, 2m-1, ... behind the others */
    STM_PERMUTATION_SUMMARIES_FIRST
} stm_permutation_kind;

/* An order of `size` tokens, for the modulus m (of the identity: 1). */
typedef struct stm_permutation {
    stm_permutation_kind kind;
    int64_t size, modulus;
} stm_permutation;

/* A word for a kind, such as "residues"; a constant. */
STM_API const char *stm_permutation_name(stm_permutation_kind kind);

/* The place that the order gives a token, and the token at a place; both from 0. O(1). */
STM_API int64_t stm_permutation_place(const stm_permutation *permutation, int64_t token);
STM_API int64_t stm_permutation_token(const stm_permutation *permutation, int64_t place);

/* Counts the blocks that the mask touches in that order, as stm_block_count does; `full` is not
 * counted and is 0. STM_EINVAL where queries and keys are not the same tokens. The cost is that of
 * the runs, each cut into one piece for every residue class it meets. */
STM_CHECKED stm_status stm_permutation_count(const stm_mask *mask,
                                             const stm_permutation *permutation, int64_t block,
                                             stm_block_counts *counts, stm_error *error,
                                             const stm_progress *progress);

/* The blocks touched of each row of blocks, in that order: calls visit(context, row, spans,
 * num_spans), whose spans say nothing of full blocks. It returns 0 to go on; else the call ends
 * with STM_ESTOPPED. */
STM_CHECKED stm_status stm_permutation_blocks(
    const stm_mask *mask, const stm_permutation *permutation, int64_t block,
    int (*visit)(void *context, int64_t row, const stm_block_span *spans, int64_t num_spans),
    void *context, stm_error *error);

/* Chooses, among the identity and the orders of every step, block and period of the mask's bands
 * (of what has none: of every step that the runs of some rows show), the one with the fewest
 * touched blocks in about 256 rows of blocks spread over the mask, or in all where there are fewer.
 * Orders that would cost more than 2^29 pieces of runs to count are passed over. The identity where
 * queries and keys are not the same tokens. */
STM_CHECKED stm_status stm_permutation_choose(const stm_mask *mask, int64_t block,
                                              stm_permutation *permutation, stm_error *error,
                                              const stm_progress *progress);

#endif
