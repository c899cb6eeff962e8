/* The fp32 operations a second that one thread can do: independent fused multiply-adds in
 * registers, on the widest vectors there are. */
#ifndef STMASK_BENCH_PEAK_H
#define STMASK_BENCH_PEAK_H

#include "bench.h"

#include <math.h>

#define PEAK_TIMES 4000000

#if defined(__x86_64__)
#include <immintrin.h>

/* Ten chains hide the latency of two units. */
#define PEAK_KERNEL(name, instructions, type, lanes, set1, fma, letter)                            \
    __attribute__((target(instructions))) static double name(void)                                 \
    {                                                                                              \
        const type x = set1(0.5F);                                                                 \
        type a[10];                                                                                \
        for (int n = 0; n < 10; n++)                                                               \
            a[n] = set1((float)n);                                                                 \
        type a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4], a5 = a[5], a6 = a[6],          \
             a7 = a[7], a8 = a[8], a9 = a[9];                                                      \
        double begin = bench_seconds();                                                            \
        for (int n = 0; n < PEAK_TIMES; n++) {                                                     \
            a0 = fma(a0, x, x), a1 = fma(a1, x, x), a2 = fma(a2, x, x), a3 = fma(a3, x, x);        \
            a4 = fma(a4, x, x), a5 = fma(a5, x, x), a6 = fma(a6, x, x), a7 = fma(a7, x, x);        \
            a8 = fma(a8, x, x), a9 = fma(a9, x, x);                                                \
            __asm__ volatile(""                                                                    \
                             : "+" letter(a0), "+" letter(a1), "+" letter(a2), "+" letter(a3),     \
                               "+" letter(a4), "+" letter(a5), "+" letter(a6), "+" letter(a7),     \
                               "+" letter(a8), "+" letter(a9));                                    \
        }                                                                                          \
        return 10.0 * 2 * lanes * PEAK_TIMES / (bench_seconds() - begin);                          \
    }
PEAK_KERNEL(peak_avx512, "avx512f", __m512, 16, _mm512_set1_ps, _mm512_fmadd_ps, "v")
PEAK_KERNEL(peak_avx2, "avx2,fma", __m256, 8, _mm256_set1_ps, _mm256_fmadd_ps, "x")
#endif

static inline double peak_flops(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return peak_avx512();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return peak_avx2();
#endif
    return NAN;
}

#endif
