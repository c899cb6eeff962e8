/* Attention by its definition in float64, and arrays that end where no memory is. */
#ifndef STMASK_TESTS_ATTENTION_H
#define STMASK_TESTS_ATTENTION_H

#include "support.h"

#include <fcntl.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

/* Floats whose last one is followed by a page that must not be touched; one before them, too. */
typedef struct guarded {
    float *at;
    void *pages;
    size_t bytes;
} guarded;

static inline guarded guarded_new(int64_t num)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes = (size_t)num * sizeof(float);
    guarded g = {.bytes = (bytes + page - 1) / page * page + 2 * page};
    int zero = open("/dev/zero", O_RDWR);
    assert_true(zero >= 0);
    g.pages = mmap(NULL, g.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0);
    close(zero);
    assert_true(g.pages != MAP_FAILED);
    assert_int_equal(mprotect(g.pages, page, PROT_NONE), 0);
    assert_int_equal(mprotect((char *)g.pages + g.bytes - page, page, PROT_NONE), 0);
    g.at = (float *)(void *)((char *)g.pages + g.bytes - page - bytes);
    return g;
}

static inline void guarded_free(guarded *g)
{
    munmap(g->pages, g->bytes);
}

/* Sums of twelve even numbers are normal enough. */
static inline float random_normal(uint64_t *random, double sigma)
{
    double sum = -6;
    for (int k = 0; k < 12; k++)
        sum += (double)(random_bits(random) >> 11) / 9007199254740992.0;
    return (float)(sum * sigma);
}

static inline void fill_normal(uint64_t *random, double sigma, float *to, int64_t num)
{
    for (int64_t k = 0; k < num; k++)
        to[k] = random_normal(random, sigma);
}

/* What becomes of the product of a query and a key: scaled, capped where cap is not 0, less slope
 * times their distance. */
typedef struct logit_rule {
    double scale, cap, slope;
} logit_rule;

static inline double shaped(logit_rule s, double product, int64_t i, int64_t j)
{
    product *= s.scale;
    if (s.cap != 0)
        product = s.cap * tanh(product / s.cap);
    return product - s.slope * fabs((double)(i - j));
}

/* Output and lse of query i: q is its row, row 0 of k and v the mask's first key. */
static inline void reference_row(stm_reader *reader, int64_t first_key, int64_t i, int dim,
                                 logit_rule how, const float *q, const float *k, const float *v,
                                 int64_t stride, double *out, double *lse)
{
    const stm_run *runs;
    int64_t num_runs, num = 0, n = 0;
    ASSERT_OK(stm_reader_row(reader, i, &runs, &num_runs));
    for (int64_t r = 0; r < num_runs; r++)
        num += runs[r].count;
    double *logits = malloc(((size_t)num + 1) * sizeof *logits), maximum = -INFINITY, total = 0;
    assert_non_null(logits);
    for (int64_t r = 0; r < num_runs; r++)
        for (int64_t c = 0; c < runs[r].count; c++, n++) {
            const float *key = k + (runs[r].first + c * runs[r].step - first_key) * stride;
            logits[n] = 0;
            for (int x = 0; x < dim; x++)
                logits[n] += (double)q[x] * (double)key[x];
            logits[n] = shaped(how, logits[n], i, runs[r].first + c * runs[r].step);
            if (logits[n] > maximum || isnan(logits[n]))
                maximum = logits[n];
        }
    for (int x = 0; x < dim; x++)
        out[x] = 0;
    n = 0;
    for (int64_t r = 0; r < num_runs; r++)
        for (int64_t c = 0; c < runs[r].count; c++, n++) {
            const float *value = v + (runs[r].first + c * runs[r].step - first_key) * stride;
            double weight = exp(logits[n] - maximum);
            total += weight;
            for (int x = 0; x < dim; x++)
                out[x] += weight * (double)value[x];
        }
    for (int x = 0; x < dim && num > 0; x++)
        out[x] /= total;
    *lse = num == 0 ? -INFINITY : isinf(maximum) ? maximum : maximum + log(total);
    free(logits);
}

#endif
