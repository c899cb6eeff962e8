#include "base/cpu.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static stm__cpu_level level_of_machine(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return STM__CPU_PORTABLE;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return STM__CPU_AVX512;
    return STM__CPU_AVX2;
#else
    return STM__CPU_PORTABLE;
#endif
}

stm__cpu_level stm__cpu(void)
{
    static const char *const names[] = {"portable", "avx2", "avx512"};
    stm__cpu_level level = level_of_machine();
    const char *wanted = getenv("STM_CPU");
    for (int k = 0; wanted != NULL && k < (int)level; k++)
        if (strcmp(wanted, names[k]) == 0)
            return (stm__cpu_level)k;
    return level;
}
