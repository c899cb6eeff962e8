/* The kernels of lanes.h over vectors of 8 floats, with AVX2 and FMA. */
#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define TARGET __attribute__((target("avx2,fma")))
#define INLINE TARGET __attribute__((always_inline)) static inline
#define V __m256
#define W 8
#define NV 2

INLINE V v_zero(void)
{
    return _mm256_setzero_ps();
}

INLINE V v_set1(float a)
{
    return _mm256_set1_ps(a);
}

INLINE V v_load(const float *a)
{
    return _mm256_loadu_ps(a);
}

INLINE void v_store(float *a, V b)
{
    _mm256_storeu_ps(a, b);
}

INLINE __m256i v_first(int num)
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(num), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

INLINE V v_load_part(const float *a, int num)
{
    return num == W ? v_load(a) : _mm256_maskload_ps(a, v_first(num));
}

INLINE void v_store_part(float *a, V b, int num)
{
    if (num == W)
        v_store(a, b);
    else
        _mm256_maskstore_ps(a, v_first(num), b);
}

INLINE V v_fma(V a, V b, V c)
{
    return _mm256_fmadd_ps(a, b, c);
}

/* Where one is NaN, b. */
INLINE V v_max(V a, V b)
{
    return _mm256_max_ps(a, b);
}

INLINE float v_total(V a)
{
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

INLINE V v_lanes(uint64_t bits)
{
    const __m256i lane = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    __m256i all = _mm256_set1_epi32((int)(bits & 255));
    return _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(all, lane), lane));
}

/* Lanes whose bit is 0 become -infinity. */
INLINE V v_seen(V a, uint64_t bits)
{
    return _mm256_blendv_ps(_mm256_set1_ps(-INFINITY), a, v_lanes(bits));
}

INLINE V v_abs(V a)
{
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), a);
}

/* a >= 0 with the sign of b. */
INLINE V v_sign_of(V a, V b)
{
    return _mm256_or_ps(a, _mm256_and_ps(b, _mm256_set1_ps(-0.0F)));
}

/* `below` where a < limit, else `other`. */
INLINE V v_choose_below(V a, float limit, V below, V other)
{
    return _mm256_blendv_ps(other, below, _mm256_cmp_ps(a, _mm256_set1_ps(limit), _CMP_LT_OQ));
}

/* Lanes whose bit is 0 become 0. */
INLINE V v_keep(V a, uint64_t bits)
{
    return _mm256_and_ps(a, v_lanes(bits));
}

/* 0 in place of -infinity. */
INLINE V v_base(V a)
{
    return _mm256_and_ps(_mm256_cmp_ps(a, _mm256_set1_ps(-INFINITY), _CMP_NEQ_UQ), a);
}

INLINE bool v_moved(V now, V old)
{
    return _mm256_movemask_ps(_mm256_cmp_ps(now, old, _CMP_GT_OQ)) != 0;
}

INLINE uint64_t v_nan(V a)
{
    return (uint64_t)(unsigned)_mm256_movemask_ps(_mm256_cmp_ps(a, a, _CMP_UNORD_Q));
}

/* Where a number is below -126, the fraction is that of -126. */
INLINE V v_fraction(V a)
{
    V x = v_max(v_set1(-126), a);
    return x - _mm256_floor_ps(x);
}

INLINE V v_scale(V p, V a)
{
    const V least = v_set1(-126);
    __m256i exponent = _mm256_cvtps_epi32(_mm256_floor_ps(v_max(least, a)));
    p = _mm256_castsi256_ps(
        _mm256_add_epi32(_mm256_castps_si256(p), _mm256_slli_epi32(exponent, 23)));
    p = _mm256_blendv_ps(p, a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q));
    return _mm256_andnot_ps(_mm256_cmp_ps(a, least, _CMP_LT_OQ), p);
}

INLINE void v_transpose(V r[W])
{
    V s[W];
    for (int k = 0; k < W; k += 2) {
        s[k] = _mm256_unpacklo_ps(r[k], r[k + 1]);
        s[k + 1] = _mm256_unpackhi_ps(r[k], r[k + 1]);
    }
    for (int k = 0; k < W; k += 4)
        for (int h = 0; h < 2; h++) {
            r[k + 2 * h] = _mm256_shuffle_ps(s[k + h], s[k + 2 + h], 0x44);
            r[k + 2 * h + 1] = _mm256_shuffle_ps(s[k + h], s[k + 2 + h], 0xee);
        }
    for (int c = 0; c < 4; c++) {
        s[c] = _mm256_permute2f128_ps(r[c], r[4 + c], 0x20);
        s[4 + c] = _mm256_permute2f128_ps(r[c], r[4 + c], 0x31);
    }
    for (int k = 0; k < W; k++)
        r[k] = s[k];
}

#include "attention/kernels/lanes.h"

const stm__kernels stm__kernels_avx2 = {
    .name = "avx2",
    KERNELS_OF_LANES,
};

#else
typedef int stm__nothing; /* a file must not be empty */
#endif
