/* Attention equals its definition in float64, for every pattern, shape and level of kernels. */
#include "attention.h"
#include "specs.h"

static const char *const levels[] = {"portable", "neon", "avx2", "avx512"};
static const int64_t dims[] = {8, 16, 40, 64, 80, 96, 128, 192, 256, 13, 33, 22, 47};
static const int64_t wide_dims[] = {288, 513, 576};
enum { NUM_LEVELS = sizeof levels / sizeof *levels, NUM_DIMS = sizeof dims / sizeof *dims };

/* Wide ones take long, and come now and then. */
static int64_t random_dim(uint64_t *random)
{
    return random_between(random, 0, 15) == 0 ? wide_dims[random_between(random, 0, 2)]
                                              : dims[random_between(random, 0, NUM_DIMS - 1)];
}

static const char *chosen_kernels(void)
{
    stm_mask *mask = new_mask("normal", 0, 0, 1);
    const stm_mask *masks[] = {mask};
    stm_attention_shape shape = {.head_dim = 8};
    stm_attention *attention;
    ASSERT_OK(stm_attention_new(masks, 1, &shape, &attention, NULL, NULL));
    const char *name = stm_attention_kernels(attention);
    stm_attention_free(attention);
    stm_mask_free(mask);
    return name;
}

/* False where the machine has no such kernels. */
static bool set_level(int level)
{
    assert_int_equal(setenv("STM_CPU", levels[level], 1), 0);
    bool has = strcmp(chosen_kernels(), levels[level]) == 0;
    static bool told[NUM_LEVELS];
    if (!has && !told[level])
        print_message("no %s kernels on this machine: their cases are left out\n", levels[level]);
    told[level] = told[level] || !has;
    return has;
}

/* Levels that the machine lacks leave it its best. */
static void test_choice(void **state)
{
    (void)state;
    assert_int_equal(unsetenv("STM_CPU"), 0);
    const char *best = chosen_kernels();
    assert_true(set_level(0));
    for (int level = 1; level < NUM_LEVELS; level++)
        if (!set_level(level))
            assert_string_equal(chosen_kernels(), best);
#if defined(__aarch64__)
    assert_string_equal(best, "neon");
#endif
    print_message("kernels: %s\n", best);
}

/* One case: arrays with rows of `stride` elements, those of values and outputs of `value_stride`,
 * heads and batches after each other. */
typedef struct attention_case {
    const stm_mask *const *masks;
    int64_t num_masks;
    stm_attention_shape shape;
    stm_attention_options options;
    int64_t stride, value_stride;
    guarded q, k, v, out, lse;
} attention_case;

static int64_t num_queries(const attention_case *c)
{
    return stm_mask_bounds(c->masks[0]).num_queries;
}

static int64_t num_keys(const attention_case *c)
{
    return stm_mask_bounds(c->masks[0]).num_keys;
}

/* Elements of `heads` heads of `rows` rows; the last row ends with its last element. */
static int64_t elements(const attention_case *c, int64_t heads, int64_t rows)
{
    return c->shape.batch * heads * rows * c->stride - (c->stride - c->shape.head_dim);
}

static int64_t value_elements(const attention_case *c, int64_t heads, int64_t rows)
{
    return c->shape.batch * heads * rows * c->value_stride - (c->value_stride - c->shape.value_dim);
}

static attention_case case_new(const stm_mask *const *masks, int64_t num_masks,
                               stm_attention_shape shape, int64_t stride, uint64_t *random,
                               double sigma)
{
    shape.value_dim = shape.value_dim == 0 ? shape.head_dim : shape.value_dim;
    attention_case c = {.masks = masks,
                        .num_masks = num_masks,
                        .shape = shape,
                        .stride = stride,
                        .value_stride = stride - shape.head_dim + shape.value_dim};
    int64_t queries = elements(&c, shape.heads, num_queries(&c));
    int64_t keys = elements(&c, shape.kv_heads, num_keys(&c));
    int64_t outputs = value_elements(&c, shape.heads, num_queries(&c));
    int64_t values = value_elements(&c, shape.kv_heads, num_keys(&c));
    c.q = guarded_new(queries);
    c.k = guarded_new(keys);
    c.v = guarded_new(values);
    c.out = guarded_new(outputs);
    c.lse = guarded_new(shape.batch * shape.heads * num_queries(&c));
    fill_normal(random, sigma, c.q.at, queries);
    fill_normal(random, sigma, c.k.at, keys);
    fill_normal(random, sigma, c.v.at, values);
    fill_normal(random, 1, c.out.at, outputs);
    return c;
}

