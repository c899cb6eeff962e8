/* Gradients equal those of the definition, worked out in float64, which in turn equal central
 * differences; and they are the same for any number of threads. */
#include "attention.h"
#include "specs.h"

static const char *const levels[] = {"portable", "neon", "avx2", "avx512"};
enum { NUM_LEVELS = sizeof levels / sizeof *levels };

typedef struct gradients {
    double *dq, *dk, *dv, *dsinks;
} gradients;

/* Arrays [heads][rows][dim] in float64, of dv [..][value_dim]: gradients of the sum of dout * out.
 * Where values are the first elements of keys, their gradients are added to those. Sinks are one
 * for each head. */
static void reference(const stm_mask *const *masks, int64_t num_masks, stm_attention_shape s,
                      logit_rule how, const float *q, const float *k, const float *v,
                      const float *dout, gradients *g)
{
    stm_rectangle b = stm_mask_bounds(masks[0]);
    int dim = (int)s.head_dim, value_dim = (int)s.value_dim;
    int64_t value_stride = v == k ? dim : value_dim;
    widths w = {dim, value_dim, dim, value_stride};
    double out[STM_MAX_HEAD_DIM], lse;
    for (int64_t h = 0; h < s.batch * s.heads; h++) {
        int64_t kv = h / s.heads * s.kv_heads + h % s.heads / (s.heads / s.kv_heads);
        const float *keys = k + kv * b.num_keys * dim, *values = v + kv * b.num_keys * value_stride;
        double *dk = g->dk + kv * b.num_keys * dim, *dv = g->dv + kv * b.num_keys * value_stride;
        const float *sink = how.sink == NULL ? NULL : how.sink + h % s.heads;
        logit_rule with_sink = {how.scale, how.cap, how.slope, sink};
        stm_reader *reader;
        ASSERT_OK(stm_reader_new(masks[num_masks == 1 ? 0 : h % s.heads], &reader, NULL));
        for (int64_t i = 0; i < b.num_queries; i++) {
            const float *query = q + (h * b.num_queries + i) * dim;
            const float *change = dout + (h * b.num_queries + i) * value_dim;
            double *dquery = g->dq + (h * b.num_queries + i) * dim, delta = 0;
            const stm_run *runs;
            int64_t num_runs;
            reference_row(reader, b.first_key, b.first_query + i, w, with_sink, query, keys, values,
                          out, &lse);
            for (int x = 0; x < value_dim; x++)
                delta += out[x] * (double)change[x];
            if (sink != NULL)
                g->dsinks[h % s.heads] -= exp((double)*sink - lse) * delta;
            ASSERT_OK(stm_reader_row(reader, b.first_query + i, &runs, &num_runs));
            for (int64_t r = 0; r < num_runs; r++)
                for (int64_t c = 0; c < runs[r].count; c++) {
                    int64_t j = runs[r].first + c * runs[r].step, at = (j - b.first_key) * dim;
                    int64_t value_at = (j - b.first_key) * value_stride;
                    double logit = 0, product = 0;
                    for (int x = 0; x < dim; x++)
                        logit += (double)query[x] * (double)keys[at + x];
                    for (int x = 0; x < value_dim; x++)
                        product += (double)change[x] * (double)values[value_at + x];
                    double weight = exp(shaped(how, logit, b.first_query + i, j) - lse);
                    double slope = weight * (product - delta) * how.scale;
                    if (how.cap != 0)
                        slope *= 1 - pow(tanh(logit * how.scale / how.cap), 2);
                    for (int x = 0; x < value_dim; x++)
                        dv[value_at + x] += weight * (double)change[x];
                    for (int x = 0; x < dim; x++) {
                        dk[at + x] += slope * (double)query[x];
                        dquery[x] += slope * (double)keys[at + x];
                    }
                }
        }
        stm_reader_free(reader);
    }
}

static double *zeros(int64_t num)
{
    double *new = calloc((size_t)num, sizeof *new);
    assert_non_null(new);
    return new;
}

