/* Gradients of sinks: a sum of each head of each batch, which threads work out in any order, and
 * the sums of these. */
#ifndef STM__ATTENTION_SINKS_H
#define STM__ATTENTION_SINKS_H

#include "attention/head.h"

/* Over the queries of head `number` of batch x heads: -exp(sink - lse) times the product of the
 * output and its gradient. */
double stm__sinks_sum(const stm__tensors *tensors, int64_t number);

/* Writes the gradients, from the sums of batch x heads. */
void stm__sinks_write(const stm__tensors *tensors, const double *sums);

#endif