static void case_free(attention_case *c)
{
    guarded *all[] = {&c->q, &c->k, &c->v, &c->out, &c->lse};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        guarded_free(all[k]);
}

static stm_tensor tensor(const guarded *g, int64_t heads, int64_t rows, int64_t stride)
{
    return (stm_tensor){g->at, heads * rows * stride, rows * stride, stride};
}

static void run_case(const attention_case *c)
{
    stm_attention *attention;
    stm_error error = {.message = ""};
    stm_attention_inputs inputs = {tensor(&c->q, c->shape.heads, num_queries(c), c->stride),
                                   tensor(&c->k, c->shape.kv_heads, num_keys(c), c->stride),
                                   tensor(&c->v, c->shape.kv_heads, num_keys(c), c->value_stride)};
    stm_attention_outputs outputs = {
        tensor(&c->out, c->shape.heads, num_queries(c), c->value_stride), c->lse.at};
    ASSERT_OK(
        stm_attention_new(c->masks, c->num_masks, &c->shape, &attention, &error, &c->options));
    ASSERT_OK(stm_attention_forward(attention, &inputs, &outputs, &error));
    stm_attention_free(attention);
}

static bool is_near(double wanted, double got, double tolerance)
{
    if (isnan(wanted))
        return isnan(got);
    return wanted == got || fabs(wanted - got) <= tolerance;
}

/* Compares every `each`-th row. */
static void check_case(const attention_case *c, const char *what, int64_t each, double tolerance)
{
    int dim = (int)c->shape.head_dim, value_dim = (int)c->shape.value_dim;
    widths w = {dim, value_dim, c->stride, c->value_stride};
    stm_rectangle b = stm_mask_bounds(c->masks[0]);
    logit_rule how = {c->options.scale == 0 ? 1 / sqrt(dim) : (double)c->options.scale,
                      (double)c->options.soft_cap, 0, NULL};
    double wanted[STM_MAX_HEAD_DIM], lse;
    for (int64_t h = 0; h < c->shape.batch * c->shape.heads; h++) {
        int64_t head = h % c->shape.heads, group = c->shape.heads / c->shape.kv_heads;
        int64_t kv = h / c->shape.heads * c->shape.kv_heads + head / group;
        how.slope = c->options.slopes == NULL ? 0 : (double)c->options.slopes[head];
        how.sink = c->options.sinks == NULL ? NULL : &c->options.sinks[head];
        stm_reader *reader;
        ASSERT_OK(stm_reader_new(c->masks[c->num_masks == 1 ? 0 : head], &reader, NULL));
        for (int64_t r = 0; r < b.num_queries; r += each) {
            int64_t row = h * b.num_queries + r;
            const float *got = c->out.at + row * c->value_stride;
            reference_row(reader, b.first_key, b.first_query + r, w, how, c->q.at + row * c->stride,
                          c->k.at + kv * b.num_keys * c->stride,
                          c->v.at + kv * b.num_keys * c->value_stride, wanted, &lse);
            if (!is_near(lse, (double)c->lse.at[row], 4 * tolerance))
                fail_msg("%s, %s: lse of row %jd is %.9g, must be %.9g", what, getenv("STM_CPU"),
                         (intmax_t)row, (double)c->lse.at[row], lse);
            for (int x = 0; x < value_dim; x++)
                if (!is_near(wanted[x], (double)got[x], tolerance))
                    fail_msg("%s, %s, head_dim %d, value_dim %d: element %d of row %jd is %.9g, "
                             "must be %.9g",
                             what, getenv("STM_CPU"), dim, value_dim, x, (intmax_t)row,
                             (double)got[x], wanted[x]);
        }
        stm_reader_free(reader);
    }
}

/* Values are as wide as keys, or not. */
static void check_mask(const stm_mask *mask, const char *what, int64_t dim, uint64_t *random,
                       int64_t each)
{
    stm_attention_shape shape = {1, 1, 1, dim, 0};
    if (random_between(random, 0, 1) == 0)
        shape.value_dim = random_dim(random);
    attention_case c = case_new(&mask, 1, shape, dim, random, 1);
    const float sink = random_normal(random, 2);
    if (random_between(random, 0, 3) == 0)
        c.options.sinks = &sink;
    c.options.threads = (int)random_between(random, 1, 3);
    run_case(&c);
    check_case(&c, what, each, 5e-6);
    case_free(&c);
}