/* Where a query sees few keys, its gradient is a small difference of products of value_dim
 * elements, times the scale: `rounding` is what these may be off by, in the tolerance, whatever
 * comes out. */
static void compare(const char *what, const char *which, double rounding, const double *wanted,
                    const float *got, int64_t num)
{
    double largest = 1;
    for (int64_t n = 0; n < num; n++)
        largest = fabs(wanted[n]) > largest ? fabs(wanted[n]) : largest;
    for (int64_t n = 0; n < num; n++)
        if (!(fabs(wanted[n] - (double)got[n]) <= 5e-6 * (largest + rounding)))
            fail_msg("%s, %s: %s[%jd] is %.9g, must be %.9g", what, getenv("STM_CPU"), which,
                     (intmax_t)n, (double)got[n], wanted[n]);
}

/* Arrays in the order q, k, v, out, dout, dq, dk, dv. */
enum { Q, K, V, OUT, DOUT, DQ, DK, DV, NUM_ARRAYS };

/* What is asked for beside the mask. */
typedef struct variant {
    float cap;
    const float *slopes, *sinks;
    bool shared; /* values are the first elements of the keys, and so are their gradients */
} variant;

static void check_variant(const stm_mask *const *masks, int64_t num_masks, stm_attention_shape s,
                          variant v, const char *what, uint64_t *random, int most_threads)
{
    logit_rule how = {1 / sqrt((double)s.head_dim), (double)v.cap,
                      v.slopes == NULL ? 0 : (double)v.slopes[0], v.sinks};
    stm_rectangle b = stm_mask_bounds(masks[0]);
    s.value_dim = s.value_dim == 0 ? s.head_dim : s.value_dim;
    double rounding = (double)s.value_dim * how.scale / 8;
    int64_t rows = s.batch * s.heads * b.num_queries, columns = s.batch * s.kv_heads * b.num_keys;
    int64_t queries = rows * s.head_dim, outputs = rows * s.value_dim;
    int64_t keys = columns * s.head_dim, values = columns * s.value_dim;
    const int64_t sizes[NUM_ARRAYS] = {queries, keys,    values, outputs,
                                       outputs, queries, keys,   values};
    guarded a[NUM_ARRAYS], lse = guarded_new(rows);
    stm_tensor t[NUM_ARRAYS];
    stm_error error = {.message = ""};
    for (int n = 0; n < NUM_ARRAYS; n++) {
        a[n] = guarded_new(sizes[n]);
        t[n] = (stm_tensor){.data = a[n].at};
        fill_normal(random, 1, a[n].at, sizes[n]);
    }
    for (int n = K; n <= DK && v.shared; n += DK - K)
        t[n + V - K] = (stm_tensor){a[n].at, s.kv_heads * b.num_keys * s.head_dim,
                                    b.num_keys * s.head_dim, s.head_dim};
    gradients g = {zeros(queries), zeros(keys), zeros(values), zeros(s.heads)};
    gradients to_shared = {g.dq, g.dk, v.shared ? g.dk : g.dv, g.dsinks};
    reference(masks, num_masks, s, how, a[Q].at, a[K].at, v.shared ? a[K].at : a[V].at, a[DOUT].at,
              &to_shared);
    guarded dsinks = guarded_new(s.heads);
    float *first = malloc((size_t)(queries + keys + values + s.heads) * sizeof *first);
    assert_non_null(first);
    for (int threads = 1; threads <= most_threads; threads++) {
        stm_attention *attention;
        stm_attention_options options = {
            .threads = threads, .soft_cap = v.cap, .slopes = v.slopes, .sinks = v.sinks};
        ASSERT_OK(stm_attention_new(masks, num_masks, &s, &attention, &error, &options));
        stm_attention_inputs in = {t[Q], t[K], t[V]};
        stm_attention_outputs out = {t[OUT], lse.at};
        stm_attention_gradients to = {t[DQ], t[DK], t[DV], v.sinks == NULL ? NULL : dsinks.at};
        ASSERT_OK(stm_attention_forward(attention, &in, &out, &error));
        ASSERT_OK(stm_attention_backward(attention, &in, &out, &t[DOUT], &to, &error));
        stm_attention_free(attention);
        float *copies[] = {first, first + queries, first + queries + keys};
        for (int n = 0; n < 3; n++) {
            size_t bytes = (size_t)sizes[DQ + n] * sizeof(float);
            if (threads == 1)
                memcpy(copies[n], a[DQ + n].at, bytes);
            assert_memory_equal(copies[n], a[DQ + n].at, bytes);
        }
    }
    if (v.sinks != NULL)
        compare(what, "dsinks", (double)b.num_queries / 16, g.dsinks, dsinks.at, s.heads);
    compare(what, "dq", rounding, g.dq, a[DQ].at, queries);
    compare(what, "dk", rounding, g.dk, a[DK].at, keys);
    if (!v.shared)
        compare(what, "dv", rounding, g.dv, a[DV].at, values);
    free(first);
    free(g.dq);
    free(g.dk);
    free(g.dv);
    free(g.dsinks);
    guarded_free(&dsinks);
    guarded_free(&lse);
    for (int n = 0; n < NUM_ARRAYS; n++)
        guarded_free(&a[n]);
}

