/* stmask bench: how long attention under a mask takes here, and dense attention beside it. */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "heads.h"
#include "peak.h"

enum {
    HELP,
    SIZE,
    QUERIES,
    KEYS,
    HEADS,
    HEAD_DIM,
    VALUE_DIM,
    LAYER,
    THREADS,
    PRECISION,
    RUNS,
    BACKWARD,
    NO_DENSE,
    JSON
};

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [HEADS] = {.name = "heads",
               .kind = OPTION_INTEGER,
               .argument = "H",
               .help = "heads, each with this mask",
               .minimum = 1,
               .maximum = 4096,
               .integer = 1},
    [HEAD_DIM] = {.name = "head_dim",
                  .kind = OPTION_INTEGER,
                  .argument = "D",
                  .help = "elements of a query",
                  .minimum = STM_MIN_HEAD_DIM,
                  .maximum = STM_MAX_HEAD_DIM,
                  .integer = 64},
    [VALUE_DIM] = {.name = "value_dim",
                   .kind = OPTION_INTEGER,
                   .argument = "D",
                   .help = "elements of a value",
                   .minimum = STM_MIN_HEAD_DIM,
                   .maximum = STM_MAX_HEAD_DIM,
                   .absent = "head_dim"},
    [LAYER] = {.name = "layer",
               .kind = OPTION_INTEGER,
               .argument = "L",
               .help = "of a set, the layer whose heads are timed; needed where it has several",
               .maximum = 65535},
    [THREADS] = OPTION_THREADS,
    [PRECISION] = OPTION_PRECISION,
    [RUNS] = {.name = "runs",
              .kind = OPTION_INTEGER,
              .argument = "N",
              .help = "times each is run, in turn; the median counts",
              .minimum = 1,
              .maximum = 1000,
              .integer = 5},
    [BACKWARD] = {.name = "backward", .kind = OPTION_FLAG, .help = "time the backward pass, too"},
    [NO_DENSE] = {.name = "no_dense",
                  .kind = OPTION_FLAG,
                  .help = "do not time `normal` beside it"},
    [JSON] = OPTION_JSON,
};

/* q, k, v, out, dout, dq, dk, dv of all heads, and lse. */
typedef struct inputs {
    stm_attention_inputs in;
    stm_attention_outputs out;
    stm_attention_gradients gradients;
    stm_tensor dout;
    float *memory;
    double bytes;
    int64_t heads;
} inputs;

/* One of those that run in turn: a plan, the points of all heads, and its times. */
typedef struct timed {
    stm_attention *plan;
    double points;
    double *forward, *backward;
    double *peak, *share; /* of each run: the peak about it */
} timed;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int64_t value_dim(void)
{
    return table[VALUE_DIM].given ? table[VALUE_DIM].integer : table[HEAD_DIM].integer;
}

/* Useful ones of a forward pass. */
static double operations(const timed *t)
{
    return 2 * t->points * (double)(table[HEAD_DIM].integer + value_dim());
}

static stm_status make_inputs(const stm_rectangle *b, inputs *in, stm_error *error)
{
    double heads = (double)in->heads, dim = (double)table[HEAD_DIM].integer;
    double rows = (double)b->num_queries * heads, columns = (double)b->num_keys * heads;
    double wide = (double)value_dim();
    /* In the order in which they are laid out. */
    const double sizes[] = {rows * dim,    rows * wide,    columns * dim, columns * wide,
                            columns * dim, columns * wide, rows * dim,    rows * wide};
    int num = table[BACKWARD].given ? 8 : 4;
    double cells = rows;
    for (int n = 0; n < num; n++)
        cells += sizes[n];
    if (cells > 1e12 || (in->memory = malloc((size_t)cells * sizeof(float))) == NULL)
        return run_no_memory(error);
    in->bytes = cells * sizeof(float);
    uint64_t state = 1;
    for (size_t n = 0; n < (size_t)cells; n++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        in->memory[n] = (float)((double)(state >> 40) / 16777216 * 3.4 - 1.7);
    }
    float *at = in->memory;
    stm_tensor *all[] = {&in->in.q,         &in->out.out,      &in->in.k,         &in->in.v,
                         &in->gradients.dk, &in->gradients.dv, &in->gradients.dq, &in->dout};
    for (int n = 0; n < num; n++) {
        all[n]->data = at;
        at += (size_t)sizes[n];
    }
    in->out.lse = at;
    return STM_OK;
}