/* Every pattern at every size; the levels of the machine take turns. */
static void test_every_pattern(void **state)
{
    (void)state;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    uint64_t random = 11;
    int present[NUM_LEVELS], num_present = 0;
    for (int level = 0; level < NUM_LEVELS; level++)
        if (set_level(level))
            present[num_present++] = level;
    for (int n = 0; n < num_present; n++) {
        assert_true(set_level(present[n]));
        for (int64_t size = 1; size <= 200; size++)
            for (size_t p = 0; p < num; p++) {
                char spec[1000];
                stm_mask *mask;
                if ((size + (int64_t)p) % num_present != n ||
                    !random_spec(&random, patterns[p], size, spec, sizeof spec))
                    continue;
                ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
                check_mask(mask, spec, random_dim(&random), &random, 1);
                stm_mask_free(mask);
            }
    }
}

static void test_compositions(void **state)
{
    (void)state;
    uint64_t random = 12;
    for (int level = 0; level < NUM_LEVELS; level++) {
        if (!set_level(level))
            continue;
        for (int k = 0; k < 120; k++) {
            char spec[8000];
            stm_mask *mask;
            int64_t size = random_between(&random, 1, 200);
            random_composition(&random, size, 2, spec, sizeof spec);
            ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
            check_mask(mask, spec, random_dim(&random), &random, 1);
            stm_mask_free(mask);
        }
    }
}

static void test_bands(void **state)
{
    (void)state;
    uint64_t random = 23;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 200 && set_level(level); k++) {
            char what[40];
            stm_mask *mask = random_banded(&random, random_between(&random, 1, 300));
            snprintf(what, sizeof what, "bands %d", k);
            check_mask(mask, what, random_dim(&random), &random, 1);
            stm_mask_free(mask);
        }
}

static const char *const large[] = {
    "normal",
    "dense",
    "strided:window_size=128,stride=32",
    "strided:window_size=17,stride=31",
    "strided:window_size=64,stride=7",
    "strided_child:stride=33",
    "strided_child:stride=20,part=2",
    "fixed:window_size=128",
    "fixed:window_size=19",
    "fixed_child:block=32,summary=3",
    "sliding_window:window_size=129",
    "dilated_sliding_window:window_size=40,dilation=17",
    "streaming:start=5,recent=100",
    "local:window_size=77",
    "bigbird",
    "random:per_row=40",
    "strided:window_size=50,stride=64 + global:tokens=0-3/500",
    "normal - sliding_window:window_size=64",
    "(sliding_window:window_size=64 + global:tokens=0-3/77) & causal",
    "document:lengths=40/100/23/90 & causal",
    "streaming:start=3,recent=30 & document:lengths=40/100/23/90",
    "neighborhood:window=21,dilation=3",
    "longnet:segment=128,rate=3,offset=1",
    "vertical_slash:vertical=0-2/50/90-120,slash=0-31/64/65/200-230",
};

static void test_large_sizes(void **state)
{
    (void)state;
    uint64_t random = 13;
    for (int level = 0; level < NUM_LEVELS; level++) {
        if (!set_level(level))
            continue;
        for (size_t k = 0; k < sizeof large / sizeof *large; k++)
            for (int which = 0; which < 2; which++) {
                stm_mask *mask;
                int64_t size = which == 0 ? 1021 : 4099;
                if (which == 1 && level == 0)
                    continue;
                ASSERT_OK(stm_mask_from_spec(large[k], size, &mask, NULL));
                check_mask(mask, large[k], random_dim(&random), &random, which == 0 ? 7 : 101);
                stm_mask_free(mask);
            }
    }
}

/* The widths of latent attention, as it is trained and as it decodes, and the other way round. */
static void test_wide_rows(void **state)
{
    (void)state;
    static const int64_t widths_of[][2] = {{192, 128}, {576, 512}, {512, 576}};
    uint64_t random = 25;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (size_t k = 0; k < sizeof large / sizeof *large && set_level(level); k++) {
            stm_mask *mask;
            ASSERT_OK(stm_mask_from_spec(large[k], 270, &mask, NULL));
            const stm_mask *masks[] = {mask};
            stm_attention_shape shape = {1, 2, 1, widths_of[k % 3][0], widths_of[k % 3][1]};
            attention_case c = case_new(masks, 1, shape, shape.head_dim + 5, &random, 1);
            run_case(&c);
            check_case(&c, large[k], 7, 5e-6);
            case_free(&c);
            stm_mask_free(mask);
        }
}

