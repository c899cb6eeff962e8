/* Scores: how much of real attention weights a mask keeps.
 *
 * The mass a mask keeps of a query's row is the sum of the weights of the keys it sees, as a share
 * of the sum of all weights of the row.
 */
#ifndef STMASK_SCORE_H
#define STMASK_SCORE_H

#include <stmask/mask.h>

#define STM_SCORE_WORST 5

/* What is kept of one head. Rows without any weight do not count. */
typedef struct stm_head_score {
    int64_t rows;    /* that count */
    double mean;     /* of the shares of the rows; NaN where none counts */
    double smallest; /* of the shares */
    int num_worst;   /* the rows of which least is kept, ascending by share: */
    int64_t worst_query[STM_SCORE_WORST];
    double worst_kept[STM_SCORE_WORST];
} stm_head_score;

typedef struct stm_score stm_score;

/* Reads a .npy file of float16, float32 or float64 weights, [heads, queries, keys] or [queries,
 * keys] in C order, and scores masks on them: one for all heads, or one a head. The queries and
 * keys are those of the masks' bounds. STM_EINVAL where the file is not such, its shape does not
 * fit, or a weight is negative or not finite: names the first. O(weights) time, O(heads * queries +
 * keys) memory. */
STM_CHECKED stm_status stm_score_new(const char *path, const stm_mask *const *masks,
                                     int64_t num_masks, stm_score **score, stm_error *error,
                                     const stm_progress *progress);

/* The same of weights in memory: an array a head, each of the masks' queries by their keys, of any
 * type. STM_EINVAL names the first array, or weight, that is not such. */
STM_CHECKED stm_status stm_score_arrays(const stm_dense *heads, int64_t num_heads,
                                        const stm_mask *const *masks, int64_t num_masks,
                                        stm_score **score, stm_error *error,
                                        const stm_progress *progress);
STM_API void stm_score_free(stm_score *score); /* NULL is fine */

/* The size of the mask that such a file's weights are of: its keys, or its queries where these are
 * more. Reads the header alone. Errors as above. */
STM_CHECKED stm_status stm_score_file_size(const char *path, int64_t *size, stm_error *error);

STM_API int64_t stm_score_heads(const stm_score *score);

/* Head h, from 0 to stm_score_heads - 1. Valid as long as the score. */
STM_API const stm_head_score *stm_score_head(const stm_score *score, int64_t h);

/* The share kept of each query's row, as many as the masks have; NaN where it has no weight. */
STM_API const double *stm_score_kept(const stm_score *score, int64_t h);

#endif