static void check(const stm_mask *const *masks, int64_t num_masks, stm_attention_shape s,
                  const char *what, uint64_t *random, int most_threads)
{
    check_variant(masks, num_masks, s, (variant){.cap = 0}, what, random, most_threads);
}

static bool set_level(int level)
{
    stm_mask *mask = new_mask("normal", 0, 0, 1);
    const stm_mask *masks[] = {mask};
    stm_attention_shape shape = {.head_dim = 8};
    stm_attention *attention;
    assert_int_equal(setenv("STM_CPU", levels[level], 1), 0);
    ASSERT_OK(stm_attention_new(masks, 1, &shape, &attention, NULL, NULL));
    bool has = strcmp(stm_attention_kernels(attention), levels[level]) == 0;
    stm_attention_free(attention);
    stm_mask_free(mask);
    return has;
}

/* The definition's gradients by central differences of the definition. */
static void test_central_differences(void **state)
{
    (void)state;
    enum { SIZE = 12, DIM = 8, NUM = SIZE * DIM };
    static const char *const specs[] = {"normal", "strided:window_size=2,stride=3",
                                        "dilated_sliding_window:window_size=4,dilation=2"};
    uint64_t random = 21;
    float in[4][NUM];
    double step = 1.0 / 64;
    stm_attention_shape of_one = {1, 1, 1, DIM, DIM};
    widths w = {DIM, DIM, DIM, DIM};
    for (size_t m = 0; m < 3; m++) {
        stm_mask *mask;
        ASSERT_OK(stm_mask_from_spec(specs[m], SIZE, &mask, NULL));
        const stm_mask *masks[] = {mask};
        stm_reader *reader;
        ASSERT_OK(stm_reader_new(mask, &reader, NULL));
        /* Sixty-fourths, so that a step is exact. */
        for (int n = 0; n < 4 * NUM; n++)
            in[n / NUM][n % NUM] = (float)random_between(&random, -64, 64) / 64;
        gradients g = {zeros(NUM), zeros(NUM), zeros(NUM), zeros(1)};
        float sink = 0.25F;
        logit_rule how = {1 / sqrt(DIM), m == 1 ? 0.5 : 0, m == 2 ? 0.25 : 0,
                          m == 0 ? NULL : &sink};
        reference(masks, 1, of_one, how, in[0], in[1], in[2], in[3], &g);
        const double *wanted[] = {g.dq, g.dk, g.dv, g.dsinks};
        for (int which = 0; which < (m == 0 ? 3 : 4); which++)
            for (int n = 0; n < (which == 3 ? 1 : NUM); n++) {
                /* Steps of h and 2h take away the error of the third derivative. */
                double sums[4] = {0};
                float *at = which == 3 ? &sink : &in[which][n], was = *at;
                for (int k = 0; k < 4; k++) {
                    const double steps[] = {-2, -1, 1, 2};
                    *at = was + (float)(steps[k] * step);
                    for (int64_t i = 0; i < SIZE; i++) {
                        double out[DIM], lse;
                        reference_row(reader, 0, i, w, how, in[0] + i * DIM, in[1], in[2], out,
                                      &lse);
                        for (int x = 0; x < DIM; x++)
                            sums[k] += out[x] * (double)in[3][i * DIM + x];
                    }
                }
                *at = was;
                double slope = (8 * (sums[2] - sums[1]) - (sums[3] - sums[0])) / (12 * step);
                assert_true(fabs(slope - wanted[which][n]) < 1e-6);
            }
        free(g.dq);
        free(g.dk);
        free(g.dv);
        free(g.dsinks);
        stm_reader_free(reader);
        stm_mask_free(mask);
    }
}