static void test_heads_strides_and_threads(void **state)
{
    (void)state;
    static const char *const specs[] = {"strided:window_size=20,stride=8", "fixed:window_size=32",
                                        "strided:window_size=9,stride=3 + global:tokens=0",
                                        "dilated_sliding_window:window_size=8,dilation=5"};
    uint64_t random = 14;
    stm_mask *masks[4];
    for (int k = 0; k < 4; k++)
        ASSERT_OK(stm_mask_from_spec(specs[k], 300, &masks[k], NULL));
    for (int level = 0; level < NUM_LEVELS; level++) {
        if (!set_level(level))
            continue;
        stm_attention_shape shape = {2, 4, 2, 40, 56};
        attention_case c = case_new((const stm_mask *const *)masks, 4, shape, 47, &random, 1);
        size_t bytes = (size_t)value_elements(&c, 4, 300) * sizeof(float);
        float *first = malloc(bytes);
        assert_non_null(first);
        for (int threads = 1; threads <= 5; threads++) {
            c.options.threads = threads;
            c.options.scale = 0.25F;
            run_case(&c);
            if (threads == 1) {
                check_case(&c, "heads", 1, 5e-6);
                memcpy(first, c.out.at, bytes);
            }
            assert_memory_equal(first, c.out.at, bytes);
        }
        free(first);
        case_free(&c);
    }
    for (int k = 0; k < 4; k++)
        stm_mask_free(masks[k]);
}

static void test_rectangles(void **state)
{
    (void)state;
    static const int64_t queries[][2] = {{499, 1}, {0, 1}, {120, 300}, {431, 69}, {250, 5}};
    uint64_t random = 15;
    for (int level = 0; level < NUM_LEVELS; level++) {
        if (!set_level(level))
            continue;
        for (size_t k = 0; k < sizeof large / sizeof *large; k++)
            for (size_t r = 0; r < 5; r++) {
                stm_mask *whole, *mask;
                stm_rectangle part = {queries[r][0], queries[r][1], 0, 500};
                if (r % 2 == 1) {
                    part.first_key = 37;
                    part.num_keys = 400;
                }
                ASSERT_OK(stm_mask_from_spec(large[k], 500, &whole, NULL));
                ASSERT_OK(stm_mask_rectangle(whole, &part, &mask, NULL));
                check_mask(mask, large[k], 40, &random, 1);
                stm_mask_free(mask);
                stm_mask_free(whole);
            }
    }
}

/* More queries than keys, under one mask and one for each head. */
static void test_many_queries(void **state)
{
    (void)state;
    uint64_t random = 24;
    const float sinks[] = {1, -2};
    stm_attention_shape shape = {1, 2, 1, 40, 24};
    for (int level = 0; level < NUM_LEVELS; level++)
        for (size_t k = 0; k + 1 < sizeof large / sizeof *large && set_level(level); k++)
            for (int n = 0; n < 3; n++) {
                stm_rectangle part = {n == 2 ? 300 : 0, n == 2 ? 200 : 500, n == 2 ? 260 : 0,
                                      n == 0 ? 3 : 90};
                stm_mask *whole, *masks[2];
                for (size_t h = 0; h < 2; h++) {
                    ASSERT_OK(stm_mask_from_spec(large[k + h], 500, &whole, NULL));
                    ASSERT_OK(stm_mask_rectangle(whole, &part, &masks[h], NULL));
                    stm_mask_free(whole);
                }
                attention_case c =
                    case_new((const stm_mask *const *)masks, n == 1 ? 2 : 1, shape, 40, &random, 1);
                c.options.sinks = n == 2 ? NULL : sinks;
                run_case(&c);
                check_case(&c, large[k], 1, 5e-6);
                case_free(&c);
                stm_mask_free(masks[0]);
                stm_mask_free(masks[1]);
            }
}

/* Logits of sigma 100, of -infinity, of infinity, of large finite numbers, and all equal. */
static void test_extreme_logits(void **state)
{
    (void)state;
    uint64_t random = 16;
    stm_attention_shape shape = {1, 1, 1, 16, 16};
    for (int level = 0; level < NUM_LEVELS; level++)
        for (size_t k = 0; k < sizeof large / sizeof *large; k++)
            for (int kind = 0; kind < 5; kind++) {
                stm_mask *mask;
                if (!set_level(level))
                    continue;
                ASSERT_OK(stm_mask_from_spec(large[k], 333, &mask, NULL));
                const stm_mask *masks[] = {mask};
                attention_case c = case_new(masks, 1, shape, 16, &random, kind == 0 ? 10 : 1);
                for (int64_t j = 0; j < 333 * 16; j++) {
                    if (kind == 1)
                        c.k.at[j] = 1;
                    if (kind == 2 || kind == 3) /* some logits -infinity, or all of them */
                        c.q.at[j] = 1;
                    if (kind == 4)
                        c.q.at[j] = j % 16 == 0 ? -1e30F : 0;
                }
                for (int64_t j = 0; j < 333; j++) {
                    if (kind == 3 || (kind == 2 && j % 3 != 0))
                        c.k.at[j * 16] = -INFINITY;
                    if (kind == 4)
                        c.k.at[j * 16] = 1;
                }
                run_case(&c);
                check_case(&c, large[k], 1, kind == 0 ? 4e-3 : 1e-5);
                case_free(&c);
                stm_mask_free(mask);
            }
}

