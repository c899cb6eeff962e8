/* The inside of a plan of attention. */
#ifndef STM__ATTENTION_PLAN_H
#define STM__ATTENTION_PLAN_H

#include <stmask/attention.h>

#include "attention/kernels/kernels.h"
#include "attention/recipe.h"

struct stm_attention {
    stm__kernels table; /* which `kernels` is */
    const stm__kernels *kernels;
    int64_t batch, heads, kv_heads;
    int dim, value_dim;
    float scale;            /* of logits in units of log2 */
    stm_element element;    /* of q, k and v */
    stm__shaping *shapings; /* of each head, or NULL */
    float *sinks;           /* of each head, natural, or NULL */
    int threads;
    stm_rectangle bounds; /* of every mask */
    stm__recipe *recipes;
    int64_t num_recipes; /* 1, or as many as heads */
    /* Keys that a thread has to have room for at once: of summaries, of a unit of classes, and of a
     * whole class, which backward passes gather. */
    int64_t room_of_summary, room_of_unit, room_of_class;
};

/* How far a query stands from the key of the same row. */
static inline int64_t stm__plan_lag(const stm_attention *plan)
{
    return plan->bounds.first_query - plan->bounds.first_key;
}

#endif
