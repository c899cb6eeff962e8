/* The tensors of a pass, and one head's share of them. */
#ifndef STM__ATTENTION_HEAD_H
#define STM__ATTENTION_HEAD_H

#include <math.h>

#include <stmask/attention.h>

#include "attention/kernels/kernels.h"
#include "attention/recipe.h"
#include "attention/rows.h"

/* Tensors whose strides are filled in; those that a pass has not are NULL. */
typedef struct stm__tensors {
    const stm_attention *plan;
    stm_tensor q, k, v, out, dout, dq, dk, dv;
    float *lse;    /* or NULL */
    float *dsinks; /* of a backward pass, or NULL */
    float *state;  /* maximum and total of every query, where classes leave any */
} stm__tensors;

typedef struct stm__head {
    const stm__recipe *recipe;
    int64_t number;              /* among batch x heads */
    const stm__shaping *shaping; /* or NULL */
    const float *sink;           /* or NULL */
    stm__input_rows q, k, v;
    stm__rows out;
    stm__rows dout, dq, dk, dv; /* of a backward pass */
    float *lse;                 /* or NULL */
    /* What the part in classes leaves to the others; NULL where nothing follows it. */
    float *maximum, *total;
} stm__head;

/* Checks what all passes share. STM_EINVAL names what is wrong. */
stm_status stm__tensors_take(stm__tensors *tensors, const stm_attention *plan,
                             const stm_attention_inputs *inputs,
                             const stm_attention_outputs *outputs, stm_error *error);

/* Checks, in addition, what backward passes have. */
stm_status stm__tensors_take_gradients(stm__tensors *tensors, const stm_tensor *dout,
                                       const stm_attention_gradients *gradients, stm_error *error);

stm__head stm__head_of(const stm__tensors *tensors, int64_t number);

/* The softmax of a query that has seen no key: that of the sink, or of nothing. */
static inline void stm__head_begin(const stm__head *head, float *maximum, float *total)
{
    *maximum = head->sink == NULL ? -INFINITY : *head->sink * (float)M_LOG2E;
    *total = head->sink == NULL ? 0 : 1;
}

/* And its lse. */
static inline float stm__head_unseen_lse(const stm__head *head)
{
    return head->sink == NULL ? -INFINITY : *head->sink;
}

/* Queries first, first + step, ... of a head, at most STM__LANES. */
typedef struct stm__queries {
    int64_t first, step;
    int count;
} stm__queries;

/* The tiles of a mask's queries, and one of them. */
int64_t stm__num_tiles(const stm_attention *plan);
stm__queries stm__queries_of_tile(const stm_attention *plan, int64_t tile);

#endif