/* Soft caps and slopes, each alone and both. */
static void test_shaping(void **state)
{
    (void)state;
    static const float slopes[] = {0.5F, 0.01F};
    uint64_t random = 19;
    stm_attention_shape shape = {1, 2, 1, 24, 40};
    for (int level = 0; level < NUM_LEVELS; level++)
        for (size_t k = 0; k < sizeof large / sizeof *large; k++)
            for (int kind = 1; kind < 4 && set_level(level); kind++)
                for (int last = 0; last < 2; last++) {
                    stm_mask *whole, *mask;
                    stm_rectangle part = {last == 0 ? 0 : 398, last == 0 ? 400 : 2, 0, 400};
                    ASSERT_OK(stm_mask_from_spec(large[k], 400, &whole, NULL));
                    ASSERT_OK(stm_mask_rectangle(whole, &part, &mask, NULL));
                    const stm_mask *masks[] = {mask};
                    attention_case c = case_new(masks, 1, shape, 24, &random, 1);
                    c.options.soft_cap = (kind & 1) != 0 ? 1.5F : 0;
                    c.options.slopes = (kind & 2) != 0 ? slopes : NULL;
                    run_case(&c);
                    check_case(&c, large[k], 3, 5e-6);
                    case_free(&c);
                    stm_mask_free(mask);
                    stm_mask_free(whole);
                }
}

/* Queries of a mask for all heads that see nothing have zeros, and the sink for their lse. Returns
 * how many there are. */
static int check_unseeing(const attention_case *c)
{
    stm_rectangle b = stm_mask_bounds(c->masks[0]);
    stm_reader *reader;
    int num = 0;
    ASSERT_OK(stm_reader_new(c->masks[0], &reader, NULL));
    for (int64_t r = 0; r < b.num_queries; r++) {
        const stm_run *runs;
        int64_t num_runs;
        ASSERT_OK(stm_reader_row(reader, b.first_query + r, &runs, &num_runs));
        for (int64_t h = 0; num_runs == 0 && h < c->shape.heads; h++, num++) {
            int64_t row = h * b.num_queries + r;
            assert_true(c->lse.at[row] == c->options.sinks[h]);
            for (int64_t x = 0; x < c->shape.value_dim; x++)
                assert_true(c->out.at[row * c->value_stride + x] == 0);
        }
    }
    stm_reader_free(reader);
    return num;
}

/* Sinks below all logits, among them, above them, and so far off that one of the two is nothing;
 * with shaping, which leaves them alone, keys that are not finite, and queries that see nothing,
 * whose lse is the sink. */
static void test_sinks(void **state)
{
    (void)state;
    static const float sinks[][2] = {{-5, 0}, {1.5F, 8}, {-1e38F, 1e38F}, {100, -300}, {0, 0}};
    static const float slopes[] = {0.5F, 0.01F};
    enum { NUM_LARGE = sizeof large / sizeof *large, NUM_SINKS = sizeof sinks / sizeof *sinks };
    uint64_t random = 23;
    stm_attention_shape shape = {1, 2, 1, 24, 40};
    int num_unseeing = 0;
    for (int level = 0; level < NUM_LEVELS; level++)
        for (int k = 0; k < 2 * NUM_LARGE && set_level(level); k++)
            for (int last = 0; last < 2; last++) {
                const float *sink = sinks[k % NUM_SINKS];
                char spec[1000];
                stm_mask *whole, *mask;
                stm_rectangle part = {last == 0 ? 0 : 398, last == 0 ? 400 : 2, 0, 400};
                snprintf(spec, sizeof spec, k % 3 == 0 ? "(%s) - local:window_size=9" : "%s",
                         large[k / 2]);
                ASSERT_OK(stm_mask_from_spec(spec, 400, &whole, NULL));
                ASSERT_OK(stm_mask_rectangle(whole, &part, &mask, NULL));
                const stm_mask *masks[] = {mask};
                attention_case c = case_new(masks, 1, shape, 24, &random, 1);
                c.options.sinks = sink;
                c.options.soft_cap = k % 4 == 1 ? 1.5F : 0;
                c.options.slopes = k % 4 == 2 ? slopes : NULL;
                if (k % 4 == 3) {
                    c.k.at[100 * 24] = NAN;
                    c.k.at[200 * 24] = INFINITY;
                }
                run_case(&c);
                check_case(&c, spec, 3, 1e-5);
                num_unseeing += check_unseeing(&c);
                case_free(&c);
                stm_mask_free(mask);
                stm_mask_free(whole);
            }
    assert_true(num_unseeing > 100);
}

