/* How fast plans are: the analysis by arithmetic, orders by points, buffers, points files beside
 * cp, and the same work the plain numpy way.
 *
 *   build/gcc/bench/bench_plan [FOLDER]
 *
 * Writes some gigabytes of temporary files into FOLDER (the current one) and removes them. */
#include "bench.h"

#include <inttypes.h>
#include <sys/resource.h>
#include <unistd.h>

#include <stmask/stmask.h>

static _Noreturn void fail(const stm_error *error)
{
    fprintf(stderr, "bench_plan: %s\n", error->message);
    exit(1);
}

static stm_plan *make_plan(const char *spec, int64_t size, const char *order, int64_t limit)
{
    stm_error error;
    stm_mask *mask;
    stm_plan *plan;
    stm_arguments arguments;
    stm_plan_options options = {
        .num_multiplications = 64, .read_limit = limit, .order_arguments = &arguments};
    if (stm_mask_from_spec(spec, size, &mask, &error) != STM_OK ||
        stm_order_parse(order, &options.order, &arguments, &error) != STM_OK ||
        stm_plan_new(mask, &plan, &error, &options) != STM_OK)
        fail(&error);
    stm_mask_free(mask);
    return plan;
}

static const char *const five[] = {"normal", "strided:window_size=1024,stride=1024",
                                   "fixed:window_size=1024", "sliding_window:window_size=1024",
                                   "dilated_sliding_window:window_size=1024,dilation=2"};

/* The analysis, and peaks, histograms, none and previous, of all five patterns. */
static double analyse_five(int64_t size, int64_t limit)
{
    stm_error error;
    double begin = bench_seconds();
    for (size_t k = 0; k < 5; k++) {
        stm_plan *plan = make_plan(five[k], size, "row_first", limit);
        stm_analysis *analysis;
        stm_loads *loads;
        if (stm_analysis_new(plan, &analysis, &error, NULL) != STM_OK ||
            stm_loads_new(plan, &loads, &error, NULL) != STM_OK)
            fail(&error);
        stm_analysis_free(analysis);
        stm_loads_free(loads);
        stm_plan_free(plan);
    }
    return bench_seconds() - begin;
}

static void bench_arithmetic(void)
{
    static const struct {
        int64_t size, limit;
        int runs;
        double target;
    } cases[] = {
        {1 << 20, 1000, BENCH_RUNS, 2}, {1 << 20, 40, BENCH_RUNS, 4}, {1 << 24, 1000, 1, 30}};
    printf("five patterns by rows, w = s = 1024, d = 2, P = 64: analysis and loads, one thread\n");
    for (size_t c = 0; c < 3; c++) {
        bench_times times = {.num = 0};
        char what[80];
        for (int run = 0; run < cases[c].runs; run++)
            bench_add(&times, analyse_five(cases[c].size, cases[c].limit));
        snprintf(what, sizeof what, "  N = %" PRId64 ", R = %" PRId64, cases[c].size,
                 cases[c].limit);
        bench_print(what, &times);
        printf("  %.2f of the %.0f s aimed at\n", bench_median(&times) / cases[c].target,
               cases[c].target);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("  largest memory so far: %.1f MB\n\n", (double)usage.ru_maxrss / 1024);
}

static void bench_points(void)
{
    static const struct {
        const char *spec;
        int64_t size;
        const char *order;
    } cases[] = {
        {"normal", 8192, "tile:rows=8,columns=8"},
        {"normal", 8192, "panel:rows=120"},
        {"normal", 8192, "morton"},
        {"normal", 8192, "hilbert"},
        {"strided:window_size=128,stride=128", 65536, "residue:modulus=128"},
        {"strided:window_size=128,stride=128", 65536, "tile:rows=16,columns=16"},
    };
    printf(
        "orders by points, one thread: million points a second without a buffer; million loads a "
        "second of\nlru for every buffer, and of opt at one (8192)\n");
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        bench_times times[3] = {{.num = 0}};
        double points = 0, all = 0;
        stm_plan *plan = make_plan(cases[c].spec, cases[c].size, cases[c].order, 0);
        for (int run = 0; run < BENCH_RUNS; run++)
            for (int kind = 0; kind < 3; kind++) {
                stm_loads_options options = {.lru = kind == 1, .opt = kind == 2};
                stm_load_counts counts;
                stm_loads *loads;
                stm_error error;
                double begin = bench_seconds();
                if (stm_loads_new(plan, &loads, &error, &options) != STM_OK ||
                    (kind == 1 && stm_loads_lru(loads, 8192, &counts, &error) != STM_OK) ||
                    (kind == 2 && stm_loads_opt(loads, 8192, &counts, &error) != STM_OK))
                    fail(&error);
                bench_add(&times[kind], bench_seconds() - begin);
                points = (double)stm_loads_points(loads);
                counts = stm_loads_none(loads);
                all = (double)(counts.rows + counts.columns);
                stm_loads_free(loads);
            }
        printf("  %-36s %-24s %6.0f  lru %5.1f  opt %5.1f\n", cases[c].spec, cases[c].order,
               points / bench_median(&times[0]) / 1e6, all / bench_median(&times[1]) / 1e6,
               all / bench_median(&times[2]) / 1e6);
        stm_plan_free(plan);
    }
    printf("\n");
}

