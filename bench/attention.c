/* How fast attention is: each pattern's share of the machine's own fp32 peak, on useful operations
 * (4 head_dim for each point of the mask), one thread. The clock of a processor moves by a tenth,
 * so that each run is compared with the peak measured before and after it. It follows a run of its
 * own kind; "cold" is the share of that one, which finds in the caches what other cases left.
 * Beside it: how much faster two threads are, how much faster than our own dense causal attention,
 * how long a backward pass takes against a forward one on one thread and on two, and how much
 * faster bf16 is (1 where the processor has no AMX), and by how much its outputs are off.
 *
 *   build/gcc/bench/bench_attention
 *
 * All cases of a table are run in turn, so that a disturbance meets all of them. */
#include "bench.h"

#include <inttypes.h>
#include <math.h>

#include <stmask/stmask.h>

#include "peak.h"

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
    bench_times forward[2], backward[2];
    bench_times share, cold; /* of the peak measured before and after, one thread */
    stm_attention *less_precise[2];
    bench_times less_precise_forward[2];
    double off[2]; /* the largest difference of an output from that in fp32 */
} bench_case;

/* Inputs, outputs and gradients of the largest size, shared by all. */
static float *q, *k, *v, *out, *dq, *dk, *dv, *lse;

static void make_inputs(int64_t size)
{
    size_t num = (size_t)size * DIM;
    uint64_t state = 1;
    float **all[] = {&q, &k, &v, &out, &dq, &dk, &dv};
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
        *all[n] = aligned_alloc(64, num * sizeof(float));
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

static stm_attention *new_plan(const stm_mask *mask, int threads, stm_precision precision)
{
    stm_error error;
    stm_attention *plan;
    stm_attention_shape shape = {.head_dim = DIM};
    stm_attention_options options = {.threads = threads, .precision = precision};
    if (stm_attention_new(&mask, 1, &shape, &plan, &error, &options) != STM_OK)
        fail(&error);
    return plan;
}

static void make_plans(bench_case *c)
{
    stm_error error;
    stm_mask *mask;
    int64_t points;
    if (stm_mask_from_spec(c->spec, c->size, &mask, &error) != STM_OK ||
        stm_mask_count(mask, &points, &error) != STM_OK)
        fail(&error);
    c->operations = 4.0 * DIM * (double)points;
    for (int n = 0; n < 2; n++) {
        c->plans[n] = new_plan(mask, n + 1, STM_PRECISION_FP32);
        c->less_precise[n] = new_plan(mask, 1, n == 0 ? STM_PRECISION_BF16 : STM_PRECISION_BF16X3);
    }
    stm_mask_free(mask);
}

static double forward_to(const stm_attention *plan, float *to)
{
    stm_error error;
    stm_attention_inputs in = {{.data = q}, {.data = k}, {.data = v}};
    stm_attention_outputs outputs = {{.data = to}, lse};
    double begin = bench_seconds();
    if (stm_attention_forward(plan, &in, &outputs, &error) != STM_OK)
        fail(&error);
    return bench_seconds() - begin;
}

static double forward(const stm_attention *plan)
{
    return forward_to(plan, out);
}

static void find_errors(bench_case *c)
{
    forward(c->plans[0]);
    for (int n = 0; n < 2; n++) {
        forward_to(c->less_precise[n], dq);
        for (size_t e = 0; e < (size_t)c->size * DIM; e++)
            c->off[n] = fmax(c->off[n], fabs((double)out[e] - (double)dq[e]));
    }
}

/* The gradient of the outputs is the queries. */
static double backward(const stm_attention *plan)
{
    stm_error error;
    stm_attention_inputs in = {{.data = q}, {.data = k}, {.data = v}};
    stm_attention_outputs outputs = {{.data = out}, lse};
    stm_attention_gradients to = {.dq = {.data = dq}, .dk = {.data = dk}, .dv = {.data = dv}};
    double begin = bench_seconds();
    if (stm_attention_backward(plan, &in, &outputs, &in.q, &to, &error) != STM_OK)
        fail(&error);
    return bench_seconds() - begin;
}

static void run_once(bench_case *c, bench_times *peaks, bool backwards)
{
    const char *kernels = stm_attention_kernels(c->plans[0]);
    double peak = peak_measure(kernels), cold = forward(c->plans[0]);
    double seconds = forward(c->plans[0]);
    peak = (peak + peak_measure(kernels)) / 2;
    bench_add(peaks, peak);
    bench_add(&c->forward[0], seconds);
    bench_add(&c->share, c->operations / seconds / peak);
    bench_add(&c->cold, c->operations / cold / peak);
    bench_add(&c->forward[1], forward(c->plans[1]));
    for (int n = 0; n < 2 && backwards; n++)
        bench_add(&c->backward[n], backward(c->plans[n]));
    for (int n = 0; n < 2; n++)
        bench_add(&c->less_precise_forward[n], forward(c->less_precise[n]));
}

static void print_case(const bench_case *c, const bench_case *dense)
{
    double one = bench_median(&c->forward[0]), two = bench_median(&c->forward[1]);
    printf("  %-51s %8.2f (%.2f to %.2f) %7.1f %6.1f%% %5.1f%%", c->spec, one * 1e3,
           c->forward[0].at[0] * 1e3, c->forward[0].at[BENCH_RUNS - 1] * 1e3,
           c->operations / one * 1e-9, 100 * bench_median(&c->share), 100 * bench_median(&c->cold));
    if (c->floor > 0)
        printf(" %4.0f%% %4.0f%%", 100 * c->floor, 100 * c->goal);
    else
        printf(" %5s %5s", "-", "-");
    printf(" %6.2fx %7.1fx", one / two, bench_median(&dense->forward[0]) / one);
    if (c->backward[0].num > 0)
        printf(" %6.2f %6.2f", bench_median(&c->backward[0]) / one,
               bench_median(&c->backward[1]) / two);
    else
        printf(" %6s %6s", "-", "-");
    for (int n = 0; n < 2; n++)
        printf(" %6.2fx %7.1e", one / bench_median(&c->less_precise_forward[n]), c->off[n]);
    printf("\n");
}

static void bench_table(bench_case *cases, int num, bool backwards)
{
    static bench_times peaks;
    peaks.num = 0;
    for (int c = 0; c < num; c++) {
        make_plans(&cases[c]);
        find_errors(&cases[c]);
    }
    for (int run = 0; run < BENCH_RUNS; run++)
        for (int c = 0; c < num; c++) {
            peaks.num = peaks.num == BENCH_RUNS ? 0 : peaks.num;
            run_once(&cases[c], &peaks, backwards);
        }
    printf("N = %" PRId64 ", head_dim %d, one head, %s kernels; peak of one thread %.1f GFLOP/s\n",
           cases[0].size, DIM, stm_attention_kernels(cases[0].plans[0]),
           bench_median(&peaks) * 1e-9);
    printf("  %-51s %-24s %7s %7s %6s %5s %5s %7s %8s %13s %7s %7s %7s %7s\n", "", "      ms",
           "GFLOP/s", "share", "cold", "floor", "goal", "2 thr.", "normal", "backward 1, 2", "bf16",
           "off", "bf16x3", "off");
    for (int c = 0; c < num; c++) {
        print_case(&cases[c], &cases[0]);
        for (int n = 0; n < 2; n++) {
            stm_attention_free(cases[c].plans[n]);
            stm_attention_free(cases[c].less_precise[n]);
        }
    }
    printf("\n");
}

int main(void)
{
    bench_case small[] = {
        {.spec = "normal", .size = 4096, .floor = 0.70, .goal = 0.75},
        {.spec = "dense", .size = 4096, .floor = 0.70, .goal = 0.75},
        {.spec = "strided:window_size=64,stride=64", .size = 4096},
        {.spec = "strided:window_size=64,stride=64 + global:tokens=0-3", .size = 4096},
        {.spec = "(sliding_window + global:tokens=0-3) & causal", .size = 4096},
        {.spec = "document:lengths=1000/600/96/1400 & causal", .size = 4096},
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
    bench_table(small, sizeof small / sizeof *small, true);
    bench_table(middle, sizeof middle / sizeof *middle, true);
    bench_table(large, sizeof large / sizeof *large, false);
    return 0;
}
