/* What the benchmarks share: a clock, medians, and what machine they ran on. */
#ifndef STMASK_BENCH_BENCH_H
#define STMASK_BENCH_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BENCH_RUNS 7

static inline double bench_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct bench_times {
    double at[BENCH_RUNS];
    int num;
} bench_times;

static inline int bench_ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static inline void bench_add(bench_times *times, double seconds)
{
    times->at[times->num++] = seconds;
    qsort(times->at, (size_t)times->num, sizeof *times->at, bench_ascending);
}

static inline double bench_median(const bench_times *times)
{
    return times->at[times->num / 2];
}

/* "0.123 s (0.120 to 0.150)": the median, the best and the worst. */
static inline void bench_print(const char *what, const bench_times *times)
{
    printf("%-52s %8.3f s (%.3f to %.3f)", what, bench_median(times), times->at[0],
           times->at[times->num - 1]);
}

/* The first line of a command's output, or "unknown". */
static inline void bench_line(const char *command, char *line, size_t capacity)
{
    FILE *pipe = popen(command, "r");
    if (pipe == NULL || fgets(line, (int)capacity, pipe) == NULL)
        snprintf(line, capacity, "unknown");
    line[strcspn(line, "\n")] = '\0';
    if (pipe != NULL)
        pclose(pipe);
}

static inline void bench_machine(void)
{
    char cpu[200], commit[80];
    bench_line("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo", cpu, sizeof cpu);
    bench_line("git describe --always --dirty 2>/dev/null", commit, sizeof commit);
#ifdef __clang__
    const char *compiler = "clang " __clang_version__;
#else
    const char *compiler = "gcc " __VERSION__;
#endif
    printf("CPU %s, %s, commit %s\nmedians of %d runs (best to worst)\n\n", cpu, compiler, commit,
           BENCH_RUNS);
}

#endif