/* What is not finite in a key or value reaches the queries that see it, and no others. */
static void test_not_finite(void **state)
{
    (void)state;
    uint64_t random = 17;
    stm_attention_shape shape = {1, 1, 1, 24, 24};
    for (int level = 0; level <= NUM_LEVELS; level++)
        for (size_t k = 0; k < sizeof large / sizeof *large; k++)
            for (int kind = 0; kind < 7; kind++) {
                stm_mask *mask;
                if (level < NUM_LEVELS && !set_level(level))
                    continue;
                ASSERT_OK(stm_mask_from_spec(large[k], 400, &mask, NULL));
                const stm_mask *masks[] = {mask};
                attention_case c = case_new(masks, 1, shape, 24, &random, 1);
                const float values[] = {NAN, INFINITY, NAN, -INFINITY, INFINITY, NAN, INFINITY};
                guarded *in = kind > 4 ? &c.q : kind < 2 ? &c.v : &c.k;
                if (level == NUM_LEVELS) {
                    assert_int_equal(unsetenv("STM_CPU"), 0);
                    c.options.precision = STM_PRECISION_BF16X3;
                }
                in->at[random_between(&random, 0, 399) * 24 + 5] = values[kind];
                in->at[200 * 24] = values[kind];
                run_case(&c);
                check_case(&c, large[k], 1, level == NUM_LEVELS ? 1e-4 : 5e-6);
                case_free(&c);
                stm_mask_free(mask);
            }
}

static double half(uint16_t bits)
{
    int exponent = bits >> 10 & 31;
    double fraction = (double)(bits & 1023) / 1024;
    double value = exponent == 0    ? ldexp(fraction, -14)
                   : exponent == 31 ? (fraction == 0 ? (double)INFINITY : (double)NAN)
                                    : ldexp(1 + fraction, exponent - 15);
    return bits >> 15 ? -value : value;
}

/* Inputs of 16 bits come out as the same numbers of 32. */
static void test_elements(void **state)
{
    (void)state;
    uint64_t random = 18;
    enum { SIZE = 333, DIM = 40, NUM = SIZE * DIM };
    stm_attention_shape shape = {1, 1, 1, DIM, DIM};
    float *wide = malloc(3 * NUM * sizeof *wide), *out = malloc(2 * NUM * sizeof *out);
    float *changes = malloc(6 * NUM * sizeof *changes), lse[2 * SIZE];
    assert_true(wide != NULL && out != NULL && changes != NULL);
    for (int level = 0; level < NUM_LEVELS; level++)
        for (size_t k = 0; k < sizeof large / sizeof *large; k++)
            for (int kind = 0; kind < 2 && set_level(level); kind++) {
                stm_mask *mask;
                stm_attention *plans[2];
                stm_attention_inputs in[2];
                guarded narrow[3];
                ASSERT_OK(stm_mask_from_spec(large[k], SIZE, &mask, NULL));
                const stm_mask *masks[] = {mask};
                for (int n = 0; n < 3; n++) {
                    narrow[n] = guarded_new(NUM / 2);
                    uint16_t *at = (uint16_t *)(void *)narrow[n].at;
                    for (int e = 0; e < NUM; e++) {
                        /* Exponents from subnormal to 2; of bf16 about the same. */
                        at[e] = (uint16_t)(random_bits(&random) & 0xbfff);
                        if (kind == 1)
                            at[e] = (uint16_t)((at[e] & 0x807f) | random_between(&random, 110, 128)
                                                                      << 7);
                        uint32_t bits = (uint32_t)at[e] << 16;
                        memcpy(&wide[n * NUM + e], &bits, sizeof bits);
                        if (kind == 0)
                            wide[n * NUM + e] = (float)half(at[e]);
                    }
                    stm_tensor *to[] = {&in[0].q, &in[0].k, &in[0].v, &in[1].q, &in[1].k, &in[1].v};
                    *to[n] = (stm_tensor){.data = wide + n * NUM};
                    *to[3 + n] = (stm_tensor){.data = at};
                }
                for (int n = 0; n < 2; n++) {
                    float *change = changes + 3 * n * NUM;
                    stm_attention_outputs outputs = {{.data = out + n * NUM}, lse + n * SIZE};
                    stm_attention_gradients g = {.dq = {.data = change},
                                                 .dk = {.data = change + NUM},
                                                 .dv = {.data = change + 2 * NUM}};
                    stm_attention_options options = {.element = n == 0      ? STM_ELEMENT_F32
                                                                : kind == 0 ? STM_ELEMENT_F16
                                                                            : STM_ELEMENT_BF16};
                    ASSERT_OK(stm_attention_new(masks, 1, &shape, &plans[n], NULL, &options));
                    ASSERT_OK(stm_attention_forward(plans[n], &in[n], &outputs, NULL));
                    ASSERT_OK(
                        stm_attention_backward(plans[n], &in[n], &outputs, &in[0].q, &g, NULL));
                    stm_attention_free(plans[n]);
                }
                assert_memory_equal(out, out + NUM, NUM * sizeof *out);
                assert_memory_equal(lse, lse + SIZE, SIZE * sizeof *lse);
                assert_memory_equal(changes, changes + 3 * NUM, 3 * NUM * sizeof *changes);
                for (int n = 0; n < 3; n++)
                    guarded_free(&narrow[n]);
                stm_mask_free(mask);
            }
    free(wide);
    free(out);
    free(changes);
}