static double write_points(const stm_plan *plan, const char *path)
{
    stm_output *output;
    stm_error error;
    unlink(path);
    double begin = bench_seconds();
    if (stm_output_open(path, &output, &error) != STM_OK ||
        stm_points_write(plan, output, &error, NULL) != STM_OK ||
        stm_output_close(output, &error) != STM_OK)
        fail(&error);
    return bench_seconds() - begin;
}

static double copy(const char *from, const char *to)
{
    char command[600];
    snprintf(command, sizeof command, "cp --reflink=never '%s' '%s'", from, to);
    unlink(to);
    double begin = bench_seconds();
    if (system(command) != 0)
        exit(1);
    return bench_seconds() - begin;
}

static void bench_files(const char *folder)
{
    static const struct {
        const char *spec;
        int64_t size;
    } cases[] = {{"normal", 8192}, {"strided", 65536}, {"sliding_window", 262144}};
    char path[500], other[500];
    snprintf(path, sizeof path, "%s/bench_points.txt", folder);
    snprintf(other, sizeof other, "%s/bench_copy.txt", folder);
    printf("points files by rows, P = 64, R = 1000, beside cp --reflink=never of the same bytes\n");
    for (size_t c = 0; c < 3; c++) {
        bench_times ours = {.num = 0}, cp = {.num = 0};
        stm_plan *plan = make_plan(cases[c].spec, cases[c].size, "row_first", 1000);
        write_points(plan, path); /* warms the cache for cp */
        copy(path, other);
        for (int run = 0; run < BENCH_RUNS; run++) {
            bench_add(&cp, copy(path, other));
            bench_add(&ours, write_points(plan, path));
        }
        char what[100];
        snprintf(what, sizeof what, "  %s, N = %" PRId64, cases[c].spec, cases[c].size);
        bench_print(what, &ours);
        printf("  cp %.3f (%.3f to %.3f)  ratio %.2f\n", bench_median(&cp), cp.at[0],
               cp.at[BENCH_RUNS - 1], bench_median(&ours) / bench_median(&cp));
        stm_plan_free(plan);
    }
    unlink(path);
    unlink(other);
    printf("\n");
}

/* The plain way: the points of an array, sets of the rows and columns of every 64 of them. */
static const char *const numpy_program =
    "import sys, time\n"
    "try:\n    import numpy as n\n"
    "except ImportError:\n    sys.exit(3)\n"
    "N = int(sys.argv[1]); i, j = n.indices((N, N))\n"
    "m = (j <= i) & ((i - j < 128) | ((i - j) % 128 == 0))\n"
    "t = time.perf_counter(); r, c = n.nonzero(m); old = (set(), set()); s = [0] * 4\n"
    "for k in range(0, len(r), 64):\n"
    "    now = (set(r[k:k + 64].tolist()), set(c[k:k + 64].tolist()))\n"
    "    s[0] += len(now[0]); s[1] += len(now[1])\n"
    "    s[2] += len(now[0] - old[0]); s[3] += len(now[1] - old[1]); old = now\n"
    "print(time.perf_counter() - t, *s)\n";

static void bench_numpy(void)
{
    const int64_t size = 4096;
    char command[2000], line[200];
    double seconds;
    long long sums[4];
    snprintf(command, sizeof command, "python3 -c '%s' %" PRId64 " 2>/dev/null", numpy_program,
             size);
    bench_line(command, line, sizeof line);
    printf("strided, w = s = 128, N = %" PRId64 ": unique and new rows and columns of all steps\n",
           size);
    if (sscanf(line, "%lf %lld %lld %lld %lld", &seconds, &sums[0], &sums[1], &sums[2], &sums[3]) !=
        5) {
        printf("  python3 with numpy is not there: not compared\n");
        return;
    }
    bench_times ours = {.num = 0};
    stm_error error;
    stm_plan *plan = make_plan("strided:window_size=128,stride=128", size, "row_first", 0);
    bool same = true;
    for (int run = 0; run < BENCH_RUNS; run++) {
        stm_loads *loads;
        double begin = bench_seconds();
        if (stm_loads_new(plan, &loads, &error, NULL) != STM_OK)
            fail(&error);
        bench_add(&ours, bench_seconds() - begin);
        stm_load_counts none = stm_loads_none(loads), previous = stm_loads_previous(loads);
        same = same && none.rows == sums[0] && none.columns == sums[1] &&
               previous.rows == sums[2] && previous.columns == sums[3];
        stm_loads_free(loads);
    }
    stm_plan_free(plan);
    bench_print("  by arithmetic", &ours);
    printf("\n  numpy and sets, once: %.3f s, %.0f times as long; results %s\n", seconds,
           seconds / bench_median(&ours), same ? "equal" : "DIFFER");
}

int main(int argc, char **argv)
{
    bench_machine();
    bench_arithmetic();
    bench_points();
    bench_files(argc > 1 ? argv[1] : ".");
    bench_numpy();
    return 0;
}
