/* What stmask stats says of degrees, and of what one call of attention costs. */
#ifndef STMASK_TOOLS_COST_REPORT_H
#define STMASK_TOOLS_COST_REPORT_H

#include <stmask/stmask.h>

/* Sums over heads; zero-initialise. */
typedef struct cost_report {
    int64_t heads;
    stm_degrees queries, keys; /* keys of a query, queries of a key */
    int64_t cells;             /* seen or not */
    int64_t causal_cells;      /* those that causal has there */
    int64_t causal_queries, causal_keys;
    int64_t layers;                  /* of a set; else 0 */
    int64_t used_queries, used_keys; /* those that see, or are seen, at all */
    int64_t head_dim, element_bytes;
    int64_t repeat; /* heads that share all of it in a call: FLOPs and bytes are theirs */
    int64_t
        kv_heads; /* heads of K and V that these share; 0: each has its own, and no more is said */
    const char *dtype;
} cost_report;

/* The cells of causal in a mask's rectangle: keys not after their query. */
int64_t cost_causal_cells(const stm_mask *mask);

/* Adds a mask that `heads` heads have. */
stm_status cost_report_add(cost_report *report, const stm_mask *mask, int64_t heads,
                           const stm_progress *progress, stm_error *error);

/* Lines for people; or members of a JSON object that is open, without a comma at either end. */
void cost_report_put_text(const cost_report *report, stm_output *output);
void cost_report_put_json(const cost_report *report, stm_output *output);

#endif