/* One mask for all heads, or one for each. */
static stm_status make_timed(const stm_mask *const *masks, int64_t num, int64_t heads, timed *t,
                             stm_error *error)
{
    stm_attention_shape shape = {
        .heads = heads, .head_dim = table[HEAD_DIM].integer, .value_dim = value_dim()};
    stm_attention_options options = {.threads = (int)table[THREADS].integer,
                                     .precision = (stm_precision)table[PRECISION].integer};
    stm_status status = stm_attention_new(masks, num, &shape, &t->plan, error, &options);
    int64_t points = 0;
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        if (k == 0 || masks[k] != masks[k - 1])
            status = stm_mask_count(masks[k], &points, error);
        t->points += (double)points * (double)(heads / num);
    }
    t->forward = calloc((size_t)table[RUNS].integer, sizeof(double));
    t->backward = calloc((size_t)table[RUNS].integer, sizeof(double));
    t->peak = calloc((size_t)table[RUNS].integer, sizeof(double));
    t->share = calloc((size_t)table[RUNS].integer, sizeof(double));
    bool has = t->forward != NULL && t->backward != NULL && t->peak != NULL && t->share != NULL;
    if (status == STM_OK && !has)
        status = run_no_memory(error);
    return status;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *times)
{
    qsort(times, (size_t)table[RUNS].integer, sizeof *times, ascending);
    return times[table[RUNS].integer / 2];
}

static stm_status run_once(timed *t, const inputs *in, int64_t run, stm_error *error)
{
    const char *kernels = stm_attention_kernels(t->plan);
    double peak = peak_measure(kernels), begin = seconds();
    stm_status status = stm_attention_forward(t->plan, &in->in, &in->out, error);
    t->forward[run] = seconds() - begin;
    t->peak[run] = (peak + peak_measure(kernels)) / 2;
    if (status != STM_OK || !table[BACKWARD].given)
        return status;
    begin = seconds();
    status = stm_attention_backward(t->plan, &in->in, &in->out, &in->dout, &in->gradients, error);
    t->backward[run] = seconds() - begin;
    return status;
}

/* Medians of all, in seconds. */
typedef struct report {
    double forward[2], backward[2], share[2], peak;
    int threads, num;
} report;

static void put_text(stm_output *o, const report *r, const timed *t, const inputs *in)
{
    stm_output_printf(o, "%s kernels, %d threads, median of %" PRId64 " runs\n",
                      stm_attention_kernels(t[0].plan), r->threads, table[RUNS].integer);
    for (int k = 0; k < r->num; k++) {
        double rate = operations(&t[k]) / r->forward[k];
        stm_output_printf(o, "%-9s %10.3f ms  %8.1f GFLOP/s", k == 0 ? "mask" : "normal",
                          r->forward[k] * 1e3, rate * 1e-9);
        if (r->peak > 0)
            stm_output_printf(o, "  %5.1f%% of the peak", 100 * r->share[k]);
        if (table[BACKWARD].given)
            stm_output_printf(o, "  backward %.3f ms", r->backward[k] * 1e3);
        stm_output_printf(o, "\n");
    }
    if (r->num == 2)
        stm_output_printf(o, "the mask is %.1f times as fast as normal\n",
                          r->forward[1] / r->forward[0]);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    stm_output_printf(o, "memory    %.1f MB of arrays, %.1f MB in all\n", in->bytes * 1e-6,
                      (double)usage.ru_maxrss * 1024e-6);
}

static void put_json(stm_output *o, const report *r, const timed *t, const inputs *in)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    stm_output_printf(o,
                      "{\"kernels\": \"%s\", \"threads\": %d, \"seconds\": %.9g, "
                      "\"operations\": %.17g, \"peak\": %.9g, \"share\": %.9g",
                      stm_attention_kernels(t[0].plan), r->threads, r->forward[0],
                      operations(&t[0]), r->peak, r->share[0]);
    if (table[BACKWARD].given)
        stm_output_printf(o, ", \"backward_seconds\": %.9g", r->backward[0]);
    if (r->num == 2)
        stm_output_printf(o, ", \"normal_seconds\": %.9g", r->forward[1]);
    stm_output_printf(o, ", \"array_bytes\": %.17g, \"memory_bytes\": %.17g}\n", in->bytes,
                      (double)usage.ru_maxrss * 1024);
}

