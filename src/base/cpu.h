/* What the processor has, for kernels that are chosen at run time. */
#ifndef STM__BASE_CPU_H
#define STM__BASE_CPU_H

/* In rising order: a processor of one level has all below it. */
typedef enum stm__cpu_level {
    STM__CPU_PORTABLE,
#if defined(__aarch64__)
    STM__CPU_NEON
#else
    STM__CPU_AVX2,   /* with FMA */
    STM__CPU_AVX512, /* F, DQ, BW, VL */
    STM__CPU_AMX     /* tiles of bf16, and AVX-512's conversions to bf16 */
#endif
} stm__cpu_level;

/* The processor's level, or the lower one that the environment's STM_CPU names: portable, neon,
 * avx2, avx512, amx. Other words, and levels that the processor lacks, change nothing. */
stm__cpu_level stm__cpu(void);

#endif
