/* stmask plan of a set: what all heads of all layers come to. */
#ifndef STMASK_TOOLS_PLAN_SET_H
#define STMASK_TOOLS_PLAN_SET_H

#include "heads.h"
#include "plan_request.h"

/* Plans each mask of the set once and prints a line for each, and the sums over all heads. */
stm_status plan_set(call *c, const head_masks *all, const plan_request *request);

#endif
