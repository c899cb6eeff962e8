/* Finds the level of the processor once, by cpuid and what the kernel lets programs use; the
 * variable STM_CPU can only lower it. */
#include "base/cpu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#if defined(__x86_64__)
/* By hand, for not all compilers know these by name. */
static bool has_amx(void)
{
    enum { AVX512_BF16 = 1 << 5, AMX_BF16 = 1 << 22, AMX_TILE = 1 << 24 };
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d))
        return false;
    if ((d & AMX_BF16) == 0 || (d & AMX_TILE) == 0)
        return false;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & AVX512_BF16) != 0;
}
#endif

static stm__cpu_level level_of_machine(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return STM__CPU_PORTABLE;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return has_amx() ? STM__CPU_AMX : STM__CPU_AVX512;
    return STM__CPU_AVX2;
#elif defined(__aarch64__)
    return STM__CPU_NEON; /* always there */
#else
    return STM__CPU_PORTABLE;
#endif
}

stm__cpu_level stm__cpu(void)
{
#if defined(__aarch64__)
    static const char *const names[] = {"portable", "neon"};
#else
    static const char *const names[] = {"portable", "avx2", "avx512", "amx"};
#endif
    stm__cpu_level level = level_of_machine();
    const char *wanted = getenv("STM_CPU");
    for (int k = 0; wanted != NULL && k < (int)level; k++)
        if (strcmp(wanted, names[k]) == 0)
            return (stm__cpu_level)k;
    return level;
}
