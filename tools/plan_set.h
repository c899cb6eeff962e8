/* stmask plan of a set: what all heads of all layers come to. */
#ifndef STMASK_TOOLS_PLAN_SET_H
#define STMASK_TOOLS_PLAN_SET_H

#include "heads.h"

typedef struct plan_set_request {
    int64_t num_multiplications, read_limit; /* 0: none */
    const char *order;
    int64_t buffer; /* 0: none */
    stm_objective objective;
    bool json;
} plan_set_request;

/* Plans each mask of the set once and prints a line for each, and the sums over all heads. Returns
 * the exit status. */
int plan_set(const program *p, const head_masks *all, const plan_set_request *request);

#endif
