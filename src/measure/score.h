/* Scoring masks on attention weights, wherever those come from. */
#ifndef STM__MEASURE_SCORE_H
#define STM__MEASURE_SCORE_H

#include <stmask/score.h>

/* Weights of some heads, read row by row: heads ascending, in each the queries of the masks. */
typedef struct stm__weights {
    int64_t heads;
    /* Reads the next row, that of a head's query: a number a key, and their sum. */
    stm_status (*row)(struct stm__weights *weights, int64_t head, int64_t query, double *row,
                      double *sum, stm_error *error);
} stm__weights;

/* Scores masks of the same bounds, one for all heads or one a head. */
stm_status stm__score_weights(stm__weights *weights, const stm_mask *const *masks,
                              int64_t num_masks, stm_score **score, stm_error *error,
                              const stm_progress *progress);

#endif