/* Less precise products come near the definition, the same for any number of threads. Where the
 * processor has no AMX they are those of fp32. */
static void test_precisions(void **state)
{
    (void)state;
    static const double tolerances[] = {0, 0.05, 1e-4};
    static const int64_t sizes[] = {1, 7, 64, 333, 1021};
    static const float sinks[] = {2, -1};
    uint64_t random = 21;
    assert_int_equal(unsetenv("STM_CPU"), 0);
    for (size_t k = 0; k < sizeof large / sizeof *large; k++)
        for (int precision = STM_PRECISION_BF16; precision <= STM_PRECISION_BF16X3; precision++)
            for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
                stm_mask *mask;
                if (stm_mask_from_spec(large[k], sizes[n], &mask, NULL) != STM_OK)
                    continue;
                const stm_mask *masks[] = {mask};
                int64_t dim = random_dim(&random);
                stm_attention_shape shape = {1, 2, 1, dim, 0};
                if (n % 2 == 1)
                    shape.value_dim = random_dim(&random);
                attention_case c = case_new(masks, 1, shape, dim + 3, &random, 1);
                size_t bytes = (size_t)value_elements(&c, 2, sizes[n]) * sizeof(float);
                float *first = malloc(bytes);
                assert_non_null(first);
                c.options.precision = (stm_precision)precision;
                c.options.soft_cap = n == 3 ? 5 : 0;
                c.options.sinks = n == 2 ? sinks : NULL;
                c.options.threads = 3;
                run_case(&c);
                memcpy(first, c.out.at, bytes);
                check_case(&c, large[k], sizes[n] < 1000 ? 1 : 13, tolerances[precision]);
                c.options.threads = 1;
                run_case(&c);
                assert_memory_equal(first, c.out.at, bytes);
                free(first);
                case_free(&c);
                stm_mask_free(mask);
            }
}

/* What tells the precisions apart: their errors, where the processor has them. */
static void test_precisions_are_used(void **state)
{
    (void)state;
    uint64_t random = 22;
    stm_mask *mask = new_mask("normal", 0, 0, 500);
    const stm_mask *masks[] = {mask};
    stm_attention_shape shape = {1, 1, 1, 64, 64};
    attention_case c = case_new(masks, 1, shape, 64, &random, 1);
    enum { NUM = 500 * 64 };
    float *out[3];
    assert_int_equal(unsetenv("STM_CPU"), 0);
    for (int p = 0; p < 3; p++) {
        c.options.precision = (stm_precision)p;
        run_case(&c);
        out[p] = malloc(NUM * sizeof(float));
        assert_non_null(out[p]);
        memcpy(out[p], c.out.at, NUM * sizeof(float));
    }
    double errors[3] = {0};
    for (int p = 1; p < 3; p++)
        for (int e = 0; e < NUM; e++) {
            double error = fabs((double)out[p][e] - (double)out[0][e]);
            errors[p] = error > errors[p] ? error : errors[p];
        }
    c.options.precision = STM_PRECISION_BF16;
    stm_attention *attention;
    ASSERT_OK(stm_attention_new(masks, 1, &shape, &attention, NULL, &c.options));
    if (strcmp(stm_attention_kernels(attention), "amx bf16") == 0) {
        assert_true(errors[1] > 1e-4 && errors[1] < 3e-2);
        assert_true(errors[2] > 0 && errors[2] < 1e-4);
    } else {
        print_message("no AMX on this machine: precisions are not told apart\n");
        assert_true(errors[1] == 0 && errors[2] == 0);
    }
    assert_int_equal(setenv("STM_CPU", "avx512", 1), 0);
    run_case(&c);
    assert_memory_equal(out[0], c.out.at, NUM * sizeof(float));
    for (int p = 0; p < 3; p++)
        free(out[p]);
    stm_attention_free(attention);
    case_free(&c);
    stm_mask_free(mask);
}