static void test_every_pattern(void **state)
{
    (void)state;
    static const int64_t dims[] = {8, 16, 40, 64, 80, 96, 128, 192, 256, 13, 23, 42, 300, 513, 576};
    enum { NUM_DIMS = sizeof dims / sizeof *dims };
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    uint64_t random = 22;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (size_t p = 0; p < num && set_level(level); p++)
            for (int k = 0; k < 6; k++) {
                char spec[1000];
                stm_mask *mask;
                int64_t size = random_between(&random, 1, 200);
                if (!random_spec(&random, patterns[p], size, spec, sizeof spec))
                    continue;
                ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
                const stm_mask *masks[] = {mask};
                stm_attention_shape shape = {1, 1, 1,
                                             dims[random_between(&random, 0, NUM_DIMS - 1)], 0};
                if (k % 2 == 1)
                    shape.value_dim = dims[random_between(&random, 0, NUM_DIMS - 1)];
                check(masks, 1, shape, spec, &random, 2);
                stm_mask_free(mask);
            }
}

static void test_compositions(void **state)
{
    (void)state;
    uint64_t random = 23;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 40 && set_level(level); k++) {
            char spec[8000];
            stm_mask *mask;
            int64_t size = random_between(&random, 1, 150);
            random_composition(&random, size, 2, spec, sizeof spec);
            ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
            const stm_mask *masks[] = {mask};
            stm_attention_shape shape = {1, 1, 1, 24, 40};
            check(masks, 1, shape, spec, &random, 2);
            stm_mask_free(mask);
        }
}

static void test_bands(void **state)
{
    (void)state;
    uint64_t random = 28;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 100 && set_level(level); k++) {
            char what[40];
            stm_mask *mask = random_banded(&random, random_between(&random, 1, 250));
            const stm_mask *masks[] = {mask};
            stm_attention_shape shape = {1, 1, 1, 24, 24};
            snprintf(what, sizeof what, "bands %d", k);
            check(masks, 1, shape, what, &random, 3);
            stm_mask_free(mask);
        }
}

/* Heads that share keys add to the same gradients, in an order of their own. */
static void test_heads(void **state)
{
    (void)state;
    static const char *const specs[] = {"strided:window_size=20,stride=8",
                                        "strided:window_size=20,stride=8",
                                        "dilated_sliding_window:window_size=9,dilation=5",
                                        "fixed:window_size=32",
                                        "strided:window_size=9,stride=3 + global:tokens=0",
                                        "strided:window_size=21,stride=8"};
    uint64_t random = 24;
    stm_mask *masks[6];
    for (int k = 0; k < 6; k++)
        ASSERT_OK(stm_mask_from_spec(specs[k], 300, &masks[k], NULL));
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int64_t kv_heads = 1; kv_heads <= 3 && set_level(level); kv_heads++) {
            stm_attention_shape shape = {2, 6, kv_heads, 40, 24};
            check((const stm_mask *const *)masks, 6, shape, "heads", &random, 5);
        }
    for (int k = 0; k < 6; k++)
        stm_mask_free(masks[k]);
}