/* The clock of a processor moves: each run is compared with the peak about it. */
static void find_share(timed *t, report *r, int k)
{
    if (t->peak[0] == 0)
        return;
    for (int64_t run = 0; run < table[RUNS].integer; run++)
        t->share[run] = operations(t) / t->forward[run] / t->peak[run] / r->threads;
    r->share[k] = median(t->share);
    r->peak = median(t->peak) * r->threads;
}

static stm_status measure(timed *t, report *r, const inputs *in, stm_error *error)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    r->threads = table[THREADS].given ? (int)table[THREADS].integer : (int)processors;
    for (int64_t run = 0; run < table[RUNS].integer; run++)
        for (int k = 0; k < r->num; k++) {
            stm_status status = run_once(&t[k], in, run, error);
            if (status != STM_OK)
                return status;
        }
    for (int k = 0; k < r->num; k++) {
        find_share(&t[k], r, k);
        r->forward[k] = median(t[k].forward);
        r->backward[k] = median(t[k].backward);
    }
    return STM_OK;
}

/* `normal` with the mask's bounds. */
static stm_status make_normal(const stm_mask *mask, stm_mask **normal, stm_error *error)
{
    stm_mask *whole = NULL;
    stm_rectangle b = stm_mask_bounds(mask);
    stm_status status = stm_mask_from_spec("normal", stm_mask_size(mask), &whole, error);
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &b, normal, error);
    stm_mask_free(whole);
    return status;
}

static stm_status bench(const stm_mask *const *masks, int64_t num, int64_t heads, stm_error *error)
{
    stm_mask *normal = NULL;
    stm_rectangle b = stm_mask_bounds(masks[0]);
    inputs in = {.heads = heads};
    timed t[2] = {{.plan = NULL}, {.plan = NULL}};
    report r = {.num = table[NO_DENSE].given ? 1 : 2};
    stm_output *output = NULL;
    stm_status status = make_timed(masks, num, heads, &t[0], error);
    if (status == STM_OK && r.num == 2)
        status = make_normal(masks[0], &normal, error);
    if (status == STM_OK && r.num == 2)
        status = make_timed((const stm_mask *const[]){normal}, 1, heads, &t[1], error);
    if (status == STM_OK)
        status = make_inputs(&b, &in, error);
    if (status == STM_OK)
        status = measure(t, &r, &in, error);
    if (status == STM_OK)
        status = run_stdout(&output, error);
    if (status == STM_OK) {
        (table[JSON].given ? put_json : put_text)(output, &r, t, &in);
        status = stm_output_close(output, error);
    }
    for (int k = 0; k < 2; k++) {
        stm_attention_free(t[k].plan);
        free(t[k].forward);
        free(t[k].backward);
        free(t[k].peak);
        free(t[k].share);
    }
    free(in.memory);
    stm_mask_free(normal);
    return status;
}

static stm_status run(call *c)
{
    head_masks all = {.set = NULL};
    const stm_mask **masks = NULL;
    stm_status status = heads_read(c, c->operands[0], &all);
    if (status == STM_OK && all.set != NULL && table[HEADS].given)
        status = options_refuse(&c->error, "--heads: a set has its own heads");
    if (status == STM_OK)
        status = heads_of_layer(c, c->operands[0], &all, &masks);
    if (status == STM_OK)
        status =
            bench(masks, all.heads, all.set != NULL ? all.heads : table[HEADS].integer, &c->error);
    free(masks);
    heads_free(&all);
    return status;
}

command cmd_bench = {
    .program = {.name = "stmask bench",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "time attention under the mask on this machine",
                .details =
                    "GFLOP/s count 2 (head_dim + value_dim) operations for each point of the mask. "
                    "The peak is\n"
                    "that of fp32 multiply-adds, measured about each run. `normal` is dense causal "
                    "attention.\n"
                    "A set, @FILE, gives each head its own mask.\n",
                OPTIONS(table)},
    .run = run,
};
