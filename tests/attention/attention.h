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
 * times their distance. A sink, where there is one, is one more logit, of no value. */
typedef struct logit_rule {
    double scale, cap, slope;
    const float *sink;
} logit_rule;

static inline double shaped(logit_rule s, double product, int64_t i, int64_t j)
{
    product *= s.scale;
    if (s.cap != 0)
        product = s.cap * tanh(product / s.cap);
    return product - s.slope * fabs((double)(i - j));
}

/* Elements of keys and of values, and from one row of each to the next. */
typedef struct widths {
    int dim, value_dim;
    int64_t stride, value_stride;
} widths;

/* Output and lse of query i: q is its row, row 0 of k and v the mask's first key. */
static inline void reference_row(stm_reader *reader, int64_t first_key, int64_t i, widths w,
                                 logit_rule how, const float *q, const float *k, const float *v,
                                 double *out, double *lse)
{
    const stm_run *runs;
    int64_t num_runs, num = 0, n = 0;
    ASSERT_OK(stm_reader_row(reader, i, &runs, &num_runs));
    for (int64_t r = 0; r < num_runs; r++)
        num += runs[r].count;
    double *logits = malloc(((size_t)num + 1) * sizeof *logits), total = 0;
    double maximum = how.sink == NULL ? -INFINITY : (double)*how.sink;
    assert_non_null(logits);
    for (int64_t r = 0; r < num_runs; r++)
        for (int64_t c = 0; c < runs[r].count; c++, n++) {
            const float *key = k + (runs[r].first + c * runs[r].step - first_key) * w.stride;
            logits[n] = 0;
            for (int x = 0; x < w.dim; x++)
                logits[n] += (double)q[x] * (double)key[x];
            logits[n] = shaped(how, logits[n], i, runs[r].first + c * runs[r].step);
            if (logits[n] > maximum || isnan(logits[n]))
                maximum = logits[n];
        }
    for (int x = 0; x < w.value_dim; x++)
        out[x] = 0;
    if (how.sink != NULL)
        total += exp((double)*how.sink - maximum);
    n = 0;
    for (int64_t r = 0; r < num_runs; r++)
        for (int64_t c = 0; c < runs[r].count; c++, n++) {
            const float *value =
                v + (runs[r].first + c * runs[r].step - first_key) * w.value_stride;
            double weight = exp(logits[n] - maximum);
            total += weight;
            for (int x = 0; x < w.value_dim; x++)
                out[x] += weight * (double)value[x];
        }
    for (int x = 0; x < w.value_dim && num > 0; x++)
        out[x] /= total;
    *lse = num == 0 && how.sink == NULL ? -INFINITY
           : isinf(maximum)             ? maximum
                                        : maximum + log(total);
    free(logits);
}

static inline stm_bound random_bound(uint64_t *random, int64_t size, bool low)
{
    int64_t block = random_between(random, 2, size + 1);
    switch (random_between(random, 0, 3)) {
    case 0:
        return (stm_bound){STM_BOUND_NONE, 0, 1};
    case 1:
        return (stm_bound){STM_BOUND_KEY, random_between(random, 0, size - 1), 1};
    case 2:
        return (stm_bound){STM_BOUND_QUERY,
                           random_between(random, low ? -size : -size / 4, low ? size / 4 : size),
                           1};
    default:
        return (stm_bound){STM_BOUND_BLOCK,
                           random_between(random, low ? -size : -1, low ? 1 : size), block};
    }
}

/* Queries of a stretch, of some phases, or all; keys of a class, following or not, or all. */
static inline stm_band random_band(uint64_t *random, int64_t size)
{
    stm_band band = {.end_query = INT64_MAX, .period = 1, .phase_end = 1, .key_step = 1};
    band.low = random_bound(random, size, true);
    band.high = random_bound(random, size, false);
    if (random_between(random, 0, 1) == 0) {
        band.first_query = random_between(random, 0, size - 1);
        band.end_query = random_between(random, band.first_query + 1, size);
    }
    if (random_between(random, 0, 1) == 0) {
        band.key_step = random_between(random, 2, 9);
        band.key_shift = random_between(random, 0, band.key_step - 1);
        band.follows = random_between(random, 0, 1) == 0;
    }
    if (random_between(random, 0, 2) == 0) {
        band.period = random_between(random, 0, 1) == 0 && band.key_step > 1
                          ? band.key_step
                          : random_between(random, 2, 80);
        band.phase_first = random_between(random, 0, band.period - 1);
        band.phase_end = random_between(random, band.phase_first + 1, band.period);
    }
    return band;
}

/* A rectangle of a union of up to four bands, less one at times. */
static inline stm_mask *random_banded(uint64_t *random, int64_t size)
{
    int64_t num = random_between(random, 1, 4);
    stm_mask *all = NULL, *part;
    for (int64_t n = 0; n < num; n++) {
        stm_band band = random_band(random, size);
        stm_mask *one, *both;
        ASSERT_OK(stm_mask_of_bands(&band, 1, size, &one, NULL));
        if (n == 0) {
            all = one;
            continue;
        }
        ASSERT_OK(stm_mask_compose(n == 3 ? STM_DIFFERENCE : STM_UNION, all, one, &both, NULL));
        stm_mask_free(all);
        stm_mask_free(one);
        all = both;
    }
    int64_t query = random_between(random, 0, size / 2), key = random_between(random, 0, size / 2);
    stm_rectangle within = {query, random_between(random, 1, size - query), key,
                            random_between(random, 1, size - key)};
    if (random_between(random, 0, 1) == 0)
        within = (stm_rectangle){0, size, 0, size};
    ASSERT_OK(stm_mask_rectangle(all, &within, &part, NULL));
    stm_mask_free(all);
    return part;
}

#endif
