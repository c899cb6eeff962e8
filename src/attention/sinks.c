/* Sums over queries in their order, in double precision: the same for any number of threads. */
#include "attention/sinks.h"

#include <math.h>

#include "attention/plan.h"

enum { SUMS = 8 }; /* side by side, so that none waits for another */

static double product(const float *a, const float *b, int dim)
{
    double sums[SUMS] = {0}, total = 0;
    int x = 0;
    for (; x + SUMS <= dim; x += SUMS)
        for (int y = 0; y < SUMS; y++)
            sums[y] += (double)a[x + y] * (double)b[x + y];
    for (; x < dim; x++)
        total += (double)a[x] * (double)b[x];
    for (int y = 0; y < SUMS; y++)
        total += sums[y];
    return total;
}

double stm__sinks_sum(const stm__tensors *tensors, int64_t number)
{
    const stm_attention *plan = tensors->plan;
    stm__head head = stm__head_of(tensors, number);
    double sum = 0;
    for (int64_t i = 0; i < plan->bounds.num_queries; i++)
        sum -= exp((double)*head.sink - (double)head.lse[i]) *
               product(head.out.data + i * head.out.stride, head.dout.data + i * head.dout.stride,
                       plan->value_dim);
    return sum;
}

void stm__sinks_write(const stm__tensors *tensors, const double *sums)
{
    const stm_attention *plan = tensors->plan;
    for (int64_t h = 0; h < plan->heads; h++) {
        double sum = 0;
        for (int64_t n = 0; n < plan->batch; n++)
            sum += sums[n * plan->heads + h];
        tensors->dsinks[h] = (float)sum;
    }
}
