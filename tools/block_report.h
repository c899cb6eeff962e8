/* What block kernels make of a mask, as stmask stats prints it. */
#ifndef STMASK_TOOLS_BLOCK_REPORT_H
#define STMASK_TOOLS_BLOCK_REPORT_H

#include <stmask/stmask.h>

#define BLOCK_SIDES 4 /* at most: 16, 32, 64, 128, or a shape that is asked for */

typedef struct block_report {
    int64_t nonzeros;
    int num;
    int64_t queries[BLOCK_SIDES], keys[BLOCK_SIDES]; /* of a block */
    stm_block_counts counts[BLOCK_SIDES];
    stm_permutation permutation; /* chosen at the last side */
    bool permuted;               /* the identity is not the best */
    stm_block_counts after[BLOCK_SIDES];
} block_report;

/* Counts the blocks of a mask with that many nonzeros, of queries x keys cells each, or, where
 * these are 0, of the usual sides. Other orders of the tokens are of square blocks alone. */
stm_status block_report_make(const stm_mask *mask, int64_t nonzeros, int64_t queries, int64_t keys,
                             const stm_progress *progress, block_report *report, stm_error *error);

/* Lines for people; or members of a JSON object that is open, without a comma at either end. */
void block_report_put_text(const block_report *report, stm_output *output);
void block_report_put_json(const block_report *report, stm_output *output);

#endif