static void test_large_sizes(void **state)
{
    (void)state;
    static const char *const specs[] = {
        "normal",
        "sliding_window:window_size=129",
        "strided:window_size=64,stride=32",
        "strided:window_size=50,stride=7",
        "fixed:window_size=48",
        "dilated_sliding_window:window_size=40,dilation=17",
        "streaming:start=5,recent=100",
        "bigbird",
        "strided:window_size=50,stride=64 + global:tokens=0-3/500",
        "(sliding_window:window_size=64 + global:tokens=0-3/77) & causal",
        "document:lengths=40/100/23/90 & causal",
        "streaming:start=3,recent=30 & document:lengths=40/100/23/90",
        "neighborhood:window=21,dilation=3",
        "longnet:segment=128,rate=3,offset=1",
        "vertical_slash:vertical=0-2/50/90-120,slash=0-31/64/65/200-230",
    };
    uint64_t random = 25;
    for (int level = 1; level < NUM_LEVELS; level++)
        for (size_t k = 0; k < sizeof specs / sizeof *specs && set_level(level); k++) {
            stm_mask *mask;
            ASSERT_OK(stm_mask_from_spec(specs[k], 1021, &mask, NULL));
            const stm_mask *masks[] = {mask};
            stm_attention_shape shape = {1, 1, 1, 64, 64};
            check(masks, 1, shape, specs[k], &random, 3);
            stm_mask_free(mask);
        }
}

static void test_shaping(void **state)
{
    (void)state;
    static const char *const specs[] = {"normal", "strided:window_size=20,stride=8", "bigbird",
                                        "strided:window_size=9,stride=30 + global:tokens=0"};
    static const float slopes[] = {0.125F};
    uint64_t random = 27;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 12 && set_level(level); k++) {
            stm_mask *mask;
            ASSERT_OK(stm_mask_from_spec(specs[k / 3], 250, &mask, NULL));
            const stm_mask *masks[] = {mask};
            stm_attention_shape shape = {1, 1, 1, 32, 32};
            variant v = {.cap = k % 3 == 0 ? 0 : 1.5F, .slopes = k % 3 == 1 ? NULL : slopes};
            check_variant(masks, 1, shape, v, specs[k / 3], &random, 2);
            stm_mask_free(mask);
        }
}

/* The gradients of sinks, and of the rest under them; heads that share keys, with masks of their
 * own. */
static void test_sinks(void **state)
{
    (void)state;
    static const char *const specs[] = {"normal", "strided:window_size=20,stride=8", "bigbird",
                                        "strided:window_size=9,stride=30 + global:tokens=0",
                                        "causal - local:window_size=6"};
    static const float sinks[][4] = {{0, -2, 3, 1}, {5, 100, -1e38F, -40}},
                       slopes[] = {0.25F, 0.25F, 0.25F, 0.25F};
    uint64_t random = 30;
    stm_mask *masks[5];
    for (int k = 0; k < 5; k++)
        ASSERT_OK(stm_mask_from_spec(specs[k], 150, &masks[k], NULL));
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 12 && set_level(level); k++) {
            stm_attention_shape shape = {k < 6 ? 2 : 1, 4, 2, 24, 16};
            variant v = {.sinks = sinks[k % 2],
                         .cap = k % 4 == 2 ? 1.5F : 0,
                         .slopes = k % 4 == 3 ? slopes : NULL};
            const stm_mask *const *all = (const stm_mask *const *)masks;
            check_variant(k < 5 ? all + k : all + k % 2, k < 5 ? 1 : 4, shape, v, "sinks", &random,
                          3);
        }
    for (int k = 0; k < 5; k++)
        stm_mask_free(masks[k]);
}

/* Values that are the first elements of the keys, as those of latent attention, with their
 * gradients. */