static void test_errors(void **state)
{
    (void)state;
    stm_error e;
    stm_attention *a = NULL;
    stm_mask *mask = new_mask("normal", 0, 0, 10), *other = new_mask("normal", 0, 0, 11);
    const stm_mask *masks[] = {mask, other};
    stm_attention_shape shape = {.head_dim = 7};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, NULL), STM_EINVAL, e,
                 "head_dim 7: must be from 8 to 576");
    shape = (stm_attention_shape){.head_dim = 8, .value_dim = 577};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, NULL), STM_EINVAL, e,
                 "value_dim 577: must be from 8 to 576");
    shape = (stm_attention_shape){1, 4, 3, 64, 0};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, NULL), STM_EINVAL, e,
                 "kv_heads 3: must divide heads, 4");
    shape = (stm_attention_shape){-1, 2, 1, 64, 0};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, NULL), STM_EINVAL, e,
                 "batch -1: must be from 1 to 1048576");
    shape.batch = 1;
    ASSERT_FAILS(stm_attention_new(masks, 3, &shape, &a, &e, NULL), STM_EINVAL, e,
                 "3 masks: must be 1, or one for each of 2 heads");
    ASSERT_FAILS(stm_attention_new(masks, 2, &shape, &a, &e, NULL), STM_EINVAL, e,
                 "the mask of head 1: must have the bounds of head 0's");
    stm_attention_options options = {.threads = -1};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, &options), STM_EINVAL, e,
                 "threads -1: must be at least 0");
    options = (stm_attention_options){.precision = (stm_precision)3};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, &options), STM_EINVAL, e,
                 "precision 3: must be one of stm_precision");
    options = (stm_attention_options){.soft_cap = -1};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, &options), STM_EINVAL, e,
                 "soft cap -1: must be finite and at least 0");
    const float slopes[] = {1, NAN};
    options = (stm_attention_options){.slopes = slopes};
    shape = (stm_attention_shape){1, 2, 1, 64, 0};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, &options), STM_EINVAL, e,
                 "slope nan of head 1: must be finite");
    const float sinks[] = {1e38F, 1.01e38F};
    options = (stm_attention_options){.sinks = sinks};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, &options), STM_EINVAL, e,
                 "sink 1.01e+38 of head 1: must be from -1e38 to 1e38");
    options = (stm_attention_options){.sinks = slopes};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, &options), STM_EINVAL, e,
                 "sink nan of head 1: must be from -1e38 to 1e38");
    options = (stm_attention_options){.element = (stm_element)3};
    ASSERT_FAILS(stm_attention_new(masks, 1, &shape, &a, &e, &options), STM_EINVAL, e,
                 "element 3: must be one of stm_element");
    assert_null(a);
    shape = (stm_attention_shape){.head_dim = 8};
    ASSERT_OK(stm_attention_new(masks, 1, &shape, &a, &e, NULL));
    float data[80];
    stm_tensor whole = {.data = data}, narrow = {data, 80, 80, 7}, none = {.data = NULL};
    stm_attention_inputs inputs = {whole, narrow, whole};
    stm_attention_outputs outputs = {.out = whole};
    ASSERT_FAILS(stm_attention_forward(a, &inputs, &outputs, &e), STM_EINVAL, e,
                 "k: row stride 7: must be at least head_dim, 8");
    inputs = (stm_attention_inputs){whole, whole, narrow};
    ASSERT_FAILS(stm_attention_forward(a, &inputs, &outputs, &e), STM_EINVAL, e,
                 "v: row stride 7: must be at least value_dim, 8");
    inputs = (stm_attention_inputs){none, whole, whole};
    ASSERT_FAILS(stm_attention_forward(a, &inputs, &outputs, &e), STM_EINVAL, e, "q: has no data");
    stm_attention_free(a);
    stm_attention_free(NULL);
    stm_mask_free(mask);
    stm_mask_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_every_pattern),
        cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_bands),
        cmocka_unit_test(test_wide_rows),
        cmocka_unit_test(test_large_sizes),
        cmocka_unit_test(test_heads_strides_and_threads),
        cmocka_unit_test(test_rectangles),
        cmocka_unit_test(test_extreme_logits),
        cmocka_unit_test(test_shaping),
        cmocka_unit_test(test_sinks),
        cmocka_unit_test(test_not_finite),
        cmocka_unit_test(test_many_queries),
        cmocka_unit_test(test_elements),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_precisions),
        cmocka_unit_test(test_precisions_are_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
