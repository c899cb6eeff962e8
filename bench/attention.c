/* How fast attention is: each pattern's share of the machine's own fp32 peak, on useful operations
 * (4 head_dim for each point of the mask), strided beside our own dense, one thread and two.
 *
 *   build/gcc/bench/bench_attention
 *
 * All inputs of a table are run in turn, so that a disturbance meets all of them. */
#include "bench.h"

#include <inttypes.h>

#include <stmask/stmask.h>

enum { DIM = 64, MOST = 16 };

static _Noreturn void fail(const stm_error *error)
{
    fprintf(stderr, "bench_attention: %s\n", error->message);
    exit(1);
}

typedef struct bench_case {
    const char *spec;
    int64_t size;
    double floor, goal; /* shares of the peak aimed at */
    double operations;
    stm_attention *plans[2]; /* for one thread and two */
    bench_times forward[2];
} bench_case;

/* Inputs and outputs of the largest size, shared by all. */
static float *q, *k, *v, *out, *lse;

static void make_inputs(int64_t size)
{
    size_t num = (size_t)size * DIM;
    uint64_t state = 1;
    float **all[] = {&q, &k, &v, &out};
    for (size_t n = 0; n < 4; n++) {
        *all[n] = malloc(num * sizeof(float));
        if (*all[n] == NULL)
            exit(1);
        for (size_t e = 0; e < num; e++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            (*all[n])[e] = (float)((double)(state >> 40) / 16777216 * 3.4 - 1.7);
        }
    }
    lse = malloc((size_t)size * sizeof *lse);
    if (lse == NULL)
        exit(1);
}

static void make_plans(bench_case *c)
{
    stm_error error;
    stm_mask *mask;
    int64_t points;
    stm_attention_shape shape = {.head_dim = DIM};
    if (stm_mask_from_spec(c->spec, c->size, &mask, &error) != STM_OK ||
        stm_mask_count(mask, &points, &error) != STM_OK)
        fail(&error);
    const stm_mask *masks[] = {mask};
    c->operations = 4.0 * DIM * (double)points;
    for (int threads = 1; threads <= 2; threads++) {
        stm_attention_options options = {.threads = threads};
        if (stm_attention_new(masks, 1, &shape, &c->plans[threads - 1], &error, &options) != STM_OK)
            fail(&error);
    }
    stm_mask_free(mask);
}

static double forward(const stm_attention *plan)
{
    stm_error error;
    stm_tensor tq = {.data = q}, tk = {.data = k}, tv = {.data = v}, tout = {.data = out};
    double begin = bench_seconds();
    if (stm_attention_forward(plan, &tq, &tk, &tv, &tout, lse, &error) != STM_OK)
        fail(&error);
    return bench_seconds() - begin;
}

static void bench_table(bench_case *cases, int num)
{
    bench_times peaks = {.num = 0};
    for (int c = 0; c < num; c++) {
        make_plans(&cases[c]);
        forward(cases[c].plans[0]);
    }
    for (int run = 0; run < BENCH_RUNS; run++)
        for (int c = 0; c < num; c++) {
            if (c == num / 2)
                bench_add(&peaks, stm_attention_peak());
            for (int threads = 0; threads < 2; threads++)
                bench_add(&cases[c].forward[threads], forward(cases[c].plans[threads]));
        }
    double peak = bench_median(&peaks);
    printf("N = %" PRId64 ", head_dim %d, one head, %s kernels; peak of one thread %.1f GFLOP/s\n",
           cases[0].size, DIM, stm_attention_kernels(cases[0].plans[0]), peak * 1e-9);
    printf("  %-48s %9s %8s %7s %6s %6s %8s %9s\n", "", "ms", "GFLOP/s", "share", "floor", "goal",
           "2 thr.", "of normal");
    for (int c = 0; c < num; c++) {
        double one = bench_median(&cases[c].forward[0]), two = bench_median(&cases[c].forward[1]);
        printf("  %-48s %9.3f %8.1f %6.1f%% %5.0f%% %5.0f%% %7.2fx %8.1fx\n", cases[c].spec,
               one * 1e3, cases[c].operations / one * 1e-9, 100 * cases[c].operations / one / peak,
               100 * cases[c].floor, 100 * cases[c].goal, one / two,
               bench_median(&cases[0].forward[0]) / one);
        stm_attention_free(cases[c].plans[0]);
        stm_attention_free(cases[c].plans[1]);
    }
    printf("\n");
}

/* The spill that gcc makes of arrays of accumulators costs three quarters of this. */
int main(void)
{
    bench_case small[] = {
        {.spec = "normal", .size = 4096, .floor = 0.70, .goal = 0.75},
        {.spec = "dense", .size = 4096, .floor = 0.70, .goal = 0.75},
        {.spec = "strided:window_size=64,stride=64", .size = 4096},
        {.spec = "strided:window_size=64,stride=64 + global:tokens=0-3", .size = 4096},
        {.spec = "bigbird", .size = 4096},
        {.spec = "random:per_row=64", .size = 4096},
    };
    bench_case middle[] = {
        {.spec = "normal", .size = 16384, .floor = 0.70, .goal = 0.75},
        {.spec = "strided:window_size=128,stride=128", .size = 16384, .floor = 0.42, .goal = 0.50},
        {.spec = "fixed:window_size=128", .size = 16384, .floor = 0.50, .goal = 0.60},
        {.spec = "sliding_window:window_size=128", .size = 16384, .floor = 0.50, .goal = 0.60},
        {.spec = "dilated_sliding_window:window_size=128,dilation=2",
         .size = 16384,
         .floor = 0.40,
         .goal = 0.48},
        {.spec = "dilated_sliding_window:window_size=128,dilation=128",
         .size = 16384,
         .floor = 0.40,
         .goal = 0.48},
    };
    bench_case large[] = {
        {.spec = "normal", .size = 65536, .floor = 0.70, .goal = 0.75},
        {.spec = "strided:window_size=256,stride=256", .size = 65536, .floor = 0.50, .goal = 0.57},
    };
    bench_machine();
    make_inputs(65536);
    bench_table(small, sizeof small / sizeof *small);
    bench_table(middle, sizeof middle / sizeof *middle);
    bench_table(large, sizeof large / sizeof *large);
    return 0;
}