static void test_shared_values(void **state)
{
    (void)state;
    static const char *const specs[] = {"normal", "strided:window_size=20,stride=8", "bigbird",
                                        "strided:window_size=9,stride=30 + global:tokens=0",
                                        "fixed:window_size=32"};
    static const int64_t sides[][2] = {{576, 512}, {48, 32}, {19, 13}};
    uint64_t random = 29;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 15 && set_level(level); k++) {
            stm_mask *mask;
            ASSERT_OK(stm_mask_from_spec(specs[k / 3], 150, &mask, NULL));
            const stm_mask *masks[] = {mask};
            stm_attention_shape shape = {1, 2, 1, sides[k % 3][0], sides[k % 3][1]};
            check_variant(masks, 1, shape, (variant){.shared = true}, specs[k / 3], &random, 2);
            stm_mask_free(mask);
        }
}

static void test_rectangles(void **state)
{
    (void)state;
    uint64_t random = 26;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 4 && set_level(level); k++) {
            static const char *const specs[] = {"strided:window_size=20,stride=8", "normal",
                                                "fixed:window_size=30", "bigbird"};
            stm_mask *whole, *mask;
            stm_rectangle part = {k == 1 ? 298 : 100, k == 1 ? 2 : 150, 13, 280};
            ASSERT_OK(stm_mask_from_spec(specs[k], 300, &whole, NULL));
            ASSERT_OK(stm_mask_rectangle(whole, &part, &mask, NULL));
            const stm_mask *masks[] = {mask};
            stm_attention_shape shape = {1, 1, 1, 32, 32};
            check(masks, 1, shape, specs[k], &random, 2);
            stm_mask_free(mask);
            stm_mask_free(whole);
        }
}

/* More queries than keys, with a mask for each head. */
static void test_many_queries(void **state)
{
    (void)state;
    static const char *const specs[] = {"strided:window_size=20,stride=8", "dense",
                                        "fixed:window_size=30", "bigbird",
                                        "causal - local:window_size=6"};
    static const int64_t keys[] = {2, 3, 40, 70};
    uint64_t random = 31;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 16 && set_level(level); k++) {
            stm_mask *masks[2];
            stm_rectangle part = {k % 3 * 20, 200, 0, keys[k / 4]};
            for (int h = 0; h < 2; h++) {
                stm_mask *whole;
                ASSERT_OK(stm_mask_from_spec(specs[k % 4 + h], 300, &whole, NULL));
                ASSERT_OK(stm_mask_rectangle(whole, &part, &masks[h], NULL));
                stm_mask_free(whole);
            }
            stm_attention_shape shape = {1, 2, 1, 16, 24};
            check((const stm_mask *const *)masks, 2, shape, specs[k % 4], &random, 2);
            stm_mask_free(masks[0]);
            stm_mask_free(masks[1]);
        }
}

static void test_errors(void **state)
{
    (void)state;
    stm_error e;
    stm_attention *a;
    stm_mask *mask = new_mask("normal", 0, 0, 4);
    const stm_mask *masks[] = {mask};
    stm_attention_shape shape = {.head_dim = 8};
    float data[32];
    stm_tensor t = {.data = data}, none = {.data = NULL};
    ASSERT_OK(stm_attention_new(masks, 1, &shape, &a, NULL, NULL));
    stm_attention_inputs in = {t, t, t};
    stm_attention_outputs out = {t, NULL};
    stm_attention_gradients all = {t, t, t, NULL}, few = {t, none, t, NULL};
    ASSERT_FAILS(stm_attention_backward(a, &in, &out, &t, &all, &e), STM_EINVAL, e,
                 "lse: has no data");
    out.lse = data;
    ASSERT_FAILS(stm_attention_backward(a, &in, &out, &t, &few, &e), STM_EINVAL, e,
                 "dk: has no data");
    all.dsinks = data;
    ASSERT_FAILS(stm_attention_backward(a, &in, &out, &t, &all, &e), STM_EINVAL, e,
                 "dsinks: the plan has no sinks");
    stm_attention_free(a);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_central_differences),
        cmocka_unit_test(test_every_pattern),
        cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_bands),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_large_sizes),
        cmocka_unit_test(test_shaping),
        cmocka_unit_test(test_shared_values),
        cmocka_unit_test(test_sinks),
        cmocka_unit_test(test_many_queries),
        cmocka_unit_test(test_rectangles),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
