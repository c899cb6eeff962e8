/* Which kernels are run, and what they share: shaping of logits, and the ranges of blocks. */
#include "attention/kernels/kernels.h"

#include <math.h>

#include "base/arithmetic.h"
#include "base/cpu.h"

float stm__shape(const stm__shaping *shaping, float logit, float distance, float *change)
{
    float factor = 1;
    if (shaping->cap != 0) {
        float part = tanhf(logit / shaping->cap);
        logit = shaping->cap * part;
        factor = 1 - part * part;
    }
    if (change != NULL)
        *change = factor;
    return logit - shaping->slope * distance;
}

/* Floats of a block's keys and values: beside them the second cache has to hold a tile. */
enum { MOST_FLOATS = 96 * 512, ROWS_OF_PRODUCT = 6 };

/* Wide rows come in smaller blocks. */
static int block_for(const stm__kernels *kernels, int64_t floats)
{
    int unit = kernels->granule > 1 ? kernels->granule : ROWS_OF_PRODUCT;
    int most = (int)(MOST_FLOATS / floats) / unit * unit;
    return kernels->block <= most ? kernels->block : most > unit ? most : unit;
}

stm__kernels stm__kernels_choose(stm_precision precision, int64_t dim, int64_t value_dim)
{
    stm__kernels kernels = stm__kernels_portable;
#if defined(__x86_64__)
    stm__cpu_level level = stm__cpu();
    if (level >= STM__CPU_AVX2)
        kernels = stm__kernels_avx2;
    if (level >= STM__CPU_AVX512)
        kernels = stm__kernels_avx512;
    if (level >= STM__CPU_AMX && precision != STM_PRECISION_FP32)
        stm__kernels_amx(&kernels, precision == STM_PRECISION_BF16X3);
#elif defined(__aarch64__)
    if (stm__cpu() >= STM__CPU_NEON)
        kernels = stm__kernels_neon;
#endif
    (void)precision;
    kernels.block = block_for(&kernels, dim + value_dim);
    return kernels;
}

void stm__block_ranges(stm__block *block, int count)
{
    int groups = (count + STM__GROUP - 1) / STM__GROUP;
    for (int g = 0; g < STM__GROUPS; g++) {
        uint64_t lanes = UINT64_C(0xffff) << (STM__GROUP * g);
        int first = 0, end = g < groups ? block->num : 0;
        if (block->seen != NULL) {
            while (first < end && (block->seen[first] & lanes) == 0)
                first++;
            while (end > first && (block->seen[end - 1] & lanes) == 0)
                end--;
        }
        block->first[g] = first;
        block->end[g] = block->full_first[g] = block->full_end[g] = end;
    }
}

/* The next key from `at` on where a group begins or ends. */
static int next_change(const stm__block *block, int at)
{
    int next = block->num;
    for (int g = 0; g < STM__GROUPS; g++) {
        if (block->first[g] > at && block->first[g] < next)
            next = block->first[g];
        if (block->end[g] > at && block->end[g] < next)
            next = block->end[g];
    }
    return next;
}

void stm__block_cut(stm__block *block)
{
    block->num_segments = 0;
    for (int begin = 0, end; begin < block->num; begin = end) {
        int group = STM__GROUPS, last = -1;
        end = next_change(block, begin);
        for (int g = 0; g < STM__GROUPS; g++)
            if (block->first[g] <= begin && begin < block->end[g]) {
                group = g < group ? g : group;
                last = g;
            }
        if (last >= 0)
            block->segments[block->num_segments++] =
                (stm__segment){begin, end, group, last - group + 1};
    }
}
