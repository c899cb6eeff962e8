/* Masks of another mask's cells in other places: placed, repeated by blocks, and permuted.
 *
 * The masks passed in are retained, and may be freed afterwards. Cells keep their values.
 */
#ifndef STMASK_REARRANGE_H
#define STMASK_REARRANGE_H

#include <stmask/mask.h>

/* Makes the num_queries x num_keys mask in which the first cell of `of` stands at (query, key) and
 * the others round it as they stand there; what would stand outside is cut off, and nothing else is
 * seen. Places are from -STM_MAX_SIZE to STM_MAX_SIZE, sides from 1 to STM_MAX_SIZE: STM_EINVAL.
 * O(1); a row costs as one of `of`. */
STM_CHECKED stm_status stm_mask_place(const stm_mask *of, int64_t num_queries, int64_t num_keys,
                                      int64_t query, int64_t key, stm_mask **mask,
                                      stm_error *error);

/* Makes the Kronecker product of two masks: the cell (i, j) is seen where `outer` sees the block
 * that it lies in, (i / q, j / k), and `inner`, of q queries and k keys, the place within the
 * block, (i % q, j % k), whose value it has. Both are counted from their own first cells. The mask
 * has num_queries x num_keys cells, the product's first ones: STM_EINVAL where it has not so many,
 * or more than STM_MAX_SIZE are asked for. O(1); a row costs its runs in the inner mask times the
 * blocks that its runs in the outer one do not join. */
STM_CHECKED stm_status stm_mask_kron(const stm_mask *outer, const stm_mask *inner,
                                     int64_t num_queries, int64_t num_keys, stm_mask **mask,
                                     stm_error *error);

/* Makes the mask whose place i holds the token order[i] of `of`: the cell (i, j) is the other's
 * (query_order[i], key_order[j]). A place of -1 holds none: nothing is seen there. NULL keeps
 * queries, or keys, as they are, and their number is then not read. STM_EINVAL names the first
 * entry that lies outside `of` or stands there twice. The orders are copied, in 16 bytes a token. A
 * row costs one run for each stretch of consecutive tokens that its runs meet.
 */
STM_CHECKED stm_status stm_mask_permute(const stm_mask *of, const int64_t *query_order,
                                        int64_t num_queries, const int64_t *key_order,
                                        int64_t num_keys, stm_mask **mask, stm_error *error);

#endif
