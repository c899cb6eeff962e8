/* The peak of fp32: independent fused multiply-adds in registers, for a millisecond or two. */
#include "peak.h"

#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__x86_64__) || defined(__aarch64__)
#define TIMES 1000000

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
#endif

#if defined(__x86_64__)
/* Ten chains hide the latency of two units. */
#define PEAK(name, instructions, type, lanes, set1, fma, letter)                                   \
    __attribute__((target(instructions))) static double name(void)                                 \
    {                                                                                              \
        const type x = set1(0.5F);                                                                 \
        type a0 = set1(0), a1 = set1(1), a2 = set1(2), a3 = set1(3), a4 = set1(4);                 \
        type a5 = set1(5), a6 = set1(6), a7 = set1(7), a8 = set1(8), a9 = set1(9);                 \
        double begin = seconds();                                                                  \
        for (int n = 0; n < TIMES; n++) {                                                          \
            a0 = fma(a0, x, x), a1 = fma(a1, x, x), a2 = fma(a2, x, x), a3 = fma(a3, x, x);        \
            a4 = fma(a4, x, x), a5 = fma(a5, x, x), a6 = fma(a6, x, x), a7 = fma(a7, x, x);        \
            a8 = fma(a8, x, x), a9 = fma(a9, x, x);                                                \
            __asm__ volatile(""                                                                    \
                             : "+" letter(a0), "+" letter(a1), "+" letter(a2), "+" letter(a3),     \
                               "+" letter(a4), "+" letter(a5), "+" letter(a6), "+" letter(a7),     \
                               "+" letter(a8), "+" letter(a9));                                    \
        }                                                                                          \
        return 10.0 * 2 * lanes * TIMES / (seconds() - begin);                                     \
    }
PEAK(peak_avx512, "avx512f", __m512, 16, _mm512_set1_ps, _mm512_fmadd_ps, "v")
PEAK(peak_avx2, "avx2,fma", __m256, 8, _mm256_set1_ps, _mm256_fmadd_ps, "x")
#elif defined(__aarch64__)
/* Twenty chains hide the latency of four units. */
static double peak_neon(void)
{
#define TEN(DO, n)                                                                                 \
    DO(n##0) DO(n##1) DO(n##2) DO(n##3) DO(n##4) DO(n##5) DO(n##6) DO(n##7) DO(n##8) DO(n##9)
#define START(n) float32x4_t a##n = vdupq_n_f32(n);
#define STEP(n)                                                                                    \
    a##n = vfmaq_f32(a##n, x, x);                                                                  \
    __asm__ volatile("" : "+w"(a##n));
    const float32x4_t x = vdupq_n_f32(0.5F);
    TEN(START, 1)
    TEN(START, 2)
    double begin = seconds();
    for (int n = 0; n < TIMES / 2; n++) {
        TEN(STEP, 1)
        TEN(STEP, 2)
    }
    return 10.0 * 2 * 4 * TIMES / (seconds() - begin);
#undef STEP
#undef START
#undef TEN
}
#endif

double peak_measure(const char *kernels)
{
    (void)kernels;
#if defined(__x86_64__)
    if (strcmp(kernels, "avx512") == 0 || strncmp(kernels, "amx", 3) == 0)
        return peak_avx512();
    if (strcmp(kernels, "avx2") == 0)
        return peak_avx2();
#elif defined(__aarch64__)
    if (strcmp(kernels, "neon") == 0)
        return peak_neon();
#endif
    return 0;
}
